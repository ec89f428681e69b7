import { describe, expect, test } from '@jest/globals';
import { parseGrammar } from '../../src/groups/grammar.ts';

const place = (name: string, isRequired: boolean, repeats: boolean, places?: object[]) => ({
  ...{ name, isRequired, repeats },
  ...(places === undefined ? {} : { places }),
});

describe("the standard's notation", () => {
  test.each([
    ['MSH', [place('MSH', true, false)]],
    ['[NTE]', [place('NTE', false, false)]],
    ['{OBX}', [place('OBX', true, true)]],
    ['[{NTE}]', [place('NTE', false, true)]],
    ['{[NTE]}', [place('NTE', false, true)]],
    ['MSH [{SFT}] PID', [place('MSH', true, false), place('SFT', false, true), place('PID', true, false)]],
  ])('%s', (text, expected) => {
    expect(parseGrammar(text)).toEqual(expected);
  });

  test('a name with a colon opens a group, up to the end of its bracket', () => {
    expect(parseGrammar('[{SPECIMEN: SPM [{OBX}]}] DSC')).toEqual([
      place('SPECIMEN', false, true, [place('SPM', true, false), place('OBX', false, true)]),
      place('DSC', true, false),
    ]);
  });

  test('groups may stand in groups', () => {
    expect(parseGrammar('{ORDER: ORC [REQUEST: OBR {RESULT: OBX [{NTE}]}]}')).toEqual([
      place('ORDER', true, true, [
        place('ORC', true, false),
        place('REQUEST', false, false, [
          place('OBR', true, false),
          place('RESULT', true, true, [place('OBX', true, false), place('NTE', false, true)]),
        ]),
      ]),
    ]);
  });

  test('nothing is nothing', () => {
    expect(parseGrammar('')).toEqual([]);
  });
});
