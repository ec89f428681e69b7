import { expect, test } from '@jest/globals';
import { readDefinition, readLines, readStructure } from '../../src/standard/published-lines.ts';

test('a line is found by each of its versions and its id, and by no others', () => {
  const find = readLines('2.5 2.5.1\tNTE\tNotes\n2.8\tNTE\tNotes and Comments\n2.8\tZXX\t');
  expect(['2.5', '2.5.1', '2.8', '2.6'].map((version) => find(version, 'NTE'))).toEqual([
    'Notes',
    'Notes',
    'Notes and Comments',
    undefined,
  ]);
  expect(find('2.8', 'ZXX')).toBe('');
  expect(['', '__proto__', 'NTE\tNotes'].map((id) => find('2.5', id))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a definition has its name, and its fields by number', () => {
  expect(readDefinition('Notes\tSet ID|SI||1|4|0001\tComment|FT|R')).toEqual({
    name: 'Notes',
    fields: new Map([
      [1, { name: 'Set ID', type: 'SI', isRequired: false, maxRepetitions: 1, maxLength: 4, table: '0001' }],
      [2, { name: 'Comment', type: 'FT', isRequired: true }],
    ]),
  });
  expect(readDefinition('')).toEqual({ name: '', fields: new Map() });
});

test('a structure has its places, and groups have theirs', () => {
  const place = (name: string, isRequired: boolean, repeats: boolean) => ({ name, isRequired, repeats });
  expect(readStructure('MSH SFT* ORDER+(OBR RESULT?(OBX)) DSC?')).toEqual([
    place('MSH', true, false),
    place('SFT', false, true),
    {
      ...place('ORDER', true, true),
      places: [
        place('OBR', true, false),
        { ...place('RESULT', false, false), places: [place('OBX', true, false)] },
      ],
    },
    place('DSC', false, false),
  ]);
  expect(readStructure('')).toEqual([]);
});
