import { describe, expect, test } from '@jest/globals';
import { MllpClient } from '../../../gateway/mllp-client.ts';
import { type GatewayEvent, startMllpListener } from '../../../gateway/mllp-listener.ts';
import { createHttpRelay, type Relay } from '../../../gateway/relay.ts';
import { createSignedFetch } from '../../../gateway/sign-request.ts';
import { toAck } from '../../support/cloud.ts';
import { anOru } from '../../support/messages.ts';

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): typeof fetch =>
  async () =>
    new Response(body, { status, headers });

const relayThrough = (send: typeof fetch): Relay =>
  createHttpRelay({ url: 'https://api.test/', timeoutMs: 1000, send });

describe('the relay', () => {
  test('brings the acknowledgment back as it was written, whatever the status', async () => {
    const headers = {
      'content-type': 'application/hl7-v2',
      'labwire-message-id': 'm1',
      'labwire-outcome': 'rejected',
    };
    expect(await relayThrough(answering(400, 'MSA|AR', headers))(anOru())).toEqual({
      kind: 'answered',
      ack: new Uint8Array(Buffer.from('MSA|AR')),
      messageId: 'm1',
      outcome: 'rejected',
    });
  });

  test('an answer that is no acknowledgment is none', async () => {
    const result = await relayThrough(
      answering(500, '{"message":"Internal Server Error"}', { 'content-type': 'application/json' }),
    )(anOru());
    expect(result).toEqual({ kind: 'unanswered', reason: 'HTTP 500' });
  });

  test('no answer is none', async () => {
    const result = await relayThrough(() => Promise.reject(new TypeError('fetch failed')))(anOru());
    expect(result).toEqual({ kind: 'unanswered', reason: 'TypeError' });
  });
});

describe('the listener', () => {
  /** Sends one message through a listener whose cloud answers so. */
  async function exchange(relay: Relay) {
    const events: GatewayEvent[] = [];
    const listener = await startMllpListener({
      port: 0,
      maxMessageBytes: 10_000,
      relay,
      onEvent: (event) => events.push(event),
    });
    const client = await MllpClient.connect({ host: '127.0.0.1', port: listener.port });
    const ack = toAck(await client.send(anOru({ header: { 10: 'M-1' } })));
    client.close();
    await listener.stop();
    return { ack, events };
  }

  test('says AE where the cloud said nothing: the sender keeps the message', async () => {
    const { ack, events } = await exchange(async () => ({ kind: 'unanswered', reason: 'HTTP 500' }));
    expect(ack).toMatchObject({ code: 'AE', controlId: 'M-1' });
    expect(events).toMatchObject([{ kind: 'relayed', result: { kind: 'unanswered' } }]);
  });

  test('no event carries a message', async () => {
    const { events } = await exchange(async () => ({ kind: 'unanswered', reason: 'HTTP 500' }));
    expect(JSON.stringify(events)).not.toMatch(/Okafor|700101|93/);
  });
});

describe('signing', () => {
  test('a request carries a signature over its body, for the API of its region', async () => {
    const requests: Request[] = [];
    const send = createSignedFetch({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      send: async (input, init) => {
        requests.push(new Request(String(input), init));
        return new Response('');
      },
    });
    const post = (body: string) =>
      send('https://api.test/v1/messages', { method: 'POST', body: Buffer.from(body) });
    await post('one');
    await post('two');
    const signatures = requests.map(({ headers }) => headers.get('authorization'));
    expect(signatures[0]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/execute-api\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
    );
    expect(signatures[0]).not.toBe(signatures[1]);
  });
});
