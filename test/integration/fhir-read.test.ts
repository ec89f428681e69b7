import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateResource } from '@medplum/core';
import type { Bundle, CapabilityStatement, OperationOutcome, Patient, Resource } from '@medplum/fhirtypes';
import { cursorText } from '../../lib/app/fhir-read/cursor.ts';
import { loadFhirDefinitions } from '../../local/ehr/fhir-definitions.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, sendAll, unique } from '../support/cloud.ts';
import { startIssuer } from '../support/issuer.ts';
import { anOru, msh, pid, segment, toMessage } from '../support/messages.ts';
import { aSite } from '../support/site.ts';

/** The read API as an EHR uses it: HTTP and tokens alone. */

let cloud: LocalCloud;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let all: string;

const oru = (patient: string, order: string, day: string, results: Readonly<Record<number, string>>[]) =>
  anOru({
    header: { 10: unique(), 7: `${day}0900-0500` },
    patient: { 3: `${patient}^^^RIVERSIDE^MR` },
    order: {
      2: `P-${order}^EHR`,
      3: `F-${order}^CORELIS`,
      4: `PANEL^Panel^L`,
      7: day,
      22: `${day}0900-0500`,
    },
    results,
  });

const specimen = (id: string): string =>
  segment('SPM', { 1: '1', 2: `${id}&LIS`, 4: 'BLD^Blood^HL70487', 11: 'P', 17: '20260302' });

beforeAll(async () => {
  loadFhirDefinitions();
  issuer = await startIssuer();
  cloud = await start({
    site: aSite({
      sources: [{ id: 'any', kind: 'lis' }],
      destinations: [],
      access: { issuer: issuer.url, audience: ['labwire'] },
    }),
    siteVersion: 'test',
    onFailure: (failure) => process.stderr.write(`${String(failure)}\n`),
  });
  all = await issuer.token({ scope: 'system/*.rs' });
  const messages = [
    oru('1', 'A', '20260301', [
      { 3: '2345-7^Glucose^LN', 5: '93', 14: '20260301' },
      { 3: '2823-3^Potassium^LN', 5: '4.10', 6: 'mmol/L', 14: '20260301' },
    ]),
    oru('1', 'B', '20260302', [{ 3: '2345-7^Glucose^LN', 5: '101', 14: '20260302' }]),
    Buffer.concat([
      Buffer.from(oru('1', 'C', '20260303', [{ 3: '2345-7^Glucose^LN', 5: '87', 14: '20260303' }])),
      Buffer.from(`${specimen('S-1')}\r`),
    ]),
    oru('2', 'D', '20260302', [{ 3: '2345-7^Glucose^LN', 5: '55', 14: '20260302' }]),
    oru('3', 'E', '20260302', [{ 3: '2345-7^Glucose^LN', 5: '77', 14: '20260302' }]),
    // held: nobody may see it
    anOru({
      header: { 10: unique(), 11: 'T' },
      patient: { 3: '1^^^RIVERSIDE^MR' },
      order: { 3: 'F-T^CORELIS' },
    }),
    toMessage(
      msh({ 9: 'ADT^A40', 10: unique(), 7: '20260304' }),
      segment('EVN', { 2: '20260304' }),
      pid({ 3: '2^^^RIVERSIDE^MR' }),
      segment('MRG', { 1: '3^^^RIVERSIDE^MR' }),
    ),
  ];
  const answers = await sendAll(cloud.mllpPort, messages);
  expect(answers.map(({ ack }) => ack.code)).toEqual(messages.map(() => 'AA'));
  await drained(cloud);
});
afterAll(async () => {
  await cloud.stop();
  await issuer.stop();
});

async function get<T>(path: string, token: string | undefined = all): Promise<{ status: number; body: T }> {
  const url = path.startsWith('http')
    ? path.replace(/^https:\/\/[^/]+/, `http://127.0.0.1:${cloud.httpPort}`)
    : `http://127.0.0.1:${cloud.httpPort}/fhir/${path}`;
  const response = await fetch(url, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as T };
}

async function search(path: string, token?: string): Promise<Resource[]> {
  const { status, body } = await get<Bundle>(path, token);
  expect([status, status === 200 ? '' : JSON.stringify(body)]).toEqual([200, '']);
  validateResource(body);
  return (body.entry ?? []).flatMap(({ resource }) => resource ?? []);
}

const idOf = async (number: string): Promise<string> => {
  const [patient] = await search(
    `Patient?identifier=${encodeURIComponent(`https://lab.test/id/RIVERSIDE|${number}`)}`,
  );
  return patient?.id ?? '';
};

const values = (resources: readonly Resource[]) =>
  resources.map((resource) =>
    resource.resourceType === 'Observation' ? resource.valueQuantity?.value : undefined,
  );

