import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { packResults, resultsOf, unpackResults } from '../../../../lib/adapters/dynamodb/report-results.ts';
import { anOru } from '../../../support/messages.ts';
import { reportOf } from '../../../support/normalized.ts';

const of = { reportKey: 'r1', version: 2 };
const report = reportOf(
  anOru({
    order: { 7: '20260302070600' },
    results: [
      { 7: '70-99', 8: 'H' },
      { 1: '2', 3: '__proto__^^L' },
    ],
  }),
);

describe('the results of a report', () => {
  test('are what a view shows: code, value, unit, range, flags, status, and when', () => {
    expect(resultsOf({ report })).toMatchObject([
      {
        code: { codings: [{ code: 'GLU' }] },
        values: [{ text: '93' }],
        unit: { codings: [{ code: 'mg/dL' }, { system: 'UCUM' }] },
        referenceRange: { text: '70-99' },
        flags: ['H'],
        status: 'F',
        observed: { iso: '2026-03-02T07:06:00-05:00' },
      },
      { code: { codings: [{ code: '__proto__' }] } },
    ]);
  });

  test('have no history and no notes', () => {
    const [result] = resultsOf({ report });
    for (const absent of ['history', 'notes', 'equipment', 'messageId', 'slot'])
      expect(result).not.toHaveProperty(absent);
  });

  test('are unpacked as they were packed, with what they are of', () => {
    const results = resultsOf({ report });
    expect(unpackResults(packResults(results), of)).toEqual(
      results.map((result) => JSON.parse(JSON.stringify({ ...result, ...of }))),
    );
    expect(unpackResults(packResults([]), of)).toEqual([]);
  });

  test('of a long text are its beginning', () => {
    const long = reportOf(anOru({ results: [{ 2: 'TX', 5: 'x'.repeat(3000) }] }));
    expect(resultsOf({ report: long })[0]?.values).toEqual([{ kind: 'text', text: 'x'.repeat(1000) }]);
  });

  test('that are of another shape are a fault, and no results', () => {
    expect(() => unpackResults(deflateRawSync('[{"code":1}]'), of)).toThrow('code');
    expect(() => unpackResults(Buffer.from('no deflate'), of)).toThrow();
  });
});
