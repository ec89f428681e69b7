import { expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import { renderQueryResponse } from '../../../../lib/render/hl7/query-response.ts';
import { replyContext } from '../../../../lib/render/hl7/reply-context.ts';
import { msh, textOf, toMessage } from '../../../support/messages.ts';

const now = new Date('2026-03-02T14:00:00Z');
const query = { dialect: 'law', isAll: false, specimens: [], isCancel: false } as const;

function answerTo(qpd: string, tag: string | undefined): string[] {
  const message = parseMessage(toMessage(msh({ 9: 'QBP^Q11^QBP_Q11' }), qpd));
  if (!message.ok) throw new Error('no message');
  return textOf(renderQueryResponse({ ...query, tag }, replyContext(message.value, now)))
    .trim()
    .split('\r');
}

test('the question was understood: its name, its tag and its parameters come back', () => {
  const qpd = 'QPD|WOS^Work Order Step^IHE_LABTF|TAG-1|T-1';
  const [header = '', ...others] = answerTo(qpd, 'TAG-1');
  expect(others).toEqual([
    'MSA|AA|CTRL-1', // MSA-2
    'QAK|TAG-1|OK|WOS^Work Order Step^IHE_LABTF', // QAK-1, QAK-2, QAK-3
    qpd, // QPD
  ]);
  expect(header.split('|')[8]).toBe('RSP^K11^RSP_K11'); // MSH-9
  expect(header.split('|')[20]).toBe('LAB-27^IHE'); // MSH-21
});

test('a question without a tag has none in its answer', () => {
  expect(answerTo('QPD|WOS', undefined).slice(2)).toEqual(['QAK||OK|WOS', 'QPD|WOS']);
});

test('a question without parameters is answered all the same', () => {
  expect(answerTo('RCP|I', 'TAG-1').slice(1)).toEqual(['MSA|AA|CTRL-1', 'QAK|TAG-1|OK']);
});

test('a tag with delimiters is text', () => {
  expect(answerTo('QPD|WOS', 'a|b^c')[2]).toBe('QAK|a\\F\\b\\S\\c|OK|WOS'); // QAK-1
});
