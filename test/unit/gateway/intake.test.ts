import { describe, expect, test } from '@jest/globals';
import { readAck } from '@labwire/hl7/ack';
import { parseMessage } from '@labwire/hl7/message/message';
import { localAck, relayIntake, spoolIntake } from '../../../gateway/intake.ts';
import type { Received, RelayResult } from '../../../gateway/relay.ts';
import type { Forwarder } from '../../../gateway/spool/forwarder.ts';
import type { Spool } from '../../../gateway/spool/spool.ts';
import { anOru, msh, segment, toMessage } from '../../support/messages.ts';
import { aSite } from '../../support/site.ts';

const clock = () => new Date('2026-03-02T13:00:00Z');
const received = (bytes: Uint8Array): Received => ({ bytes, sender: { evidence: 'msh-3', channel: 'lab' } });

const ackOf = (bytes: Uint8Array) => {
  const parsed = parseMessage(bytes);
  const ack = parsed.ok ? readAck(parsed.value.segments) : undefined;
  return { code: ack?.code, controlId: ack?.controlId, text: ack?.text };
};

describe('without a spool the answer is the cloud’s', () => {
  test('as it came', async () => {
    const answer = Buffer.from('ACK');
    const result: RelayResult = {
      kind: 'answered',
      outcome: 'accepted',
      answer,
      followUps: [],
      messageId: 'm',
    };
    const taken = await relayIntake({ relay: async () => result, clock })(received(anOru()), 'sender');
    expect(taken).toMatchObject({ outcome: 'accepted', answer });
  });

  test('where it does not come, the sender keeps the message', async () => {
    const relay = async (): Promise<RelayResult> => ({ kind: 'unanswered', reason: 'timeout' });
    const taken = await relayIntake({ relay, clock })(received(anOru()), 'sender');
    expect(taken.outcome).toBe('not-stored');
    expect(ackOf(taken.answer)).toEqual({
      code: 'AE', // MSA-1
      controlId: 'CTRL-1', // MSA-2
      text: 'The cloud did not answer: send the message again', // MSA-3
    });
  });

  test('where it can never come, the sender is told so', async () => {
    const relay = async (): Promise<RelayResult> => ({
      kind: 'unanswered',
      reason: 'too-long',
      isPermanent: true,
    });
    const taken = await relayIntake({ relay, clock })(received(anOru()), 'sender');
    expect(taken.outcome).toBe('rejected');
    expect(ackOf(taken.answer)).toMatchObject({ code: 'AR', controlId: 'CTRL-1' });
  });

  test.each([
    ['enhanced', 'CE'],
    ['original', 'AE'],
  ] as const)('in %s mode the failure is %s', async (mode, code) => {
    const relay = async (): Promise<RelayResult> => ({ kind: 'unanswered', reason: 'timeout' });
    const taken = await relayIntake({ relay, clock })(received(anOru()), mode);
    expect(ackOf(taken.answer).code).toBe(code);
  });

  test('asks for the application’s word where the channel keeps to original mode', async () => {
    const asked: boolean[] = [];
    const relay = async (request: {
      readonly wantsApplication?: boolean | undefined;
    }): Promise<RelayResult> => {
      asked.push(request.wantsApplication === true);
      return { kind: 'unanswered', reason: 'timeout' };
    };
    for (const mode of ['original', 'enhanced', 'sender'] as const)
      await relayIntake({ relay, clock })(received(anOru()), mode);
    expect(asked).toEqual([true, false, false]);
  });
});

describe('a message for the spool', () => {
  const site = aSite({
    sources: [
      { id: 'lis', kind: 'lis', sender: { application: 'CORELIS' }, certificate: 'lis.lab.test' },
      { id: 'other', kind: 'lis', sender: { application: 'OTHER' } },
    ],
    limits: { messageBytes: 2000 },
  });

  /** The spool's answer to a message, with the cloud far away. */
  async function answerTo(bytes: Uint8Array, sender: Received['sender']) {
    const taken = await spoolIntake({
      spool: { put: async () => ({ kind: 'stored', seq: 1 }) } as unknown as Spool,
      forwarder: { notify: () => undefined } as unknown as Forwarder,
      relay: async () => ({ kind: 'unanswered', reason: 'timeout' }),
      ...{ site, clock, onEvent: () => undefined },
    })({ bytes, sender }, 'sender');
    const parsed = parseMessage(taken.answer);
    return [taken.outcome, parsed.ok ? parsed.value.value('MSA-1') : undefined];
  }

  test.each<[string, Received['sender'], readonly string[]]>([
    ['its certificate', { evidence: 'peer-certificate', name: 'lis.lab.test' }, ['accepted', 'AA']],
    ['another certificate', { evidence: 'peer-certificate', name: 'x.lab.test' }, ['rejected', 'AR']],
    ['its name as an address', { evidence: 'address', name: 'lis.lab.test' }, ['rejected', 'AR']],
    ['nothing', { evidence: 'msh-3' }, ['rejected', 'AR']],
  ])('of a source with a certificate is judged as in the cloud: %s', async (_, sender, expected) => {
    expect(await answerTo(anOru(), sender)).toEqual(expected);
  });

  test('that the cloud would find too long is refused at once', async () => {
    const long = anOru({ header: { 3: 'OTHER' }, results: [{ 2: 'ST', 5: 'x'.repeat(2000) }] });
    expect(await answerTo(long, { evidence: 'msh-3' })).toEqual(['rejected', 'AR']);
    expect(await answerTo(anOru({ header: { 3: 'OTHER' } }), { evidence: 'msh-3' })).toEqual([
      'accepted',
      'AA',
    ]);
  });
});

describe('an acknowledgment of the gateway’s own', () => {
  test.each([
    ['accept', 'AA'],
    ['error', 'AE'],
    ['reject', 'AR'],
  ] as const)('%s is %s, in the sender’s own delimiters', (verdict, code) => {
    const message = Buffer.from('MSH#!~\\&#LIS#LAB#####ORU!R01#77#P#2.5.1\r');
    const ack = localAck(message, verdict, clock, []);
    expect(Buffer.from(ack).toString()).toMatch(/^MSH#!~/);
    expect(ackOf(ack)).toMatchObject({ code, controlId: '77' });
  });

  test('follows MSH-15 where the channel says nothing', () => {
    const enhanced = toMessage(msh({ 10: '5', 15: 'AL', 16: 'NE' }), segment('PID', { 1: '1' }));
    expect(ackOf(localAck(enhanced, 'accept', clock, [])).code).toBe('CA');
  });

  test('is an answer also to what is no message', () => {
    expect(ackOf(localAck(Buffer.from('hello'), 'reject', clock, []))).toMatchObject({ code: 'AR' });
  });
});
