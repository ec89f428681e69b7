import { describe, expect, test } from '@jest/globals';
import type { Msh } from '@labwire/hl7/segments/msh';
import {
  messageKindOf,
  messageTypeOf,
  movesPeople,
  personEventOf,
  processingIdOf,
  refusalOf,
} from '../../../../lib/normalize/admit/message-kind.ts';
import { aSite } from '../../../support/site.ts';

const typed = (type: string): Msh => {
  const [messageCode = '', triggerEvent] = type.split('^');
  return { messageCode, triggerEvent };
};

describe('what a message is read for (MSH-9)', () => {
  test.each([
    ['ORU^R01', 'results'],
    ['ORU^R30', 'results'],
    ['OUL^R22', 'results'],
    ['ORU', 'results'],
    ['MDM^T02', 'documents'],
    ['ORM^O01', 'orders'],
    ['OML^O33', 'orders'],
    ['ORL^O34', 'work-answers'],
    ['QBP^Q11', 'query'],
    ['ESU^U01', 'device'],
    ['INU^U05', 'device'],
    ['MFN^M08', 'definitions'],
    ['ADT^A01', 'registration'],
    ['ADT^A08', 'registration'],
    ['ADT^A40', 'registration'],
    ['ADT^A44', 'registration'],
    ['ADT^A60', 'other'],
    ['ADT', 'other'],
    ['ESU^U99', 'other'],
    ['MFN^M02', 'other'],
    ['SIU^S12', 'other'],
    ['constructor', 'other'],
    ['__proto__^toString', 'other'],
  ])('%s is %s', (type, kind) => {
    expect(messageKindOf(typed(type))).toBe(kind);
  });

  test('the type is written with its event, or alone', () => {
    expect([messageTypeOf(typed('ADT^A08')), messageTypeOf(typed('ORU')), messageTypeOf({})]).toEqual([
      'ADT^A08',
      'ORU',
      undefined,
    ]);
  });
});

describe('what an ADT does to who is who', () => {
  test.each([
    ...['A18', 'A34', 'A36', 'A39', 'A40', 'A46', 'A47'].map((event) => [event, 'merge']),
    ['A24', 'link'],
    ['A37', 'unlink'],
    ['A43', 'move-number'],
    ['A44', 'move-account'],
    ['A45', 'move-visit'],
    ['A41', 'account'],
  ])('%s: %s', (event, expected) => {
    const msh = { messageCode: 'ADT', triggerEvent: event };
    expect(personEventOf(msh)).toBe(expected);
    expect(movesPeople(msh)).toBe(true);
    expect(messageKindOf(msh)).toBe('registration');
  });

  test.each(['ADT^A01', 'ADT^A08', 'ADT^A31', 'ADT', 'ORU^A40', 'ADT^constructor', 'ADT^__proto__'])(
    '%s moves nobody',
    (type) => {
      expect(personEventOf(typed(type))).toBeUndefined();
      expect(movesPeople(typed(type))).toBe(false);
    },
  );
});

describe('what is refused', () => {
  const [lis, strict] = aSite().sources;
  if (lis === undefined || strict === undefined) throw new Error('no source');

  test('a message that does not say its type, or whose separators MSH-2 does not declare', () => {
    expect(refusalOf({}, lis)?.at).toBe('MSH-9');
    expect(refusalOf({ messageCode: 'ORU^R01' }, lis)?.at).toBe('MSH-2');
    expect(refusalOf({ messageCode: 'ORU~ORU' }, lis)?.at).toBe('MSH-2');
  });

  test('another type only where the source refuses it; else it is kept, and set aside', () => {
    expect(refusalOf(typed('SIU^S12'), strict)?.at).toBe('MSH-9');
    expect(refusalOf(typed('SIU^S12'), lis)).toBeUndefined();
    expect(refusalOf(typed('ORU^R01'), strict)).toBeUndefined();
  });

  test.each([
    ['2.3', false],
    ['2.5.1', false],
    ['2.9', false],
    ['2', false],
    [undefined, false],
    ['3.0', true],
    ['constructor', true],
  ])('version %s: %s', (version, isRefused) => {
    const refusal = refusalOf({ ...typed('ORU^R01'), version }, lis);
    expect(refusal?.at).toBe(isRefused ? 'MSH-12' : undefined);
  });
});

describe('MSH-11', () => {
  test.each([
    [undefined, 'P'],
    ['P', 'P'],
    ['T', 'T'],
    ['Q', 'Q'],
    ['PRODUCTION', 'P'],
    ['TRAINING', 'T'],
    ['DEBUGGING', 'D'],
    ['X', 'X'],
    ['constructor', 'constructor'],
  ])('%s is %s', (processingId, expected) => {
    expect(processingIdOf({ processingId })).toBe(expected);
  });
});
