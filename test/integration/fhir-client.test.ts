import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { validateResource } from '@medplum/core';
import type { Bundle, CapabilityStatement, DiagnosticReport, Parameters, Resource } from '@medplum/fhirtypes';
import { Client } from 'fhir-kit-client';
import { loadFhirDefinitions } from '../../local/ehr/fhir-definitions.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, sendAll, unique, until } from '../support/cloud.ts';
import { anHttpServer, stopHttpServers } from '../support/http-servers.ts';
import { startIssuer } from '../support/issuer.ts';
import { anOru } from '../support/messages.ts';
import { aSite } from '../support/site.ts';
import { aSubscription } from '../support/subscriptions.ts';

/** The read API by a client library that is not ours: discovery, token, searches, pages, exports, subscriptions. */

let cloud: LocalCloud;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let endpoint: Awaited<ReturnType<typeof anHttpServer>>;
let endpointStatus = 200;
let client: Client;
/** Of the logs of the functions. */
const lines: string[] = [];
let token: string;
let patient: string;
const baseUrl = () => `http://127.0.0.1:${cloud.httpPort}/fhir`;

const aReport = (number: string, order: string, day: string, value: string) =>
  anOru({
    header: { 10: unique(), 7: `${day}0900-0500` },
    patient: { 3: `${number}^^^RIVERSIDE^MR` },
    order: {
      2: `P-${order}^EHR`,
      3: `F-${order}^CORELIS`,
      4: 'PANEL^Panel^L',
      7: day,
      22: `${day}0900-0500`,
    },
    results: [{ 3: '2345-7^Glucose^LN', 5: value, 14: day }],
  });

beforeAll(async () => {
  issuer = await startIssuer();
  endpoint = await anHttpServer((_request, response) => response.writeHead(endpointStatus).end());
  cloud = await start({
    site: aSite({
      sources: [{ id: 'any', kind: 'lis' }],
      destinations: [{ id: 'subscribers', kind: 'subscriptions', endpoints: [`${endpoint.url}/hooks/`] }],
      access: { issuer: issuer.url, audience: ['labwire'] },
    }),
    siteVersion: 'test',
    onFailure: (failure) => process.stderr.write(`${String(failure)}\n`),
    onLog: (line) => lines.push(line),
  });
  await sendAll(cloud.mllpPort, [
    aReport('1', 'A', '20260301', '93'),
    aReport('1', 'B', '20260302', '101'),
    aReport('2', 'C', '20260302', '55'),
  ]);
  await drained(cloud);
  client = new Client({ baseUrl: baseUrl() });
});
afterAll(async () => {
  await cloud.stop();
  await issuer.stop();
  await stopHttpServers();
});

/** The library knows of a resource only that it is one. */
const as = async <T>(answer: Promise<unknown>): Promise<T> => (await answer) as T;

const resourcesOf = ({ entry = [] }: Bundle): Resource[] => entry.flatMap(({ resource }) => resource ?? []);

test('finds the issuer without a token', async () => {
  const { tokenUrl } = await client.smartAuthMetadata();
  expect(String(tokenUrl)).toBe(`${issuer.url}/token`);
  const statement = await as<CapabilityStatement>(client.capabilityStatement());
  expect(statement.rest?.[0]?.resource?.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['Observation', 'Provenance', 'Subscription']),
  );
  await expect(client.read({ resourceType: 'Patient', id: 'x' })).rejects.toMatchObject({
    response: { status: 401 },
  });
});

