import { describe, expect, test } from '@jest/globals';
import { buildAck, type Verdict } from '@labwire/hl7/ack';
import { cloudAnswer } from '../../../gateway/cloud-answer.ts';
import { anOru } from '../../support/messages.ts';

const message = anOru({ header: { 10: 'M1' } });
const now = new Date('2026-03-02T14:00:00Z');

const ackTo = (received: Uint8Array, verdict: Verdict = 'accept'): Uint8Array =>
  buildAck({ received, verdict, controlId: 'A1', now });

const HL7 = { 'content-type': 'application/hl7-v2' };
const ASTM = { 'content-type': 'text/x-astm' };

const outcomeOf = (
  outcome: string,
  body: Uint8Array | string,
  { headers = HL7, sent = message }: { headers?: Record<string, string>; sent?: Uint8Array } = {},
): string | undefined =>
  cloudAnswer({ headers: { ...headers, 'labwire-outcome': outcome }, body: Buffer.from(body) }, sent)
    ?.outcome;

describe('an answer of the cloud', () => {
  test.each<[string, Verdict]>([
    ['accepted', 'accept'],
    ['duplicate', 'accept'],
    ['duplicate', 'reject'],
    ['rejected', 'reject'],
    ['not-stored', 'error'],
    ['answered', 'reject'],
  ])('%s acknowledges the message: %s', (outcome, verdict) => {
    expect(outcomeOf(outcome, ackTo(message, verdict))).toBe(outcome);
  });

  test.each([
    ['no message', Buffer.from('garbage')],
    ['no MSH-10', anOru({ header: { 10: '' } })],
    ['an MSH-10 in another character set', anOru({ header: { 10: 'ä\u4e2d', 18: 'UNICODE UTF-8' } })],
    ['an MSH-10 of components', anOru({ header: { 10: 'a^b' } })],
    ['a record of ASTM', Buffer.from('H|\\^&|||ANALYZER\rL|1|N\r')],
  ])('to %s is taken', (_, sent) => {
    expect(outcomeOf('accepted', ackTo(sent), { sent })).toBe('accepted');
  });

  test('with work in ASTM is records', () => {
    expect(outcomeOf('answered', 'H|\\^&\rL|1|N\r', { headers: ASTM })).toBe('answered');
  });
});

describe('no answer is', () => {
  test.each<[string, string, Uint8Array | string]>([
    ['a page', 'accepted', '<h1>Sign in</h1>'],
    ['an empty body', 'accepted', ''],
    ['the answer to another message', 'accepted', ackTo(anOru({ header: { 10: 'M2' } }))],
    ['an answer to no message', 'accepted', ackTo(anOru({ header: { 10: '' } }))],
    ['an acceptance with AE', 'accepted', ackTo(message, 'error')],
    ['an acceptance with AR', 'accepted', ackTo(message, 'reject')],
    ['a refusal with AA', 'rejected', ackTo(message)],
    ['a code that is none', 'accepted', Buffer.from(ackTo(message)).toString().replace('MSA|AA', 'MSA|OK')],
    ['the message itself', 'accepted', message],
    ['an answer that broke off', 'accepted', ackTo(message).subarray(0, -4)],
    ['an outcome that there is not', 'constructor', ackTo(message)],
    ['no outcome', '', ackTo(message)],
  ])('%s', (_, outcome, body) => {
    expect(outcomeOf(outcome, body)).toBeUndefined();
  });

  test('records of ASTM to a message that is no question', () => {
    expect(outcomeOf('accepted', 'H|\\^&\rL|1|N\r', { headers: ASTM })).toBeUndefined();
  });
});