describe('by patient', () => {
  test('the newest reports come first, each valid and whole', async () => {
    const reports = await search(`DiagnosticReport?patient=${await idOf('1')}`);
    expect(reports).toHaveLength(3);
    expect(reports.map((one) => one.resourceType === 'DiagnosticReport' && one.effectiveDateTime)).toEqual([
      '2026-03-03',
      '2026-03-02',
      '2026-03-01',
    ]);
    expect(reports[0]?.meta?.versionId).toBe('1');
  });

  test.each([
    ['code=http://loinc.org|2345-7', [87, 101, 93]],
    ['code=2823-3', [4.1]],
    ['code=http://other|2345-7', []],
    ['code=2823-3,2345-7&date=ge2026-03-02', [87, 101]],
    ['date=2026-03-01', [93, 4.1]],
    ['date=lt2026-03-02&date=ge2026-02', [93, 4.1]],
    ['date=gt2026-03', []],
    ['category=laboratory&status=final', [87, 101, 93, 4.1]],
    ['status=preliminary', []],
    ['_lastUpdated=gt2020', [87, 101, 93, 4.1]],
    ['_lastUpdated=lt2020', []],
  ])('Observation?%s', async (query, expected) => {
    expect(values(await search(`Observation?patient=Patient/${await idOf('1')}&${query}`))).toEqual(expected);
  });

  test('page by page, everything once', async () => {
    const seen: (number | undefined)[] = [];
    let next: string | undefined = `Observation?patient=${await idOf('1')}&_count=1`;
    let pages = 0;
    while (next !== undefined) {
      const { body }: { body: Bundle } = await get<Bundle>(next);
      seen.push(...values((body.entry ?? []).flatMap(({ resource }) => resource ?? [])));
      expect(body.entry?.length ?? 0).toBeLessThanOrEqual(1);
      next = body.link?.find(({ relation }) => relation === 'next')?.url;
      pages++;
    }
    expect(seen).toEqual([87, 101, 93, 4.1]);
    expect(pages).toBeLessThanOrEqual(5);
  });

  test('$lastn gives the last of each analyte, or the last few', async () => {
    const patient = await idOf('1');
    expect(values(await search(`Observation/$lastn?patient=${patient}`)).sort()).toEqual([4.1, 87]);
    expect(values(await search(`Observation/$lastn?patient=${patient}&code=2345-7&max=2`))).toEqual([
      87, 101,
    ]);
  });

  test('a merged patient is found under either number, and says who they are now', async () => {
    const survivor = await idOf('2');
    expect(values(await search(`Observation?patient=${survivor}`)).sort()).toEqual([55, 77]);
    const { body: report } = await get<Bundle>(`DiagnosticReport?patient=${survivor}`);
    expect(report.entry).toHaveLength(2);
    const retired = await idOf('3');
    expect((await get<Patient>(`Patient/${retired}`)).body.link).toMatchObject([
      { other: { reference: `Patient/${survivor}` }, type: 'replaced-by' },
    ]);
    expect(values(await search(`Observation?patient=${retired}`)).sort()).toEqual([55, 77]);
  });
});

describe('without a patient', () => {
  test.each([
    ['DiagnosticReport', 'F-B', 'CORELIS'],
    ['ServiceRequest', 'P-B', 'EHR'],
    ['Specimen', 'S-1', 'LIS'],
  ])('%s by its number', async (type, value, assigner) => {
    const found = await search(
      `${type}?identifier=${encodeURIComponent(`https://lab.test/id/${assigner}|${value}`)}`,
    );
    expect(found.map(({ resourceType }) => resourceType)).toEqual([type]);
    const [one] = found;
    // and by the id that it has
    const { status, body } = await get<Resource>(`${type}/${one?.id}`);
    expect([status, body]).toEqual([200, one]);
    expect(await search(`${type}?_id=${one?.id}`)).toEqual([one]);
  });

  test('an Observation and a Patient by their ids', async () => {
    const [observation] = await search(`Observation?patient=${await idOf('2')}&_count=1`);
    expect((await get<Resource>(`Observation/${observation?.id}`)).body).toEqual(observation);
    const { body } = await get<Patient>(`Patient/${await idOf('1')}`);
    expect(body.identifier?.[0]?.value).toBe('1');
  });

  test('a number with a comma, or of a system that is none, finds what has it and nothing else', async () => {
    const search = (token: string) => get<Bundle>(`DiagnosticReport?identifier=${encodeURIComponent(token)}`);
    for (const token of [
      'https://lab.test/id/%E0%A4%A|F-B',
      'https://lab.test/id/CORELIS|F-B\\,x',
      'urn:oid:1.2|F-B',
    ]) {
      const { status, body } = await search(token);
      expect([status, body.entry]).toEqual([200, undefined]);
    }
    expect(
      (await search('https://lab.test/id/CORELIS|F-A,https://lab.test/id/CORELIS|F-B')).body.entry,
    ).toHaveLength(2);
  });

  test('over everybody there is no search', async () => {
    const { status, body } = await get<OperationOutcome>('Observation?code=2345-7');
    expect(status).toBe(400);
    expect(body.issue[0]).toMatchObject({
      code: 'too-costly',
      details: { text: expect.stringContaining('patient') },
    });
    validateResource(body);
  });

  test.each([
    ['Observation?patient=x&smell=sweet', 400, 'not-supported'],
    ['Observation?patient=x&date=yesterday', 400, 'invalid'],
    ['Observation?patient=x&_count=0', 400, 'invalid'],
    ['Observation?patient=x&_cursor=zzz', 400, 'invalid'],
    ['Observation/nothing', 404, 'not-found'],
    [`Patient/${'a'.repeat(3000)}`, 404, 'not-found'],
    [`Specimen/${'a'.repeat(3000)}`, 404, 'not-found'],
    [`Patient?_id=${'a'.repeat(3000)}`, 400, 'invalid'],
    [
      `Observation?patient=x&_cursor=${cursorText({ after: `RPT#${'a'.repeat(2000)}`, skip: 0 })}`,
      400,
      'invalid',
    ],
    ['Observation?identifier=1', 400, 'not-supported'],
    ['Medication?patient=x', 404, 'not-supported'],
    ['Observation/$everything', 404, 'not-supported'],
    ['Patient/x/$everything', 404, 'not-supported'],
    ['Patient/x/_history/1', 404, 'not-supported'],
    ['DiagnosticReport?identifier=%7CF-A', 400, 'not-supported'],
  ])('%s is answered with %i', async (path, status, code) => {
    const answer = await get<OperationOutcome>(path);
    expect([answer.status, answer.body.issue[0]?.code]).toEqual([status, code]);
  });
});

