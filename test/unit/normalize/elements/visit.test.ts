import { describe, expect, test } from '@jest/globals';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const visitOf = (fields?: Readonly<Record<number, string>>) =>
  onlyPart(toMessage(msh(), pid(), ...(fields === undefined ? [] : [segment('PV1', fields)]), obr(), obx()))
    .visit;

describe('the visit of PV1', () => {
  test('has its class, place, attending person and number', () => {
    expect(
      visitOf({ 1: '1', 2: 'I', 3: 'ICU^12^B^RIVERSIDE', 7: '77^Lindqvist^Saga', 19: 'V-1^^^ADT^VN' }),
    ).toMatchObject({
      patientClass: 'I', // PV1-2
      location: { pointOfCare: 'ICU', room: '12', bed: 'B', facility: 'RIVERSIDE' }, // PV1-3
      attending: { id: { value: '77' }, family: 'Lindqvist', given: ['Saga'] }, // PV1-7
      number: { value: 'V-1', scope: 'ADT', type: 'VN' }, // PV1-19
    });
  });

  test('a facility without a namespace goes by its universal id', () => {
    expect(visitOf({ 3: 'ICU^^^&2.16.1&ISO' })?.location?.facility).toBe('2.16.1');
    expect(visitOf({ 3: 'ICU^^^R&2.16.1&ISO' })?.location?.facility).toBe('R');
  });

  test('a number without an assigner is the sender’s own', () => {
    const first = visitOf({ 19: 'V-1' });
    expect(first?.number?.assigner.namespace).toBeUndefined();
    expect(first?.number?.scope).toBe('core-lis');
  });

  test('no PV1, and a PV1 that says nothing of a visit, are no visit', () => {
    expect(visitOf()).toBeUndefined();
    expect(visitOf({ 1: '1' })).toBeUndefined();
    expect(visitOf({ 1: '1', 2: '', 3: '^^^', 19: '' })).toBeUndefined();
  });

  test('one thing alone is a visit', () => {
    expect(visitOf({ 2: 'O' })).toEqual({ patientClass: 'O' });
  });
});
