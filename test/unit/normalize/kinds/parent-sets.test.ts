import { expect, test } from '@jest/globals';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';

const culture = (number: string, ...organisms: readonly string[]): string[] => [
  obr({ 2: '', 3: number, 4: 'CULT^Culture^L' }),
  ...organisms.map((organism, index) =>
    obx({ 2: 'CWE', 3: '600-7^Bacteria^LN', 4: String(index + 1), 5: organism, 6: '' }),
  ),
];
const child = (parent: string): string[] => [
  obr({ 2: '', 3: 'F-2', 4: 'SUSC^Susceptibility^L', 26: '600-7&Bacteria&LN^1', 29: parent }),
  obx({ 2: 'ST', 3: 'AMP^Ampicillin^L', 5: 'S', 6: '' }),
];
const setIn = (...segments: readonly string[]) =>
  normalized(toMessage(msh(), pid(), ...segments)).parts.at(-1)?.part.parentSet;

test('a susceptibility knows the organisms of its culture in the same message', () => {
  expect(setIn(...culture('F-1', 'ECO^E. coli^L', '^Yeast'), ...child('^F-1'))).toEqual([
    { subId: '1', value: expect.stringMatching(/^ECO\|/) },
    { subId: '2', value: 'yeast' },
  ]); // OBR-26
});

test('the organisms of another culture are not those of its own', () => {
  expect(setIn(...culture('F-9', 'ECO^E. coli^L'), ...child('^F-1'))).toBeUndefined(); // OBR-29
  expect(setIn(...child('^F-1'))).toBeUndefined();
});
