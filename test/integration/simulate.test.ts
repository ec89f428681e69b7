import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import { loadSite } from '../../lib/site/load-site.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, readTable } from '../support/cloud.ts';
import { freePort } from '../support/free-port.ts';
import { labwire } from '../support/labwire.ts';

/** The analyzer listens there, and the site has to name it before. */
const workPort = await freePort();

let cloud: LocalCloud;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-simulate-'));
  writeFileSync(
    join(folder, 'site.yaml'),
    `
laboratory: { name: Test, system: "https://lab.test", timeZone: UTC }
sources:
  - { id: lis, kind: lis, sender: { application: SIMLIS }, numbersOf: SIM }
  - { id: law, kind: analyzer, sender: { application: LAW1 }, numbersOf: SIM, work: { to: { host: 127.0.0.1, port: ${workPort} } } }
  - { id: any, kind: analyzer, numbersOf: SIM }
destinations:
  - { id: ehr, kind: fhir, url: "https://ehr.test/fhir" }
`,
  );
  const loaded = loadSite(folder);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  cloud = await start({ site: loaded.site, siteVersion: loaded.version });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

async function simulate(...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await labwire(['simulate', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n');
}

const mllp = () => ['--to', `127.0.0.1:${cloud.mllpPort}`];
const astm = () => ['--to', `127.0.0.1:${cloud.astmPort}`];

const ordered = async (tube: string) => {
  const lines = await simulate('lis', ...mllp(), '--tube', tube, '--code', 'NA', '--code', 'K');
  expect(lines.at(-1)).toBe('1 steps: 1 as expected, 0 not');
  await drained(cloud);
};

test('a LIS orders, and an instrument of each profile asks for the work and reports it', async () => {
  await ordered('T1');
  const law = await simulate(
    'analyzer',
    '--profile',
    'law',
    ...mllp(),
    '--application',
    'LAW1',
    '--tube',
    'T1',
    '--listen',
    String(workPort),
    '--controls',
  );
  expect(law.map((line) => line.replace(/^ok {3}/, ''))).toEqual([
    'LAB-27   T1 answered OK',
    'LAB-28   T1 NW',
    'LAB-29   T1 NA answered AA',
    'LAB-29   T1 K answered AA',
    'control  SPM-11 Q',
    '5 steps: 5 as expected, 0 not',
  ]);
  await ordered('T2');
  const astmLines = await simulate(
    'analyzer',
    '--profile',
    'astm',
    ...astm(),
    '--application',
    'ASTM1',
    '--tube',
    'T2',
    '--controls',
    '--fault',
    'wrong-checksum',
  );
  expect(astmLines).toContain('ok   query    T2: NA, K');
  expect(astmLines).toContain('ok   result   T2 NA, K');
  await ordered('T3');
  const z03 = await simulate(
    'analyzer',
    '--profile',
    'z03',
    ...mllp(),
    '--application',
    'GX',
    '--tube',
    'T3',
  );
  expect(z03).toContain('ok   QBP^Z03  T3: NA, K');
  expect(z03).toContain('ok   ORU^R32  T3 K answered CA');
  const plain = await simulate(
    'analyzer',
    '--profile',
    'mllp',
    ...mllp(),
    '--count',
    '1',
    '--fault',
    'half-frame',
  );
  expect(plain.at(-1)).toBe('1 steps: 1 as expected, 0 not');
  const doubled = await simulate(
    'analyzer',
    '--profile',
    'mllp',
    ...mllp(),
    '--count',
    '1',
    '--fault',
    'double-send',
  );
  expect(doubled.at(-2)).toMatch(/sent twice, answered the same$/);

  // two controls, neither of which is a report
  for (;;) {
    const next = cloud.nextInvocation();
    const { qcPoints, messages } = await readTable({
      awsUrl: cloud.aws.url,
      tableName: cloud.tableName,
      mllpPort: 0,
    });
    if (qcPoints.length === 2 && messages.every(({ state }) => state !== 'received')) {
      expect(messages.map(({ state }) => state)).not.toContain('failed');
      // MSH-11 T: no made-up patient is in the EHR
      const holds = new Set(messages.flatMap(({ ledger }) => Object.keys(ledger?.held ?? {})));
      expect(holds).toContain('processing-id');
      expect(messages.filter(({ ledger }) => (ledger?.stored ?? 0) > 0)).toEqual([]);
      expect(await countAtEhr()).toBe(0);
      // how it is known who sent each stands with it
      const channels = messages.map(
        (message) => (message as { sender?: { channel?: string } }).sender?.channel,
      );
      expect([...new Set(channels)].toSorted()).toEqual(['astm', 'mllp', 'work-law']);
      break;
    }
    await next;
  }
});

test('made-up results reach the EHR only if somebody says that they are production', async () => {
  const one = ['analyzer', '--profile', 'mllp', ...mllp(), '--count', '1'];
  await simulate(...one, '--facility', 'RIVERSIDE', '--processing-id', 'D');
  await drained(cloud);
  expect(await countAtEhr()).toBe(0);
  await simulate(...one, '--facility', 'RIVERSIDE', '--processing-id', 'P');
  await drained(cloud);
  expect(await countAtEhr()).toBe(1);
});

async function countAtEhr(): Promise<number> {
  const answer = await fetch(`${cloud.ehr.url}/Observation?_count=100`);
  return ((await answer.json()) as Bundle).entry?.length ?? 0;
}

test('an instrument profile is played with its orders, and asks for its work', async () => {
  const lines = await simulate(
    'analyzer',
    '--profile',
    'snibe-maglumi',
    ...astm(),
    '--orders-to',
    mllp()[1] ?? '',
  );
  expect(lines.at(-1)).toMatch(/^(\d+) steps: \1 as expected, 0 not$/);
  expect(lines.filter((line) => line.startsWith('ok   order'))).not.toEqual([]);
  expect(lines.filter((line) => line.startsWith('ok   query')).join()).toMatch(
    /query for one tube: M-4502 CA125; M-4502 TSH/,
  );
});
