import { expect, test } from '@jest/globals';
import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import { isPassable, passedFields, wantedFields } from '../../../lib/model/pass-through.ts';

const segments = Object.keys(passedFields) as (keyof typeof passedFields)[];

test('every field that passes through exists, and comes out in the versions that have its segment', () => {
  for (const version of ['2.3.1', '2.4', '2.5.1'])
    for (const segment of segments) {
      // HL7 out before v2.5 has the specimen and the priority in OBR, although v2.4 has a SAC
      const isWritten = version === '2.5.1' || !['TQ1', 'SPM', 'SAC'].includes(segment);
      const defined = isWritten ? definitionsOf(version).fields(segment) : new Map();
      const wanted = wantedFields(segment, 'all', version);
      expect([version, segment, wanted]).toEqual([
        version,
        segment,
        passedFields[segment].filter((field) => defined.has(field)),
      ]);
    }
});

test('a destination may name fields and Z segments, and nothing that decides how a message is read', () => {
  expect(['PID-10', 'OBR-18', 'ZDS', 'ZP1'].map(isPassable)).toEqual([true, true, true, true]);
  expect(['ORC-1', 'OBR-39', 'OBX-5', 'PID-3', 'NTE-3', 'Z', 'zds', 'ZDS-1'].map(isPassable)).toEqual(
    Array.from({ length: 8 }, () => false),
  );
  expect(wantedFields('PID', ['PID-10', 'PID-39'], '2.3.1')).toEqual([10]);
  expect(wantedFields('PID', 'none', '2.5.1')).toEqual([]);
});