test('gets a token at the address that it found, for the scopes that it asks for', async () => {
  const { tokenUrl } = await client.smartAuthMetadata();
  const scope = 'system/*.rs system/Subscription.crds';
  const answer = await fetch(String(tokenUrl), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  client.bearerToken = access_token;
  token = access_token;
});

test('searches, and reads page by page', async () => {
  const system = 'https://lab.test/id/RIVERSIDE';
  const found = await as<Bundle>(
    client.search({
      resourceType: 'Patient',
      searchParams: { identifier: `${system}|1` },
    }),
  );
  patient = resourcesOf(found)[0]?.id ?? '';
  let page: Bundle | undefined = await as<Bundle>(
    client.search({ resourceType: 'Observation', searchParams: { patient, _count: 1 } }),
  );
  const values: (number | undefined)[] = [];
  while (page !== undefined) {
    for (const one of resourcesOf(page))
      if (one.resourceType === 'Observation') values.push(one.valueQuantity?.value);
    const following = client.nextPage({ bundle: page as never });
    page = following === undefined ? undefined : await as<Bundle>(following);
  }
  expect(values).toEqual([101, 93]);
});

test('asks for the last result of each analyte, and for the origin of a report', async () => {
  const last = await as<Bundle>(
    client.operation({
      resourceType: 'Observation',
      name: 'lastn',
      method: 'GET',
      input: { patient },
    }),
  );
  expect(resourcesOf(last)).toMatchObject([{ resourceType: 'Observation', valueQuantity: { value: 101 } }]);
  const withOrigin = await as<Bundle>(
    client.search({
      resourceType: 'DiagnosticReport',
      searchParams: { patient, _revinclude: 'Provenance:target' },
    }),
  );
  expect(resourcesOf(withOrigin).map(({ resourceType }) => resourceType)).toEqual([
    'DiagnosticReport',
    'DiagnosticReport',
    'Provenance',
    'Provenance',
  ]);
});

/** Asks for an export, waits until it is complete, and reads its files with the token. */
async function exported(address: string): Promise<{ manifest: Manifest; resources: Resource[] }> {
  const begun = await client.request(address, { options: { headers: { prefer: 'respond-async' } } });
  const { response } = Client.httpFor(begun);
  expect(response?.status).toBe(202);
  const location = response?.headers.get('content-location') ?? '';
  const manifest = await until(cloud, async () => {
    const status = await client.request(location);
    const isComplete = Client.httpFor(status).response?.status === 200;
    return isComplete ? (status as unknown as Manifest) : undefined;
  });
  const resources: Resource[] = [];
  for (const { url, type, count } of manifest.output) {
    // the library reads JSON, and no NDJSON
    const file = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(file.headers.get('content-type')).toBe('application/fhir+ndjson');
    const lines = (await file.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(count);
    const some = lines.map((line) => JSON.parse(line) as Resource);
    for (const { resourceType } of some) expect(resourceType).toBe(type);
    resources.push(...some);
  }
  return { manifest, resources };
}

interface Manifest {
  readonly transactionTime: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly { readonly type: string; readonly url: string; readonly count: number }[];
}

test('exports every resource once, each valid; then what is new', async () => {
  const { manifest, resources } = await exported('$export');
  expect(manifest.requiresAccessToken).toBe(true);
  loadFhirDefinitions();
  for (const resource of resources) validateResource(resource);
  expect(new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`)).size).toBe(
    resources.length,
  );
  const counts = Object.fromEntries(
    [...Map.groupBy(resources, ({ resourceType }) => resourceType)].map(([type, some]) => [
      type,
      some.length,
    ]),
  );
  expect(counts).toEqual({
    ...{ DiagnosticReport: 3, Observation: 3, Patient: 2, Provenance: 3, ServiceRequest: 3 },
  });
  // the same as a read shows
  for (const { resourceType, id } of resources)
    if (resourceType === 'DiagnosticReport' || resourceType === 'Patient')
      expect(resources).toContainEqual(await client.read({ resourceType, id: id ?? '' }));

  const later = new Date(Date.parse(manifest.transactionTime) + 3_600_000).toISOString();
  expect((await exported(`$export?_since=${later}`)).resources).toEqual([]);
  const group = await exported('Group/subscribers/$export?_type=Patient&_outputFormat=ndjson');
  expect(group.resources.map(({ resourceType }) => resourceType)).toEqual(['Patient', 'Patient']);
});

test('an export waits for a permission that its function lacks, and goes on; it has reports that are too long for the table', async () => {
  const long = anOru({
    header: { 10: unique(), 7: '202603030900-0500' },
    patient: { 3: '9^^^RIVERSIDE^MR' },
    order: { 3: 'F-LONG^CORELIS' },
    results: Array.from({ length: 8 }, (_, index) => ({
      2: 'TX',
      3: `T${index}^Text^L`,
      5: randomBytes(45_000).toString('base64'),
    })),
  });
  await sendAll(cloud.mllpPort, [long]);
  await drained(cloud);
  const restore = cloud.access.revoke('Export', 's3:GetObject');
  const { length } = lines;
  const waited = until(cloud, () =>
    lines.slice(length).some((line) => line.includes('export-step-postponed')),
  );
  const all = exported('$export?_type=Observation,Patient');
  await waited;
  restore();
  const { resources } = await all;
  const texts = resources.filter(
    (one) => one.resourceType === 'Observation' && one.valueString !== undefined,
  );
  expect(texts).toHaveLength(8);
  // the same as a read shows
  for (const text of texts.slice(0, 1))
    expect(await client.read({ resourceType: 'Observation', id: text.id ?? '' })).toEqual(text);
});

test('is refused an export that would be something else than it asks for, and may delete one', async () => {
  const ask = (address: string, prefer = 'respond-async') =>
    client.request(address, { options: { headers: { prefer } } });
  for (const [address, prefer] of [
    ['$export', ''],
    ['$export?_elements=id'],
    ['$export?_type=Medication'],
    ['$export?_since=yesterday'],
  ] as const)
    await expect(ask(address, prefer)).rejects.toMatchObject({
      response: { status: 400, data: { resourceType: 'OperationOutcome' } },
    });
  await expect(ask('Group/nobody/$export')).rejects.toMatchObject({ response: { status: 404 } });
  const begun = await ask('$export?_elements=id', 'respond-async, handling=lenient');
  expect(begun).toMatchObject({
    issue: [{ severity: 'warning', details: { text: '_elements is ignored' } }],
  });
  const location = Client.httpFor(begun).response?.headers.get('content-location') ?? '';
  const deleted = await client.request(location, { method: 'DELETE' });
  expect(Client.httpFor(deleted).response?.status).toBe(202);
  await expect(client.request(location)).rejects.toMatchObject({ response: { status: 404 } });
  await drained(cloud);
});

test('subscribes, is told of a report, reads it, and ends the subscription', async () => {
  const made = await as<Resource>(
    client.create({
      resourceType: 'Subscription',
      body: aSubscription(`${endpoint.url}/hooks/a`, { header: ['Authorization: Bearer s3cret'] }) as never,
    }),
  );
  const id = made.id ?? '';
  expect(made).toMatchObject({ resourceType: 'Subscription', status: 'active' });
  // the handshake
  expect(endpoint.received).toHaveLength(1);
  expect(endpoint.received[0]?.headers.authorization).toBe('Bearer s3cret');

  // the endpoint is down at first: the notification is sent again
  endpointStatus = 503;
  await sendAll(cloud.mllpPort, [aReport('1', 'D', '20260303', '87')]);
  await until(cloud, () => endpoint.received.length > 1);
  await until(cloud, async () => (await status(id)) === 'error');
  endpointStatus = 200;
  await until(cloud, async () => (await status(id)) === 'active');
  await drained(cloud);

  const told = JSON.parse(String(endpoint.received.at(-1)?.body)) as Bundle;
  const [, focus] = told.entry ?? [];
  expect(focus?.resource).toBeUndefined();
  const report = await as<DiagnosticReport>(
    client.read({
      resourceType: 'DiagnosticReport',
      id: focus?.fullUrl?.split('/').at(-1) ?? '',
    }),
  );
  expect(report.subject?.reference).toBe(`Patient/${patient}`);

  // nothing in what was sent says whose it is
  for (const { body } of endpoint.received) expect(String(body)).not.toContain(patient);
  const missed = await as<Bundle>(client.request(`Subscription/${id}/$events?eventsSinceNumber=1`));
  expect(missed.entry?.[1]?.fullUrl).toBe(focus?.fullUrl);
  await client.delete({ resourceType: 'Subscription', id });
  await expect(client.read({ resourceType: 'Subscription', id })).rejects.toMatchObject({
    response: { status: 404 },
  });
});

async function status(id: string): Promise<string | undefined> {
  const answer = await as<Bundle>(client.request(`Subscription/${id}/$status`));
  const [told] = resourcesOf(answer) as Parameters[];
  return told?.parameter?.find(({ name }) => name === 'status')?.valueCode;
}
