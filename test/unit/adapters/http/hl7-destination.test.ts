import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { acknowledgmentCodeOf, buildAck } from '@labwire/hl7/ack';
import { createHl7Destination } from '../../../../lib/adapters/http/hl7-destination.ts';
import { reachOverHttp } from '../../../../lib/adapters/http/reach.ts';
import { close, listen } from '../../../../local/listen.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map(close)));

const message = anOru();
const now = new Date('2026-03-02T14:00:00Z');

/** An engine that answers each message with this status and this MSA-1. */
async function anEngine(status: number, code: string | undefined) {
  const server = createServer(async (request, response) => {
    const received = await buffer(request);
    const ack = Buffer.from(
      buildAck({ received, verdict: 'accept', mode: 'application', controlId: '1', now }),
    )
      .toString()
      .replace('|AA|', `|${code}|`)
      .replace('MSA|AA', `MSA|${code}`);
    response.writeHead(status).end(code === undefined ? 'try later' : ack);
  });
  servers.push(server);
  return `http://127.0.0.1:${await listen(server)}/`;
}

async function deliver(url: string, retryOn: readonly string[] = []) {
  const way = await reachOverHttp({ timeoutMs: 2000 }, { readSecret: async () => '', clock: () => now })();
  const destination = createHl7Destination({
    ...way,
    url,
    retryOn,
    render: async () => message,
    readCode: acknowledgmentCodeOf,
  });
  return destination.deliver(asVersion(reportOf(message)), { redelivery: undefined });
}

describe('HL7 over HTTP', () => {
  test.each([
    [200, 'AA'],
    [200, 'CA'],
    // what acknowledges the message decides, whatever the status
    [500, 'AA'],
  ])('status %i and %s is delivered', async (status, code) => {
    expect(await deliver(await anEngine(status, code))).toEqual({ state: 'delivered' });
  });

  test.each([
    [200, 'AE', [], 'AE', 'permanent'],
    [200, 'AE', ['AE'], 'AE', 'transient'],
    [500, 'AR', [], 'AR', 'permanent'],
    [400, 'AE', ['AE'], 'AE', 'transient'],
    [503, undefined, [], 'HTTP503', 'transient'],
    [200, undefined, [], 'NoAcknowledgment', 'ambiguous'],
    // whatever stands there is not for a log
    [200, 'DOE JANE 1984', [], 'UnknownAcknowledgment', 'permanent'],
  ])('status %i and %s, tried again on %j, is %s: %s', async (status, msa, retryOn, code, disposition) => {
    await expect(deliver(await anEngine(status, msa), retryOn)).rejects.toMatchObject({ code, disposition });
  });
});

test('a secret that was changed is found after it was not taken', async () => {
  const secrets = ['old', 'new'];
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(request.headers.authorization === 'Bearer new' ? 200 : 401).end();
  });
  servers.push(server);
  const url = `http://127.0.0.1:${await listen(server)}/`;
  const reach = reachOverHttp(
    { timeoutMs: 2000, auth: { kind: 'bearer', token: 'ehr/token' } },
    { readSecret: async () => secrets.shift() ?? 'new', clock: () => now },
  );
  const tryOnce = async () => {
    const way = await reach();
    const header = await way.authorization.header();
    const { status } = await way.http({ method: 'GET', url, headers: { authorization: header ?? '' } });
    if (status === 401) way.authorization.forget();
    return status;
  };
  expect([await tryOnce(), await tryOnce()]).toEqual([401, 200]);
  expect(seen).toEqual(['Bearer old', 'Bearer new']);
});
