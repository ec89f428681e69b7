import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { noAuthorization } from '../../../../lib/adapters/http/authorization.ts';
import { createFhirDestination } from '../../../../lib/adapters/http/fhir-destination.ts';
import { createHttpClient } from '../../../../lib/adapters/http/http-client.ts';
import { close, listen } from '../../../../local/listen.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map(close)));

/** A FHIR server that answers everything with one status, or with nothing at all. */
async function aServer(status: number | undefined) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(`${request.method} ${request.headers['content-type']} ${body}`);
      if (status !== undefined) response.writeHead(status).end('{"resourceType":"OperationOutcome"}');
    });
  });
  servers.push(server);
  const port = await listen(server);
  return { bodies, url: `http://127.0.0.1:${port}/fhir` };
}

const destination = (url: string, timeoutMs = 2000) =>
  createFhirDestination({
    url,
    http: createHttpClient({ timeoutMs }),
    authorization: noAuthorization,
    clock: () => new Date('2026-03-02T14:00:00Z'),
    render: () => '{"resourceType":"Bundle"}',
  });

const once = { redelivery: undefined };

const report = asVersion(reportOf(anOru()));

describe('a FHIR destination', () => {
  test('posts the bundle', async () => {
    const { url, bodies } = await aServer(200);
    await destination(url).deliver(report, once);
    expect(bodies).toEqual(['POST application/fhir+json {"resourceType":"Bundle"}']);
  });

  test.each([
    [500, 'transient'],
    [503, 'transient'],
    [429, 'transient'],
    [408, 'transient'],
    [409, 'transient'],
    [400, 'permanent'],
    // two of the EHR's fit one identifier: somebody has to mend that
    [412, 'permanent'],
    // about the address or about who asks, not about the patient
    [401, 'transient'],
    [403, 'transient'],
    [404, 'transient'],
    [422, 'permanent'],
  ])('%i is a failure that is %s, with the answer kept', async (status, disposition) => {
    const { url } = await aServer(status);
    await expect(destination(url).deliver(report, once)).rejects.toMatchObject({
      code: `HTTP${status}`,
      disposition,
      cause: { message: '{"resourceType":"OperationOutcome"}' },
    });
  });

  test('no answer in time is ambiguous', async () => {
    const { url } = await aServer(undefined);
    await expect(destination(url, 100).deliver(report, once)).rejects.toMatchObject({
      code: 'DestinationTimeout',
      disposition: 'ambiguous',
    });
  });

  test('nobody there is transient', async () => {
    await expect(destination('http://127.0.0.1:1/fhir').deliver(report, once)).rejects.toMatchObject({
      code: 'DestinationUnreachable',
      disposition: 'transient',
    });
  });
});
