import { expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import type { SpecimenWork, WorkQuery } from '../../../../lib/model/work.ts';
import { renderDisplayWork } from '../../../../lib/render/hl7/display-response.ts';
import { replyContext } from '../../../../lib/render/hl7/reply-context.ts';
import { msh, textOf, toMessage } from '../../../support/messages.ts';
import { aStep, orderNumber } from '../../../support/work.ts';

const now = new Date('2026-03-02T14:00:00Z');

function answering(...segments: readonly string[]) {
  const message = parseMessage(toMessage(msh(), ...segments));
  if (!message.ok) throw new Error('no message');
  return replyContext(message.value, now);
}

const query: WorkQuery = { dialect: 'display', isAll: false, specimens: [], isCancel: false };
const context = answering('QRD|20260302|R|D|1', 'QRF|CHEM1');

const written = (work: readonly SpecimenWork[], of: Partial<WorkQuery> = {}): string[][] =>
  renderDisplayWork({ ...query, ...of }, work, context).map((bytes) => textOf(bytes).trimEnd().split('\r'));

/** Texts of the DSP lines, by their number. */
const linesOf = (message: readonly string[] = []): ReadonlyMap<string, string> =>
  new Map(
    message
      .filter((line) => line.startsWith('DSP'))
      .map((line) => line.split('|'))
      .map(([, number = '', , text = '']) => [number, text]),
  );

test('the question is answered first, then each specimen with work has a display', () => {
  const [answer, ...displays] = written([
    { asked: orderNumber('T-1'), orders: [aStep('GLU')] },
    { asked: orderNumber('T-2'), orders: [] },
    { asked: orderNumber('T-3'), orders: [aStep('NA', { key: 'order-2' })] },
  ]);
  expect(answer?.slice(1)).toEqual(['MSA|AA|CTRL-1|Message accepted', 'ERR|0', 'QAK|SR|OK']);
  expect(answer?.[0]?.split('|')[8]).toBe('QCK^Q02'); // MSH-9
  expect(displays.map(([header]) => header?.split('|')[8])).toEqual(['DSR^Q03', 'DSR^Q03']);
  expect(displays.map((lines) => linesOf(lines).get('21'))).toEqual(['T-1', 'T-3']);
});

test('a display repeats the question and ends with DSC', () => {
  const [, display = []] = written([{ orders: [aStep('GLU')] }]);
  expect(display.filter((line) => !line.startsWith('DSP')).slice(1)).toEqual([
    'MSA|AA|CTRL-1|Message accepted',
    'ERR|0',
    'QAK|SR|OK',
    'QRD|20260302|R|D|1',
    'QRF|CHEM1',
    'DSC',
  ]);
});

test('the lines before the tests say whose specimen it is', () => {
  const [, display] = written([{ asked: orderNumber('T-1'), orders: [aStep('GLU'), aStep('NA')] }]);
  const lines = linesOf(display);
  expect([...lines].filter(([, text]) => text !== '')).toEqual([
    ['1', '700101'],
    ['3', 'Okafor Amara'],
    ['4', '19840317'],
    ['5', 'F'],
    ['21', 'T-1'],
    ['22', 'T-1'],
    ['23', '20260302070500'],
    ['24', 'Y'],
    ['26', 'SER'],
    ['29', 'GLU^GLU in words'],
    ['30', 'NA^NA in words'],
  ]);
  expect([...lines.keys()]).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)));
});

test('a specimen is urgent if one of its orders is', () => {
  const urgency = (...priorities: readonly string[]) =>
    linesOf(written([{ orders: priorities.map((priority) => aStep('A', { priority })) }])[1]).get('24');
  expect(urgency('R', 'S')).toBe('Y');
  expect(urgency('R', 'A')).toBe('N');
});

test('work without a patient or a specimen has empty lines in their place', () => {
  const lines = linesOf(written([{ orders: [aStep('GLU', { patient: undefined, specimens: [] })] }])[1]);
  expect(['1', '3', '4', '5', '21', '26'].map((line) => lines.get(line))).toEqual(['', '', '', '', '', '']);
});

test('where nothing is found, that is said, and nothing is shown', () => {
  expect(written([{ asked: orderNumber('T-9'), orders: [] }]).map((lines) => lines.at(-1))).toEqual([
    'QAK|SR|NF',
  ]); // QAK-2
  expect(written([]).map((lines) => lines.at(-1))).toEqual(['QAK|SR|NF']);
});

test('a question that is taken back is answered with OK', () => {
  expect(written([], { isCancel: true }).map((lines) => lines.at(-1))).toEqual(['QAK|SR|OK']); // QAK-2
});
