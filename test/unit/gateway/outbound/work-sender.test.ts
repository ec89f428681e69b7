import { describe, expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../../gateway/events.ts';
import type { Attempt, MllpPeer } from '../../../../gateway/outbound/peer.ts';
import { createWorkSender } from '../../../../gateway/outbound/work-sender.ts';
import { msh, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: ['line', 'other'].map((id) => ({
    id,
    kind: 'analyzer',
    sender: { application: id.toUpperCase() },
  })),
});

const text = (word: string): Uint8Array => Buffer.from(word);
const query = (application: string): Uint8Array => toMessage(msh({ 3: application, 4: '', 9: 'QBP^Q11' }));
const delivered: Attempt = { kind: 'delivered', reply: text('yes') };
const refused: Attempt = { kind: 'refused', reply: text('no'), code: 'AR' };
const failed: Attempt = { kind: 'failed', reason: 'ECONNREFUSED' };

/** An analyzer that takes each attempt as told; then every one. */
function aSender(attempts: readonly Attempt[] = []) {
  const sent: string[] = [];
  const events: GatewayEvent[] = [];
  const replies: string[] = [];
  const left = [...attempts];
  const before: { current: Promise<void> } = { current: Promise.resolve() };
  const peer: Pick<MllpPeer, 'deliver'> = {
    deliver: async (message) => {
      sent.push(Buffer.from(message).toString());
      await before.current;
      return left.shift() ?? delivered;
    },
  };
  const sender = createWorkSender({
    site,
    peers: new Map([['line', peer as MllpPeer]]),
    onEvent: (event) => events.push(event),
    onReply: async (source, reply) => {
      replies.push(`${source} ${Buffer.from(reply)}`);
      return true;
    },
  });
  const kinds = () =>
    events.map((event) => [
      event.kind,
      'reason' in event ? event.reason : undefined,
      'destination' in event ? event.destination : '',
    ]);
  return { ...sender, sent, replies, kinds, before };
}

describe('work for an analyzer', () => {
  test('goes to its own port, in order, and its replies are taken', async () => {
    const { sendWork, stopWork, sent, replies, kinds } = aSender();
    expect(sendWork(query('LINE'), [text('a'), text('b')])).toBe(true);
    await settled(() => replies.length === 2);
    await stopWork();
    expect(sent).toEqual(['a', 'b']);
    expect(replies).toEqual(['line yes', 'line yes']);
    expect(kinds()).toEqual([
      ['delivered', undefined, 'line'],
      ['delivered', undefined, 'line'],
    ]);
  });

  test.each([
    ['an analyzer without a port of its own', query('OTHER')],
    ['a sender that is not known', query('NOBODY')],
    ['bytes that are no message', text('noise')],
    ['nothing', text('')],
  ])('of %s goes back where the question came from', (_, question) => {
    const { sendWork, sent } = aSender();
    expect(sendWork(question, [text('a')])).toBe(false);
    expect(sent).toEqual([]);
  });

  test('is sent again, the same bytes, while its outcome is uncertain', async () => {
    const { sendWork, sent, replies, kinds } = aSender([failed, failed]);
    sendWork(query('LINE'), [text('a')]);
    await settled(() => replies.length === 1);
    expect(sent).toEqual(['a', 'a', 'a']);
    expect(kinds().map(([kind, reason]) => [kind, reason])).toEqual([
      ['delivery-failed', 'ECONNREFUSED'],
      ['delivery-failed', 'ECONNREFUSED'],
      ['delivered', undefined],
    ]);
  });

  test('is given up after three attempts, and what follows it is still sent', async () => {
    const { sendWork, sent, replies } = aSender([failed, failed, failed]);
    sendWork(query('LINE'), [text('a'), text('b')]);
    await settled(() => replies.length === 1);
    expect(sent).toEqual(['a', 'a', 'a', 'b']);
    expect(replies).toEqual(['line yes']);
  });

  test('that is refused is not sent again, and the refusal is taken as its reply', async () => {
    const { sendWork, sent, replies } = aSender([refused]);
    sendWork(query('LINE'), [text('a')]);
    await settled(() => replies.length === 1);
    expect([sent, replies]).toEqual([['a'], ['line no']]);
  });
});

describe('stopping', () => {
  test('waits for the message that is under way, and sends no other', async () => {
    const { sendWork, stopWork, sent, replies, before } = aSender();
    const gate = Promise.withResolvers<void>();
    before.current = gate.promise;
    sendWork(query('LINE'), [text('a'), text('b')]);
    let isStopped = false;
    const stopping = stopWork().then(() => {
      isStopped = true;
    });
    await turns();
    expect([sent, isStopped]).toEqual([['a'], false]);
    gate.resolve();
    await stopping;
    expect([sent, replies]).toEqual([['a'], ['line yes']]);
  });

  test('does not try again what failed', async () => {
    const { sendWork, stopWork, sent, before } = aSender([failed, failed]);
    const gate = Promise.withResolvers<void>();
    before.current = gate.promise;
    sendWork(query('LINE'), [text('a')]);
    const stopping = stopWork();
    gate.resolve();
    await stopping;
    expect(sent).toEqual(['a']);
  });

  test('with nothing under way ends at once', async () => {
    await expect(aSender().stopWork()).resolves.toBeUndefined();
  });
});

/** Some turns of the event loop. */
async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function settled(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !isSo(); turn++) await turns(1);
  expect(isSo()).toBe(true);
}
