import { describe, expect, test } from '@jest/globals';
import { Tests } from '../../../../lib/reports/results/tests.ts';
import { setHeadsIn } from '../../../../lib/reports/sets/set-heads.ts';
import type { Said } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

/** Rows as `OBX-3 OBX-4 OBX-2 OBX-5`, a list for each message. */
function setHeadsOf(...messages: readonly (readonly string[])[]) {
  const said = messages.map((rows, index): Said => {
    const part = onlyPart(
      anOru({
        results: rows.map((row) => {
          const [code = '', subId = '', type = 'ST', value = 'x'] = row.split(' ');
          return { 2: type, 3: `${code}^^L`, 4: subId === '-' ? '' : subId, 5: value, 6: '' };
        }),
      }),
      { messageId: `m${index}` },
    );
    return { part, observations: part.observations, isWithdrawn: false };
  });
  return setHeadsIn(said, new Tests(said));
}

const headsOf = (...messages: readonly (readonly string[])[]): string[] =>
  [...setHeadsOf(...messages).tests].sort();
const apartOf = (...messages: readonly (readonly string[])[]): string[] =>
  [...setHeadsOf(...messages).apart].sort();

describe('tests that head the results of their OBX-4', () => {
  test('an organism heads by its LOINC code, also alone', () => {
    expect(headsOf(['6463-4 1 ST Ecoli'])).toEqual(['6463-4|L']);
    expect(headsOf(['634-6 1 ST Ecoli', '18906-8 1 ST R'])).toEqual(['634-6|L']);
  });

  test('words or a code that come first under two OBX-4, with others behind, head', () => {
    expect(headsOf(['ORG 1', 'CIP 1', 'ORG 2', 'CIP 2'])).toEqual(['ORG|L']);
    expect(headsOf(['ORG 1 CE A^a^L', 'CIP 1', 'ORG 2 CE B^b^L', 'AMP 2'])).toEqual(['ORG|L']);
  });

  test('once is not enough, unless susceptibilities stand behind', () => {
    expect(headsOf(['ORG 1', 'CIP 1'])).toEqual([]);
    for (const row of ['CIP 1 ST S', 'CIP 1 CE R^Resistant^L', 'CIP 1 ST intermediate'])
      expect(headsOf(['ORG 1', row])).toEqual(['ORG|L']);
    expect(headsOf(['CLARITY 1 ST clear', 'GLU 1 NM 5'])).toEqual([]);
  });

  test('an isolate that was not tested tells the isolates apart as well', () => {
    expect(headsOf(['ORG 1', 'ORG 2', 'CIP 2 NM 0.5'])).toEqual(['ORG|L']);
  });

  test.each<[string, readonly string[]]>([
    ['a number', ['ORG 1 NM 5', 'CIP 1', 'ORG 2 NM 6', 'CIP 2']],
    ['a line of text', ['ORG 1 TX a', 'CIP 1', 'ORG 2 TX b', 'CIP 2']],
    ['a line of formatted text', ['ORG 1 FT a', 'CIP 1', 'ORG 2 FT b', 'CIP 2']],
    ['a result without OBX-4', ['ORG - ST a', 'ORG - ST b', 'CIP - ST R', 'CIP - ST S']],
    ['a test with nothing but itself behind', ['ORG 1 ST a', 'ORG 1 ST b', 'ORG 2 ST c', 'ORG 2 ST d']],
    ['a test with nothing behind', ['ORG 1', 'ORG 2', 'ORG 3']],
  ])('%s heads nothing', (_, rows) => {
    expect(headsOf(rows)).toEqual([]);
  });

  test('a test that stands behind another anywhere heads nothing', () => {
    const rows = ['ORG 1', 'CIP 1', 'ORG 2', 'CIP 2'];
    expect(headsOf([...rows, 'GROWTH 3', 'ORG 3'])).toEqual([]);
    expect(headsOf(rows, ['GROWTH 3', 'ORG 3'])).toEqual([]);
  });

  test('rows of one OBX-4 belong together, wherever they stand, and in whatever order messages come', () => {
    const rows = ['ORG 1', 'ORG 2', 'CIP 1', 'CIP 2'];
    expect(headsOf(rows)).toEqual(['ORG|L']);
    expect(headsOf(['CIP - ST x'], rows)).toEqual(headsOf(rows, ['CIP - ST x']));
  });

  test('words that objects have are tests and sub-ids like any other', () => {
    expect(
      headsOf(['constructor __proto__', 'toString __proto__', 'constructor valueOf', 'toString valueOf']),
    ).toEqual(['constructor|L']);
    expect(headsOf([])).toEqual([]);
  });

  test('of names before the susceptibilities the last heads, and a code stands before words', () => {
    const gram = ['GRAM 1 ST GNR', 'ORG 1 ST Ecoli', 'AMP 1 ST R'];
    expect(headsOf(gram)).toEqual(['ORG|L']);
    expect(headsOf(['GRAM 1 CE G^GNR^L', 'ORG 1 CE E^Ecoli^L', 'NOTE 1 ST seen', 'AMP 1 ST R'])).toEqual([
      'ORG|L',
    ]);
    expect(headsOf(['GRAM 1', 'GRAM 2', ...gram, 'ORG 2 ST Kleb', 'VAN 2 ST S'])).toEqual(['ORG|L']);
  });

  test.each(['Heavy', '1+', '>100000', 'Positive', 'Non-reactive'])(
    '%s is not the name of an organism',
    (word) => {
      expect(headsOf(['ORG 1 ST Ecoli', `CNT 1 ST ${word}`, 'AMP 1 ST R'])).toEqual(['ORG|L']);
      expect(headsOf([`HBSAG 1 ST ${word}`, 'HIV 1 ST R'])).toEqual([]);
    },
  );

  test('rows under dots stand behind the row of their root', () => {
    expect(headsOf(['ORG 1 ST Ecoli', 'AMP 1.1 ST R', 'CIP 1.2 ST S'])).toEqual(['ORG|L']);
    expect(headsOf(['AMP 1.1 ST R', 'CIP 1.2 ST S'])).toEqual([]);
  });

  test('rows before the head, and rows that are said before any head is, are apart', () => {
    const isolate = ['ORG 1 CE E^Ecoli^L', 'CNT 1 ST Many', 'AMP 1 ST R'];
    expect(apartOf(['GRAM 1 ST GNR', ...isolate])).toEqual(['GRAM|L']);
    expect(apartOf(['GRAM 1 ST GNR', 'WBC 1 ST Many'], isolate)).toEqual(['GRAM|L', 'WBC|L']);
    expect(apartOf(isolate, ['CNT 1 ST Few', 'DISK 1 NM 20'])).toEqual([]);
    expect(apartOf(['AMP 1 ST R', 'CNT 1 ST Few'], isolate)).toEqual([]);
  });

  test('without OBX-4 the only organism heads its susceptibilities and nothing else', () => {
    const rows = ['GRAM - ST GNR', 'ORG - CE E^Ecoli^L', 'AMP - ST R'];
    expect(headsOf(rows)).toEqual(['ORG|L']);
    expect(apartOf(rows, ['CRP - NM 5'])).toEqual(['CRP|L', 'GRAM|L']);
    expect(headsOf([...rows, 'CRP - NM 5'])).toEqual([]);
    expect(headsOf(['HBSAG - CE NR^Non-reactive^L', 'HIV - CE R^Reactive^L'])).toEqual([]);
  });

  test('the only organism of a message without OBX-4 heads its susceptibilities although others have OBX-4', () => {
    const rows = ['GRAM - ST GNR', 'ORG - CE E^Ecoli^L', 'AMP - ST R'];
    expect(headsOf(rows, ['ORG 1 CE E^Ecoli^L'])).toEqual(['ORG|L']);
    expect(apartOf(rows, ['AMP 1 ST S'])).toEqual(['GRAM|L']);
    expect(headsOf([...rows, 'CRP - NM 5'], ['ORG 1 CE E^Ecoli^L'])).toEqual([]);
  });
});
