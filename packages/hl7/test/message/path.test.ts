import { describe, expect, test } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { parsePath } from '../../src/message/path.ts';

describe('a path', () => {
  test.each([
    ['PID', { segment: 'PID', repetition: 1 }],
    ['PID-5', { segment: 'PID', field: 5, repetition: 1 }],
    ['PID.5.1', { segment: 'PID', field: 5, repetition: 1, component: 1 }],
    ['OBX[2]-5.1', { segment: 'OBX', ordinal: 2, field: 5, repetition: 1, component: 1 }],
    ['PID-3[2].4.1', { segment: 'PID', field: 3, repetition: 2, component: 4, subcomponent: 1 }],
    ['ZX1-1', { segment: 'ZX1', field: 1, repetition: 1 }],
  ])('%s names its place', (text, expected) => {
    expect(parsePath(text)).toEqual({
      ...{ ordinal: undefined, field: undefined, component: undefined, subcomponent: undefined },
      ...expected,
    });
  });

  test.each([
    '',
    'pid-5',
    'PI-5',
    'PIDX-5',
    'PID-0',
    'PID-05',
    'PID[0]-5',
    'PID-5[0]',
    'PID-5.',
    'PID--5',
    '1ID-5',
    'PID-5.1.1.1',
    ' PID',
    'PID-5 ',
  ])('%j is none', (text) => expect(parsePath(text)).toBeUndefined());

  test('of any length is answered at once', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => parsePath(`OBX${text}`) !== null));
    expect(parsePath(`PID-${'1'.repeat(100_000)}`)).toBeUndefined();
  });
});
