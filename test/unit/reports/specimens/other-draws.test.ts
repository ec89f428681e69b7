import { describe, expect, test } from '@jest/globals';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { fc } from '../../../support/property.ts';
import { anHour, reportOfMessages } from '../../../support/report-of-messages.ts';

const TESTS = ['PH', 'K', 'GLU'] as const;

interface Draw {
  readonly time: string;
  readonly tube: string | undefined;
}

/** One value of a draw; the number of the draw is its first digit. */
const row = (draw: number, name: number, status: string) => ({
  3: `${TESTS[name]}^${TESTS[name]}^L`,
  5: `${draw}.${name}${status === 'P' ? 1 : 2}`,
  11: status,
});

const message = (hour: number, { time, tube }: Draw, results: ReturnType<typeof row>[]) =>
  anHour(hour, [
    {
      order: { 7: `20260302${time}00`, 25: results[0]?.[11] ?? 'F' },
      results,
      others: tube === undefined ? [] : [`SPM|1|${tube}||SER^Serum^HL70487|||||||P^Patient^HL70369`],
    },
  ]);

const valuesIn = (report: ReturnType<typeof reportOfMessages>): string[] =>
  report.observations.map(({ values, status }) => `${values[0]?.text} ${status}`).sort();

describe('draws of one order', () => {
  const draws = fc.constantFrom<readonly [Draw, Draw]>(
    ...['0834', '0840', '1030'].map(
      (time) =>
        [
          { time: '0830', tube: undefined },
          { time, tube: undefined },
        ] as const,
    ),
    [
      { time: '0830', tube: 'T1' },
      { time: '0834', tube: 'T1' },
    ],
    [
      { time: '0830', tube: 'T1' },
      { time: '0830', tube: 'T2' },
    ],
  );
  const pieces = fc.shuffledSubarray([0, 1].flatMap((draw) => TESTS.map((_, name) => ({ draw, name }))));

  test('no final of a draw replaces that of another, in whatever pieces and after whatever preliminary results', () => {
    fc.assert(
      fc.property(draws, pieces, pieces, (both, preliminary, final) => {
        const said = [
          ...preliminary
            .filter(({ draw, name }) => final.some((one) => one.draw === draw && one.name === name))
            .map((one) => ({ ...one, status: 'P' })),
          ...final.map((one) => ({ ...one, status: 'F' })),
        ];
        fc.pre(said.length > 0);
        const messages = said.map(({ draw, name, status }, index) =>
          message(index + 8, both[draw] ?? both[0], [row(draw, name, status)]),
        );
        const report = reportOfMessages(messages);
        const finals = final.map(({ draw, name }) => `${draw}.${name}2 F`).sort();
        expect([valuesIn(report), report.holds]).toEqual([finals, []]);
      }),
      { numRuns: 60 },
    );
  });

  test('of two tubes of one time, the second comes in two messages', () => {
    const [one, two] = ['T1', 'T2'].map((tube) => ({ time: '0830', tube }));
    if (one === undefined || two === undefined) throw new Error('no tube');
    const report = reportOfMessages([
      message(8, one, [row(0, 0, 'F')]),
      message(9, two, [row(1, 1, 'F')]),
      message(10, two, [row(1, 0, 'F')]),
    ]);
    expect([valuesIn(report), report.holds]).toEqual([['0.02 F', '1.02 F', '1.12 F'], []]);
  });

  test('finals of two minutes are two draws, also if an analyzer measured one of them before', () => {
    const { parts } = reportOfMessages([
      message(8, { time: '0834', tube: undefined }, [row(1, 0, 'F')]),
      message(9, { time: '0830', tube: undefined }, [row(0, 0, 'F')]),
      message(10, { time: '0834', tube: undefined }, [row(1, 0, 'F')]),
    ]);
    const measured = parts.map((part) =>
      part.messageId === 'm8' ? { ...part, isFromAnalyzer: true as const } : part,
    );
    expect(valuesIn(assembleReport({ key: 'k', processingId: 'P' }, measured))).toEqual(['0.02 F', '1.02 F']);
  });

  test('a correction of a test that its draw did not state is held until a person releases it', () => {
    const first = { time: '0830', tube: undefined };
    const second = { time: '0834', tube: undefined };
    const { parts } = reportOfMessages([
      message(8, first, [row(0, 0, 'F'), row(0, 1, 'F')]),
      message(9, second, [row(1, 0, 'F')]),
      message(10, second, [row(1, 1, 'C')]),
    ]);
    const identity = { key: 'k', processingId: 'P' };
    expect(assembleReport(identity, parts).holds).toEqual(['set-unclear']);
    const released = parts.map((part) =>
      part.messageId === 'm10' ? { ...part, released: ['set-unclear' as const] } : part,
    );
    const report = assembleReport(identity, released);
    expect([valuesIn(report), report.holds]).toEqual([['0.02 F', '0.12 F', '1.02 F', '1.12 C'], []]);
  });
});
