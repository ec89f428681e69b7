import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { drainedAt, sendAll, untilAt } from '../support/cloud.ts';
import { anHttpServer, stopHttpServers } from '../support/http-servers.ts';
import { startIssuer } from '../support/issuer.ts';
import { type CloudProcess, type Program, startCloudProcess } from '../support/program.ts';
import { aReport } from '../support/readable.ts';

const REPORTS = 60;
/** So long that a file is full after a dozen reports: the export has several steps. */
const results = [{ 2: 'TX', 5: 'x'.repeat(400_000) }];

let folder: string;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let ehrUrl: string;
let cloud: Program<CloudProcess>;

async function startCloud(): Promise<void> {
  cloud = await startCloudProcess(join(folder, 'cloud'), ehrUrl, '', issuer.url);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-export-crash-'));
  issuer = await startIssuer();
  // an EHR that takes everything
  const ehr = await anHttpServer(({ body }, response) => {
    const { entry = [] } = JSON.parse(String(body)) as { entry?: unknown[] };
    const answered = entry.map(() => ({ response: { status: '200 OK' } }));
    response
      .writeHead(200, { 'content-type': 'application/fhir+json' })
      .end(JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry: answered }));
  });
  ehrUrl = ehr.url;
  await startCloud();
});
afterAll(async () => {
  await cloud?.end('SIGTERM');
  await Promise.all([stopHttpServers(), issuer.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

test('an export whose system is killed in the middle goes on, and has everything once', async () => {
  const messages = Array.from({ length: REPORTS }, (_, index) =>
    aReport(`P-${index % 7}`, `F-${index}`, { results }),
  );
  await sendAll(cloud.ready.mllpPort, messages);
  await drainedAt(cloud.ready.awsUrl);

  const headers = { authorization: `Bearer ${await issuer.token({ scope: 'system/*.rs' })}` };
  const at = (path: string) => fetch(`http://127.0.0.1:${cloud.ready.httpPort}/fhir/${path}`, { headers });
  const begun = await fetch(`http://127.0.0.1:${cloud.ready.httpPort}/fhir/$export`, {
    headers: { ...headers, prefer: 'respond-async' },
  });
  expect(begun.status).toBe(202);
  const id = begun.headers.get('content-location')?.split('/').at(-1) ?? '';
  // it has written something, and has not finished
  await untilAt(
    cloud.ready.awsUrl,
    async () => !(await at(`$export/${id}`)).headers.get('x-progress')?.endsWith(' 0 reports'),
    'the first reports of an export',
  );
  expect((await at(`$export/${id}`)).status).toBe(202);
  await cloud.end('SIGKILL');

  await startCloud();
  const status = await untilAt(
    cloud.ready.awsUrl,
    async () => {
      const answer = await at(`$export/${id}`);
      return answer.status === 202 ? undefined : answer;
    },
    'the end of an export',
  );
  expect(status.status).toBe(200);
  const { output } = (await status.json()) as { output: { url: string }[] };
  const resources: Resource[] = [];
  for (const { url } of output) {
    const file = await fetch(url, { headers });
    expect(file.status).toBe(200);
    resources.push(
      ...(await file.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Resource),
    );
  }
  const names = resources.map(({ resourceType, id: one }) => `${resourceType}/${one}`);
  expect(new Set(names).size).toBe(names.length);
  const of = (type: string) => resources.filter(({ resourceType }) => resourceType === type).length;
  expect([of('DiagnosticReport'), of('Observation'), of('Patient')]).toEqual([REPORTS, REPORTS, 7]);
});
