import { expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import type { SpecimenWork, WorkQuery } from '../../../../lib/model/work.ts';
import { renderGenexpertWork } from '../../../../lib/render/hl7/genexpert-response.ts';
import { replyContext } from '../../../../lib/render/hl7/reply-context.ts';
import { msh, textOf, toMessage } from '../../../support/messages.ts';
import { anOrder, aStep, orderNumber } from '../../../support/work.ts';

const now = new Date('2026-03-02T14:00:00Z');

function answering(...segments: readonly string[]) {
  const message = parseMessage(toMessage(msh(), ...segments));
  if (!message.ok) throw new Error('no message');
  return replyContext(message.value, now);
}

const query: WorkQuery = { dialect: 'genexpert', tag: 'TAG-1', isAll: false, specimens: [], isCancel: false };
const qpd = 'QPD|Z03^HOST QUERY|TAG-1|T-1';

const written = (work: readonly SpecimenWork[], of: Partial<WorkQuery> = {}): string[] =>
  textOf(renderGenexpertWork({ ...query, ...of }, work, answering(qpd)))
    .trimEnd()
    .split('\r')
    .map((line) => line.replace(/\d{14}(?:\.\d+)?[+-]\d{4}$/, 'NOW'));

const head = ['MSA|AA|CTRL-1', 'QAK|TAG-1|OK|Z03^HOST QUERY', qpd];

test('the work is in the answer itself, each test with its specimen', () => {
  const [header, ...segments] = written([
    { asked: orderNumber('T-1'), orders: [aStep('GLU'), aStep('NA', { priority: undefined })] },
  ]);
  expect(header?.split('|')[8]).toBe('RSP^Z02'); // MSH-9
  expect(segments).toEqual([
    ...head,
    'PID|1||700101||Okafor^Amara||19840317|F',
    'ORC|NW|1|||||||NOW', // ORC-2
    'OBR|1|||GLU^GLU in words^L|||||||A', // OBR-4, OBR-11
    'TQ1|||||||||S', // TQ1-9
    'SPM|1|T-1||SER|||||||P', // SPM-2, SPM-4, SPM-11
    'ORC|NW|2|||||||NOW',
    'OBR|2|||NA^NA in words^L|||||||A',
    'TQ1|||||||||R',
    'SPM|2|T-1||SER|||||||P',
  ]);
});

test.each([[[]], [[{ orders: [] }]]])('where there is no work, the answer is its head alone', (work) => {
  expect(written(work).slice(1)).toEqual(head);
});

test('an order without a patient or a specimen says what the instrument requires', () => {
  const segments = written([
    { asked: orderNumber('T-9'), orders: [aStep('GLU', { patient: undefined, specimens: [] })] },
  ]);
  expect(segments.filter((line) => line.startsWith('PID'))).toEqual([]);
  expect(segments.at(-1)).toBe('SPM|1|T-9||ORH|||||||P');
});

test('control material is said to be that', () => {
  const [specimen] = anOrder().specimens;
  if (specimen === undefined) throw new Error('no specimen');
  const segments = written([{ orders: [aStep('GLU', { specimens: [{ ...specimen, roles: ['Q'] }] })] }]);
  expect(segments.at(-1)).toBe('SPM|1|T-1||SER|||||||Q'); // SPM-11
});

test('a question that is taken back is acknowledged, and nothing more', () => {
  const [header, ...segments] = written([{ orders: [aStep('GLU')] }], { isCancel: true });
  expect(header?.split('|')[8]).toBe('ACK'); // MSH-9
  expect(segments).toEqual(['MSA|CA|CTRL-1']); // MSA-1
});
