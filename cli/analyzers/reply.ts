import { isAstm, readSession } from '@labwire/hl7/astm/read-session';
import { parseMessage } from '@labwire/hl7/message/message';
import type { Play } from './compare-play.ts';

interface SpecimenWork {
  readonly specimen: string;
  readonly tests: readonly string[];
}

/** Every difference between the answers to a query and what the profile expects of them, in words. */
export function replyDifferences(
  { expect: { reply }, orders }: Play,
  answers: readonly Uint8Array[],
): readonly string[] {
  if (reply === undefined) return [];
  const lines = answers.flatMap(linesOf);
  const text = lines.join('\n');
  const asked = new Set(reply.work.map(({ specimen }) => specimen));
  const work = answers.flatMap((answer) => workIn(answer, asked));
  return [
    ...reply.work.flatMap(({ specimen, tests }) => {
      const found = work.filter((one) => one.specimen === specimen).flatMap((one) => one.tests);
      return sameTests(found, tests)
        ? []
        : [
            `the answer has ${found.join(', ') || 'no work'} for ${specimen}, not ${tests.join(', ') || 'none'}`,
          ];
    }),
    ...work
      .filter(({ specimen, tests }) => !asked.has(specimen) && tests.length > 0)
      .map(({ specimen }) => `the answer has work for ${specimen || 'no specimen'}, which was not asked for`),
    ...orders
      .filter(
        ({ specimen, patient }) =>
          // the number of a tube may also be a sequence number or a position that the answer repeats
          !asked.has(specimen) && text.includes(patient.id),
      )
      .map(({ specimen }) => `the answer names the patient of ${specimen}, which was not asked for`),
    ...reply.records
      .filter((record) => !lines.some((line) => line.includes(record)))
      .map((record) => `the answer lacks ${record}`),
  ];
}

const sameTests = (found: readonly string[], expected: readonly string[]): boolean =>
  found.toSorted().join('\n') === expected.toSorted().join('\n');

const linesOf = (answer: Uint8Array): readonly string[] =>
  Buffer.from(answer)
    .toString('utf8')
    .split(/[\r\n]+/)
    .filter((line) => line !== '');

/** The specimens of an answer, each with its tests: O records, or SPM, SAC and OBR, or the lines of DSP. */
export const workIn = (
  answer: Uint8Array,
  asked: ReadonlySet<string> = new Set(),
): readonly SpecimenWork[] => (isAstm(answer) ? astmWork(answer, asked) : hl7Work(answer));

function astmWork(answer: Uint8Array, asked: ReadonlySet<string>): readonly SpecimenWork[] {
  return readSession(answer)
    .messages.flatMap(({ records }) => records)
    .filter(({ type }) => type === 'O')
    .map((order) => ({
      // some instruments want rack and position before the number of the tube
      specimen: order.components(3).find((part) => asked.has(part)) ?? order.value(3) ?? '',
      tests: order.repetitions(5).flatMap((parts) => parts[3] || parts.find((part) => part !== '') || []),
    }));
}

function hl7Work(answer: Uint8Array): readonly SpecimenWork[] {
  const parsed = parseMessage(answer);
  if (!parsed.ok) return [];
  const work: { specimen: string; tests: string[] }[] = [];
  let specimen = '';
  for (const segment of parsed.value.segments) {
    if (segment.name === 'SPM') {
      const named = segment.value(2) ?? segment.value(2, { subcomponent: 1 }) ?? '';
      // SPM stands before its orders, or behind an order
      const without = work.filter((one) => one.specimen === '');
      for (const one of without) one.specimen = named;
      if (without.length === 0) specimen = named;
    } else if (segment.name === 'SAC') specimen = segment.value(3) ?? specimen;
    else if (segment.name === 'OBR')
      work.push({
        specimen: specimen || (segment.value(3) ?? segment.value(2) ?? ''),
        tests: [segment.value(4) ?? ''],
      });
    else if (segment.name === 'DSP') {
      // line 21 is the bar code, and each line from 29 on a test
      const line = Number(segment.value(1));
      if (line === 21) specimen = segment.value(3) ?? '';
      const test = segment.value(3);
      if (line >= 29 && test !== undefined) work.push({ specimen, tests: [test] });
    }
  }
  return work;
}