test.each([
  ['HEAD', 'Observation?patient=x'],
  ['POST', 'Observation/_search'],
  ['DELETE', 'Patient/x'],
])('%s is no way to read', async (method, path) => {
  const response = await fetch(`http://127.0.0.1:${cloud.httpPort}/fhir/${path}`, {
    method,
    headers: { authorization: `Bearer ${all}` },
  });
  expect([403, 404]).toContain(response.status);
});

describe('who may read', () => {
  test('nobody without a token of the issuer, for this audience, that is not over', async () => {
    const path = `Observation?patient=${await idOf('1')}`;
    expect((await get(path, '')).status).toBe(401);
    expect((await get(path, 'nonsense')).status).toBe(401);
    expect((await get(path, await issuer.token({ scope: 'system/*.rs' }, { isForged: true }))).status).toBe(
      401,
    );
    expect((await get(path, await issuer.token({ scope: 'system/*.rs' }, { audience: 'else' }))).status).toBe(
      401,
    );
    expect((await get(path, await issuer.token({ scope: 'system/*.rs' }, { lifeSeconds: -10 }))).status).toBe(
      401,
    );
  });

  test.each([
    ['system/Observation.rs', 200],
    ['system/Observation.s', 200],
    ['system/*.read', 200],
    ['user/Observation.read openid', 200],
    ['system/Observation.r', 403],
    ['system/Patient.rs', 403],
    ['system/Observation.cud', 403],
    ['system/Observation.rs?category=laboratory', 200],
    ['system/Observation.rs?code=2345-7', 403],
    ['', 403],
  ])('a search of Observations with the scope %j is answered with %i', async (scope, status) => {
    expect((await get(`Observation?patient=${await idOf('1')}`, await issuer.token({ scope }))).status).toBe(
      status,
    );
  });

  test('a token of one patient sees that patient alone', async () => {
    const [mine, other] = [await idOf('1'), await idOf('2')];
    const token = await issuer.token({ scope: 'patient/*.rs', patient: mine });
    expect(values(await search('Observation?code=2823-3', token))).toEqual([4.1]);
    expect((await get(`Observation?patient=${other}`, token)).status).toBe(403);
    const [theirs] = await search(`Observation?patient=${other}`);
    expect((await get(`Observation/${theirs?.id}`, token)).status).toBe(404);
    expect((await get(`Patient/${other}`, token)).status).toBe(404);
    expect((await get(`Patient/${mine}`, token)).status).toBe(200);
    const order = encodeURIComponent('https://lab.test/id/CORELIS|F-D');
    expect((await get<Bundle>(`DiagnosticReport?identifier=${order}`, token)).body.entry).toBeUndefined();
  });

  test('what the server can do is for everybody to read', async () => {
    const { status, body } = await get<CapabilityStatement>('metadata', '');
    expect(status).toBe(200);
    validateResource(body);
    expect(body.rest?.[0]?.resource?.map(({ type }) => type)).toContain('Observation');
  });

  test('each read is written down: who, what, of whom, and no result', async () => {
    const patient = await idOf('1');
    const token = await issuer.token({ sub: `auditor-${unique()}`, scope: 'system/*.rs' });
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    await search(`Observation?patient=${patient}&code=2345-7`, token);
    await get(`Patient/${patient}`, token);
    const client = new DynamoDBClient(cloud.clientConfig);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: cloud.tableName }));
    client.destroy();
    const entries = Items.map((item) => unmarshall(item)).filter(
      ({ pk, actor }) => String(pk) === `AUD#${patient}` && actor === sub,
    );
    expect(entries).toMatchObject([
      {
        action: 'search',
        resourceType: 'Observation',
        parameters: ['code', 'patient'],
        count: 3,
        patientKey: patient,
      },
      { action: 'read', resourceType: 'Patient', parameters: [], count: 1, patientKey: patient },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/2345-7|\b101\b/);
  });
});
