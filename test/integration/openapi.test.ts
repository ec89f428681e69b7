import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resourceTypes } from '../../lib/app/fhir-read/resources.ts';
import type { Json } from '../../lib/app/openapi/document.ts';
import { readApi } from '../../lib/app/openapi/read-api.ts';
import { receiveApi } from '../../lib/app/openapi/receive-api.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained } from '../support/cloud.ts';
import { anHttpServer, stopHttpServers } from '../support/http-servers.ts';
import { startIssuer } from '../support/issuer.ts';
import { openApiChecker } from '../support/openapi.ts';
import { aReport } from '../support/readable.ts';
import { aSite } from '../support/site.ts';
import { aSubscription } from '../support/subscriptions.ts';

/** Real answers of the two APIs are what docs/openapi.*.json say. */

let cloud: LocalCloud;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let endpointUrl: string;
let token: string;
const receive = openApiChecker(receiveApi());
const read = openApiChecker(readApi());

beforeAll(async () => {
  issuer = await startIssuer();
  const endpoint = await anHttpServer((_request, response) => response.writeHead(200).end());
  endpointUrl = `${endpoint.url}/hooks/`;
  cloud = await start({
    site: aSite({
      sources: [{ id: 'any', kind: 'lis' }],
      destinations: [{ id: 'subscribers', kind: 'subscriptions', endpoints: [endpointUrl] }],
      access: { issuer: issuer.url, audience: ['labwire'] },
    }),
    siteVersion: 'test',
    onFailure: (failure) => process.stderr.write(`${String(failure)}\n`),
  });
  token = await issuer.token({ scope: 'system/*.rs system/Subscription.crds' });
});
afterAll(async () => {
  await cloud.stop();
  await issuer.stop();
  await stopHttpServers();
});

/** Asks as the document says, checks the answer against it, and gives it. */
async function ask(
  api: typeof read,
  method: string,
  path: string,
  { status, ...init }: RequestInit & { readonly status: number | readonly number[] },
): Promise<Response> {
  const base = `http://127.0.0.1:${cloud.httpPort}${api === read ? '/fhir' : ''}`;
  const response = await fetch(`${base}${path}`, {
    method,
    ...init,
    headers: { ...(api === read ? { authorization: `Bearer ${token}` } : {}), ...init.headers },
  });
  const [route = ''] = path.split('?');
  expect([path, [status].flat().includes(response.status) ? '' : response.status]).toEqual([path, '']);
  expect(await api.problems(method.toLowerCase(), route, response.clone())).toEqual([]);
  return response;
}
const get = (path: string, status: number | readonly number[] = 200, headers = {}) =>
  ask(read, 'GET', path, { status, headers });

/** Operations and answers of a document that no request here brought about. */
const unseen = (document: Json, seen: ReadonlySet<string>): readonly string[] =>
  Object.entries(document['paths'] as Record<string, Record<string, { responses: Json }>>)
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.keys(responses)
          .filter((status) => status.startsWith('2'))
          .map((status) => `${method} ${path} ${status}`),
      ),
    )
    .filter((one) => !seen.has(one));

test('messages in', async () => {
  const post = (path: string, status: number, type: string, body: BodyInit) =>
    ask(receive, 'POST', path, { status, body, headers: { 'content-type': type } });
  await post('/v1/messages', 200, 'application/hl7-v2', Buffer.from(aReport('A', 'F-1')));
  await post('/v1/messages', 200, 'x-application/hl7-v2+er7', Buffer.from(aReport('B', 'F-2')));
  await post('/v1/messages', 400, 'application/hl7-v2', 'no message');
  await post('/v1/deliveries', 400, 'application/json', '{}');
  const receipt = { destination: 'subscribers', reportKey: 'a', version: 1, state: 'delivered' };
  await post('/v1/deliveries', 400, 'application/json', JSON.stringify(receipt));
  await drained(cloud);
  // no gateway reaches a destination of this site
  expect(unseen(receiveApi(), receive.seen)).toEqual(['post /v1/deliveries 204']);
});

test('reads, searches, subscriptions and exports', async () => {
  await get('/metadata');
  await get('/.well-known/smart-configuration');
  const [patient] = await idsOf(
    'Patient',
    `/Patient?identifier=${encodeURIComponent('https://lab.test/id/RIVERSIDE|A')}`,
  );
  await get(`/Patient/${patient}`);
  for (const type of resourceTypes.filter((one) => one !== 'Patient')) {
    const [id] = await idsOf(type, `/${type}?patient=${patient}`);
    await get(`/${type}/${id ?? 'none'}`, id === undefined ? 404 : 200);
  }
  await get(`/Observation/$lastn?patient=${patient}`);

  const body = JSON.stringify(aSubscription(endpointUrl));
  const made = await ask(read, 'POST', '/Subscription', { status: 201, body });
  const { id } = (await made.json()) as { id: string };
  for (const what of ['', '/$status', '/$events']) await get(`/Subscription/${id}${what}`);
  await ask(read, 'DELETE', `/Subscription/${id}`, { status: 204 });

  for (const path of ['/Patient/$export', '/Group/subscribers/$export', '/$export']) {
    const begun = await get(path, 202, { prefer: 'respond-async' });
    const address = begun.headers.get('content-location')?.split('/fhir')[1] ?? '';
    if (path !== '/$export') await ask(read, 'DELETE', address, { status: 202 });
    else {
      // it is over, if this machine is slow in asking
      await get(address, [202, 200]);
      await drained(cloud);
      const { output } = (await (await get(address)).json()) as { output: { url: string }[] };
      for (const { url } of output) await get(url.split('/fhir')[1] ?? '');
    }
  }

  await get('/Observation', 400);
  await get('/$export', 400);
  await get('/Patient/none', 404);
  await get('/Patient/none', 401, { authorization: 'Bearer x' });
  token = await issuer.token({ scope: 'system/Specimen.rs' });
  await get('/Patient/none', 403);
  // the reports have no specimen
  const left = unseen(readApi(), read.seen).filter((one) => one !== 'get /$export/{id} 202');
  expect(left).toEqual(['get /Specimen/{id} 200']);
});

async function idsOf(type: string, path: string): Promise<readonly string[]> {
  const bundle = (await (await get(path)).json()) as {
    entry?: { resource: { resourceType: string; id: string } }[];
  };
  const { entry = [] } = bundle;
  // each resource is what its schema says
  for (const { resource } of entry) {
    expect(resource.resourceType).toBe(type);
    await get(`/${type}/${resource.id}`);
  }
  return entry.map(({ resource }) => resource.id);
}
