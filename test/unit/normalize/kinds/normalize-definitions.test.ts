import { describe, expect, test } from '@jest/globals';
import { normalizeDefinitions } from '../../../../lib/normalize/kinds/normalize-definitions.ts';
import { msh, segment, toMessage } from '../../../support/messages.ts';
import { readWith } from '../../../support/normalized.ts';

const read = (...segments: readonly string[]) =>
  readWith(normalizeDefinitions, toMessage(msh({ 9: 'MFN^M08' }), ...segments));

const mfe = (fields: Readonly<Record<number, string>> = {}): string =>
  segment('MFE', { 1: 'MAD', 4: 'GLU^Glucose^L', ...fields });
const om1 = segment('OM1', { 1: '1', 2: 'GLU^Glucose^L' });
const om2 = segment('OM2', { 1: '1', 2: 'mg/dL^^UCUM', 6: '70&100', 7: '40&400' });

describe('a definition', () => {
  test('has the code, the unit and the ranges of its test', () => {
    expect(read(mfe(), om1, om2).definitions).toMatchObject([
      {
        source: 'core-lis',
        messageId: 'm1',
        at: 'MFE[1]',
        action: 'MAD',
        code: { codings: [{ code: 'GLU', system: 'L' }] },
        unit: { codings: [{ code: 'mg/dL' }] },
        reference: [expect.objectContaining({ low: '70', high: '100' })],
        critical: [expect.objectContaining({ low: '40', high: '400' })],
        absolute: [],
      },
    ]);
  });

  test('each entry is one, with its own segments', () => {
    const { definitions } = read(mfe(), om1, om2, mfe({ 1: 'MDL', 4: 'K^Potassium^L' }));
    expect(
      definitions.map(({ action, code, reference }) => [action, code.codings[0]?.code, reference.length]),
    ).toEqual([
      ['MAD', 'GLU', 1],
      ['MDL', 'K', 0],
    ]);
  });

  test('without OM1 is known by the key of its entry', () => {
    expect(read(mfe()).definitions).toMatchObject([{ code: { codings: [{ code: 'GLU' }] } }]);
  });

  test('without any code is nobody’s, and is said by its place', () => {
    const { definitions, issues } = read(mfe({ 4: '' }), segment('OM1', { 1: '1' }));
    expect(definitions).toEqual([]);
    expect(issues.map(({ at }) => at)).toContain('OM1[1]-2');
  });
});
