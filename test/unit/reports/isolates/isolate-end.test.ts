import { describe, expect, test } from '@jest/globals';
import { endOf, isEndedBy } from '../../../../lib/reports/isolates/isolate-end.ts';
import { entriesOf } from '../../../../lib/reports/statements/stated-results.ts';
import { toStatement } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const said = (hour: number, value: string, status = 'F', header = {}) => {
  const time = `20260302${String(hour).padStart(2, '0')}0000`;
  const part = onlyPart(
    anOru({
      header: { 7: time, 10: `C${hour}`, ...header },
      order: { 22: header === noClock ? '' : time },
      results: [{ 2: 'ST', 3: 'ORG^Organism^L', 4: '1', 5: value, 6: '', 11: status }],
    }),
    { messageId: `m${hour}` },
  );
  const [observation] = part.observations;
  if (observation === undefined) throw new Error('no result');
  const [entry] = entriesOf([toStatement(observation, { part, observations: [], isWithdrawn: false })]);
  const [row] = entry?.rows ?? [];
  if (row === undefined) throw new Error('no row');
  return row;
};
const noClock = { 7: '' };

describe('the end of an isolate', () => {
  test.each(['W', 'D', 'X'])('%s ends it, and with it every result', (status) => {
    const end = endOf([said(8, 'KLEB'), said(9, '', status)], false);
    expect(end).toMatchObject({ kind: 'gone', by: { messageId: 'm9' } });
    expect(end && isEndedBy(end, said(7, 'S'))).toBe(true);
    expect(end && isEndedBy(end, said(10, 'S'))).toBe(true);
  });

  test('a new result in the message that takes the isolate back stays; an isolate that is left out takes all', () => {
    const stated = [said(8, 'KLEB'), said(9, '', 'W')];
    const sameMessage = said(9, 'S');
    const takenBack = endOf(stated, false);
    expect(takenBack && isEndedBy(takenBack, sameMessage)).toBe(false);
    const leftOut = endOf(stated, true);
    expect(leftOut && isEndedBy(leftOut, sameMessage)).toBe(true);
  });

  test.each<[string, string, string, boolean]>([
    ['the same value', 'S', 'F', true],
    ['no value', '', 'U', true],
    ['another value', 'R', 'F', false],
    ['the same value as a correction', 'S', 'C', false],
  ])('a result of which the message that takes the isolate back states %s', (_, value, status, isEnded) => {
    const takenBack = endOf([said(8, 'KLEB'), said(9, '', 'W')], false);
    const again = said(9, value, status);
    expect(takenBack && isEndedBy(takenBack, again, [again, said(8, 'S')])).toBe(isEnded);
  });

  test('another final name ends the results that were stated before it', () => {
    const end = endOf([said(8, 'KLEB'), said(9, 'PROT', 'C'), said(10, 'PROT', 'C')], false);
    expect(end && isEndedBy(end, said(7, 'S'))).toBe(true);
    // with the new name, or at its time
    expect(end && isEndedBy(end, { ...said(8, 'S'), messageId: 'm9' })).toBe(false);
    expect(end && isEndedBy(end, { ...said(9, 'S'), messageId: 'm' })).toBe(false);
  });

  test('a name that was preliminary ends nothing, and neither does the same name again', () => {
    expect(endOf([said(8, 'RODS', 'P'), said(9, 'KLEB')], false)).toBeUndefined();
    expect(endOf([said(8, 'KLEB'), said(9, 'KLEB', 'C')], false)).toBeUndefined();
  });

  test('statements without a clock are compared by their status', () => {
    const end = endOf([said(8, 'KLEB', 'F', noClock), said(9, 'PROT', 'C', noClock)], false);
    expect(end && isEndedBy(end, said(10, 'S', 'F', noClock))).toBe(true);
    expect(end && isEndedBy(end, { ...said(10, 'S', 'C', noClock), receivedTime: 0 })).toBe(false);
  });
});
