import { afterEach, describe, expect, test } from '@jest/globals';
import { buildAck } from '@labwire/hl7/ack';
import { parseMessage } from '@labwire/hl7/message/message';
import { createDestination } from '../../../../lib/destinations/hl7-http/deliver.ts';
import { aDestination, dependencies, once } from '../../../support/destinations.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

afterEach(stopHttpServers);

const version = asVersion(reportOf(anOru()));
const now = new Date('2026-03-02T14:00:00Z');

const deliver = (url: string, more: object = {}) =>
  createDestination(aDestination({ kind: 'hl7-http', url, timeoutMs: 2000, ...more }), dependencies).deliver(
    version,
    once,
  );

const accept = (received: Uint8Array): string =>
  Buffer.from(buildAck({ received, verdict: 'accept', mode: 'application', controlId: '1', now })).toString();

/** An engine that answers each message with this status and this MSA-1. */
const anEngine = (status: number, code: string | undefined) =>
  anHttpServer(({ body }, response) =>
    response
      .writeHead(status)
      .end(code === undefined ? 'try later' : accept(body).replace('MSA|AA', `MSA|${code}`)),
  );

describe('HL7 over HTTP', () => {
  test('posts one message in the version that the engine asks for', async () => {
    const { url, received } = await anEngine(200, 'AA');
    await deliver(`${url}/hl7`, { hl7: { version: '2.4', application: 'ENGINE' } });
    expect(received.map(({ method, path }) => [method, path])).toEqual([['POST', '/hl7']]);
    expect(received[0]?.headers['content-type']).toBe('application/hl7-v2');
    const parsed = parseMessage(received[0]?.body ?? new Uint8Array());
    expect(parsed.ok && [parsed.value.header.value(5), parsed.value.header.value(12)]).toEqual([
      'ENGINE', // MSH-5
      '2.4', // MSH-12
    ]);
  });

  test.each([
    [200, 'AA'],
    [200, 'CA'],
    // what acknowledges the message decides, whatever the status
    [500, 'AA'],
  ])('status %i and %s is delivered', async (status, code) => {
    const { url } = await anEngine(status, code);
    await deliver(url);
  });

  test.each([
    [200, 'AE', [], 'AE', 'permanent'],
    [200, 'AE', ['AE'], 'AE', 'transient'],
    [500, 'AR', [], 'AR', 'permanent'],
    [400, 'AE', ['AE'], 'AE', 'transient'],
    [503, undefined, [], 'HTTP503', 'transient'],
    [422, undefined, [], 'HTTP422', 'permanent'],
    [200, undefined, [], 'NoAcknowledgment', 'ambiguous'],
    // whatever stands there is not for a log
    [200, 'DOE JANE 1984', [], 'UnknownAcknowledgment', 'permanent'],
  ])('status %i and %s, tried again on %j, is %s: %s', async (status, msa, retryOn, code, disposition) => {
    const { url } = await anEngine(status, msa);
    await expect(deliver(url, { hl7: { retryOn } })).rejects.toMatchObject({ code, disposition });
  });

  test('an acknowledgment of another message acknowledges nothing', async () => {
    const { url } = await anHttpServer((_, response) =>
      response.end(accept(anOru({ header: { 10: 'OTHER' } }))),
    );
    await expect(deliver(url)).rejects.toMatchObject({ code: 'NoAcknowledgment', disposition: 'ambiguous' });
  });

  test('the text of a refusal is kept beside it and not in it', async () => {
    const { url } = await anEngine(200, 'AR');
    const failure = await deliver(url).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({
      message: 'The destination refused the message',
      cause: { message: expect.stringContaining('MSA|AR') },
    });
  });

  test('no answer in time is ambiguous, and nobody there is transient', async () => {
    const { url } = await anHttpServer();
    await expect(deliver(url, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'DestinationTimeout',
      disposition: 'ambiguous',
    });
    await expect(deliver(nowhere)).rejects.toMatchObject({ disposition: 'transient' });
  });

  test('what its character set cannot say is not sent', async () => {
    const { url, received } = await anEngine(200, 'AA');
    const destination = createDestination(
      aDestination({ kind: 'hl7-http', url, hl7: { charset: 'ASCII' } }),
      dependencies,
    );
    const foreign = asVersion(reportOf(anOru({ patient: { 5: 'Иванов^Иван' } })));
    await expect(destination.deliver(foreign, once)).rejects.toMatchObject({ code: 'NotInCharacterSet' });
    expect(received).toEqual([]);
  });
});
