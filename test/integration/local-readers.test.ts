import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle, DiagnosticReport, OperationOutcome } from '@medplum/fhirtypes';
import { type LocalCloud, type Readers, start } from '../../local/start.ts';
import { drained, sendAll, unique } from '../support/cloud.ts';
import { anOru } from '../support/messages.ts';
import { aSite } from '../support/site.ts';

/** The read API of `npm start`, tried as docs/fhir-read.md says: the site has a user pool, and no issuer of ours knows it. */

let cloud: LocalCloud;
let readers: Readers;

beforeAll(async () => {
  cloud = await start({
    site: aSite({
      sources: [{ id: 'any', kind: 'lis' }],
      destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' }],
      access: {},
    }),
    siteVersion: 'test',
    withReaders: true,
  });
  if (cloud.readers === undefined) throw new Error('nobody can read');
  readers = cloud.readers;
  await sendAll(
    cloud.mllpPort,
    ['4711', '4712'].map((number) =>
      anOru({
        header: { 10: unique() },
        patient: { 3: `${number}^^^RIVERSIDE^MR` },
        order: { 3: `F-${number}` },
        results: [{ 5: '93' }],
      }),
    ),
  );
  await drained(cloud);
}, 180_000);
afterAll(() => cloud?.stop());

async function token(form: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(readers.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

async function read<T>(
  path: string,
  bearer?: string,
): Promise<{ readonly status: number; readonly body: T }> {
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const answer = await fetch(`${readers.fhirUrl}/${path}`, { headers });
  return { status: answer.status, body: (await answer.json()) as T };
}

const found = ({ entry = [] }: Bundle<DiagnosticReport>): readonly (string | undefined)[] =>
  entry.map(({ resource }) => resource?.subject?.reference);

/** The id of the patient with a number, found as a client finds it. */
async function patientOf(number: string): Promise<string> {
  const system = await systemOfNumbers();
  const all = await token({ scope: 'system/*.rs' });
  const { body } = await read<Bundle>(`Patient?identifier=${encodeURIComponent(`${system}|${number}`)}`, all);
  return body.entry?.[0]?.resource?.id ?? '';
}

/** The system of the numbers, as the EHR was sent it. */
async function systemOfNumbers(): Promise<string> {
  const { entry = [] } = (await (await fetch(`${cloud.ehr.url}/Patient`)).json()) as Bundle;
  const [resource] = entry.flatMap((one) => (one.resource?.resourceType === 'Patient' ? [one.resource] : []));
  return resource?.identifier?.find(({ value }) => value === '4711' || value === '4712')?.system ?? '';
}

test('a client that asks for scopes gets a token, and reads', async () => {
  const patient = await patientOf('4711');
  const bearer = await token({ scope: 'system/*.rs' });
  const { status, body } = await read<Bundle<DiagnosticReport>>(
    `DiagnosticReport?patient=${patient}`,
    bearer,
  );
  expect(status).toBe(200);
  expect(found(body)).toEqual([`Patient/${patient}`]);
});

test('a token of one patient reads that patient alone', async () => {
  const [own, other] = [await patientOf('4711'), await patientOf('4712')];
  expect(own).not.toBe(other);
  const bearer = await token({ scope: 'patient/*.rs', patient: own });
  expect((await read(`DiagnosticReport?patient=${own}`, bearer)).status).toBe(200);
  const refused = await read<OperationOutcome>(`DiagnosticReport?patient=${other}`, bearer);
  expect(refused.status).toBe(403);
});

test('without a token, with a false one, and without the scope nothing is read', async () => {
  const path = `DiagnosticReport?patient=${await patientOf('4711')}`;
  expect((await read(path)).status).toBe(401);
  expect((await read(path, 'false')).status).toBe(401);
  expect((await read(path, await token({ scope: 'system/Specimen.rs' }))).status).toBe(403);
});

test('the configuration for clients names where tokens are given', async () => {
  const { body } = await read<Record<string, unknown>>('.well-known/smart-configuration');
  expect(body['token_endpoint']).toBe(readers.tokenUrl);
});
