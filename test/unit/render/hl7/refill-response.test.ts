import { expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import type { SpecimenWork } from '../../../../lib/model/work.ts';
import { renderRefill } from '../../../../lib/render/hl7/refill-response.ts';
import { replyContext } from '../../../../lib/render/hl7/reply-context.ts';
import { msh, textOf, toMessage } from '../../../support/messages.ts';
import { anOrder, aStep, orderNumber } from '../../../support/work.ts';

const now = new Date('2026-03-02T14:00:00Z');

function answering(...segments: readonly string[]) {
  const message = parseMessage(toMessage(msh(), ...segments));
  if (!message.ok) throw new Error('no message');
  return replyContext(message.value, now);
}

const written = (work: SpecimenWork): string[] =>
  textOf(renderRefill(work, answering('ORC|RF||T-1')))
    .trimEnd()
    .split('\r');

test('what is to be done with a tube stands under its number', () => {
  const [header, ...segments] = written({
    asked: orderNumber('T-1'),
    orders: [aStep('CBC'), aStep('DIFF', { priority: undefined })],
  });
  expect(header?.split('|')[8]).toBe('ORR^O02'); // MSH-9
  expect(segments).toEqual([
    'MSA|AA|CTRL-1',
    'PID|1||700101||Okafor^Amara||19840317|F',
    'PV1|1',
    'ORC|AF|T-1', // ORC-1, ORC-2
    'OBR|1|T-1||CBC^CBC in words^L|S||20260302070500', // OBR-2, OBR-4, OBR-5, OBR-7
    'OBR|2|T-1||DIFF^DIFF in words^L|||20260302070500',
  ]);
});

test('a tube that nothing is ordered for is refused', () => {
  expect(written({ asked: orderNumber('T-9'), orders: [] }).slice(1)).toEqual(['MSA|AR|CTRL-1']); // MSA-1
});

test('an order without a patient or a specimen names none, and no time', () => {
  expect(
    written({
      asked: orderNumber('T-1'),
      orders: [aStep('CBC', { patient: undefined, specimens: [] })],
    }).slice(1),
  ).toEqual(['MSA|AA|CTRL-1', 'ORC|AF|T-1', 'OBR|1|T-1||CBC^CBC in words^L|S']);
});

test('the time is that of the specimen that was asked for', () => {
  const [specimen] = anOrder().specimens;
  if (specimen === undefined) throw new Error('no specimen');
  const other = { ...specimen, containerId: orderNumber('T-2'), collected: undefined };
  const work = (asked: string) =>
    written({ asked: orderNumber(asked), orders: [aStep('CBC', { specimens: [specimen, other] })] });
  expect(work('T-1').at(-1)?.split('|')[7]).toBe('20260302070500'); // OBR-7
  expect(work('T-2').at(-1)?.split('|')[7]).toBeUndefined();
});
