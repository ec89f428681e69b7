import { describe, expect, test } from '@jest/globals';
import { readCodeCsv } from '../../../lib/terminology/code-csv.ts';
import { translateCodes } from '../../../lib/terminology/code-map.ts';
import { anOru } from '../../support/messages.ts';
import { reportOf } from '../../support/normalized.ts';

const read = (...lines: readonly string[]) =>
  readCodeCsv(['code,system,to_code,to_display,to_system', ...lines].join('\n'));

describe("a destination's codes", () => {
  test('stand in front of those that came, for results and services', () => {
    const { lines, problems } = read('GLU,,4711,Glucose here,EHR', 'K,L,4712,,');
    expect(problems).toEqual([]);
    const report = reportOf(
      anOru({ results: [{ 3: 'GLU^Glucose^L' }, { 3: 'K^Potassium^OTHER' }, { 3: 'K^Potassium^L' }] }),
    );
    const translated = translateCodes(report, lines);
    expect(translated.observations.map(({ code }) => code.codings.map((coding) => coding.code))).toEqual([
      ['4711', 'GLU'],
      // of another system
      ['K'],
      ['4712', 'K'],
    ]);
    expect(translated.service?.codings[0]).toMatchObject({
      code: '4711',
      system: 'EHR',
      display: 'Glucose here',
    });
    // what a report is found by stays
    expect(translated.observations.map(({ slot }) => slot)).toEqual(
      report.observations.map(({ slot }) => slot),
    );
  });

  test('of a system count before those of any', () => {
    const { lines } = read('GLU,,any,,', 'GLU,L,own,,');
    const [observation] = translateCodes(reportOf(anOru()), lines).observations;
    expect(observation?.code.codings[0]?.code).toBe('own');
  });

  test.each([
    ['names no code', ['GLU,,,,'], { line: 2 }],
    [
      'says a code twice',
      ['GLU,L,1,,', 'GLU,L,2,,'],
      { line: 3, message: expect.stringContaining('line 2') },
    ],
  ])('a line that %s is a problem with its place', (_, lines, problem) => {
    expect(read(...lines).problems).toMatchObject([problem]);
  });

  test('a file without its columns is none', () => {
    expect(readCodeCsv('from,to\n1,2\n').problems).toMatchObject([{ line: 1 }]);
  });
});
