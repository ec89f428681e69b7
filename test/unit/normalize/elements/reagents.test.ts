import { describe, expect, test } from '@jest/globals';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';

function read(...after: readonly string[]) {
  const { parts, issues } = normalized(toMessage(msh(), pid(), obr(), obx(), ...after));
  const [only] = parts;
  if (only === undefined) throw new Error('no part');
  return { reagents: only.part.observations[0]?.reagents, issues };
}

const inv = (fields: Readonly<Record<number, string>>) =>
  segment('INV', { 1: 'R1^Reagent^L', 2: 'OK', ...fields });

describe('what a result was measured with', () => {
  test('INV names substance, kind, status, lot, expiry and what is left, in its unit', () => {
    const { reagents } = read(inv({ 3: 'SR', 8: '7.50', 11: 'mL', 12: '20270101', 16: 'LOT-1' }));
    expect(reagents).toHaveLength(1);
    expect(reagents?.[0]).toMatchObject({
      substance: { codings: [{ code: 'R1' }] }, // INV-1
      status: 'OK', // INV-2
      type: 'SR', // INV-3
      quantity: '7.50', // INV-8
      unit: { codings: [{ code: 'mL' }] }, // INV-11
      expires: { iso: '2027-01-01' }, // INV-12
      lot: 'LOT-1', // INV-16
    });
  });

  test('SID names substance and lot', () => {
    expect(read(segment('SID', { 1: 'R2^Other^L', 2: 'LOT-2' })).reagents).toMatchObject([
      { substance: { codings: [{ code: 'R2' }] }, lot: 'LOT-2' },
    ]);
  });

  test('a control product is no reagent of a patient’s result', () => {
    expect(read(inv({ 3: 'CO' })).reagents).toBeUndefined();
    expect(read(inv({ 3: 'co' }), inv({ 3: 'SR', 16: 'LOT-1' })).reagents?.map(({ lot }) => lot)).toEqual([
      'LOT-1',
    ]);
  });

  test('an expiry that is no date is left out, and said where it stands', () => {
    const { reagents, issues } = read(inv({ 3: 'SR', 12: '20271301' }));
    expect(reagents?.[0]?.expires).toBeUndefined();
    expect(issues.map(({ at }) => at)).toEqual(['INV[1]-12']);
  });

  test('where nothing is named there are none', () => {
    expect(read().reagents).toBeUndefined();
  });
});
