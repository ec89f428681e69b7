import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConsole } from '../../lib/console/app.ts';
import { pages } from '../../lib/console/pages.ts';
import type { ConsoleSystem } from '../../lib/console/system.ts';
import type { Role } from '../../lib/model/role.ts';
import { aConsoleSystem, aDoor, aSession, sessionTime } from './console.ts';
import {
  aNightPoint,
  judgeNight,
  kitPoints,
  nightPoints,
  nightWithKit,
  withControls,
} from './console-controls.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from './messages.ts';
import { aSite } from './site.ts';

const root = new URL('../../', import.meta.url);
const assets = [
  { name: 'console.css', type: 'text/css', path: 'lib/console/console.css' },
  { name: 'htmx.min.js', type: 'text/javascript', path: 'node_modules/htmx.org/dist/htmx.min.js' },
  { name: 'hx-csp.min.js', type: 'text/javascript', path: 'node_modules/htmx.org/dist/ext/hx-csp.min.js' },
] as const;

/** The laboratory of the pictures: it is six in the morning there. */
const laboratory = aSite({
  laboratory: { name: 'Riverside Laboratory', system: 'https://lab.test', timeZone: 'America/Los_Angeles' },
  sources: [
    {
      ...{ id: 'core-lis', kind: 'lis', unmarkedCorrections: 'hold', silentAfterMinutes: 120 },
      sender: { application: 'CORELIS', facility: 'RIVERSIDE' },
    },
    { id: 'chemistry-1', kind: 'analyzer', sender: { application: 'CHEM1' }, silentAfterMinutes: 30 },
    { id: 'blood-gas', kind: 'analyzer', sender: { application: 'BG' } },
    { id: 'bench-kit', kind: 'analyzer', sender: { application: 'BENCHKIT' }, entry: 'console' },
  ],
  destinations: [
    { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
    { id: 'gp-portal', kind: 'fhir', url: 'https://gp.test/fhir' },
  ],
});

const minutesAgo = (minutes: number): string =>
  new Date(sessionTime.getTime() - minutes * 60_000).toISOString();

const hl7Time = (minutes: number): string => `${minutesAgo(minutes).replaceAll(/[-:T]|\..*$/g, '')}+0000`;

const panel = (glucose: string) => [
  { 3: 'GLU^Glucose^L', 5: glucose, 7: '70-99' },
  { 3: 'NA^Sodium^L', 5: '140', 6: 'mmol/L', 7: '135-145' },
  { 3: 'K^Potassium^L', 5: '4.1', 6: 'mmol/L', 7: '3.5-5.1' },
];

/** A system in which something of everything has happened. All people are invented. */
export async function aNight() {
  const quality = nightWithKit();
  const operated = aConsoleSystem(laboratory, {
    since: sessionTime.getTime() - 170 * 60_000,
    quality,
  });
  const { take, system } = operated;
  const order = { 2: 'P-1', 3: 'F-1^CORELIS' };
  const delivered = await take(anOru({ header: { 10: 'N-1' }, order, results: panel('93') }));
  const correction = await take(anOru({ header: { 10: 'N-2' }, order, results: panel('39') }));
  for (const [index, family] of ['Birch', 'Castellano', 'Dahl', 'Eze'].entries())
    await take(
      anOru({
        header: { 10: `N-${index + 3}` },
        patient: { 3: `70020${index}^^^RIVERSIDE^MR`, 5: `${family}^Ada`, 7: '19500101' },
        order: { 3: `F-${index + 3}^CORELIS` },
      }),
    );
  const tube = toMessage(
    ...[msh({ 10: 'N-8' }), pid({ 3: '' }), segment('ORC', { 1: 'RE' }), obr({ 3: 'F-8' }), obx()],
    segment('SPM', { 1: '1', 2: '^TUBE-8', 4: 'SER' }),
  );
  await take(tube);
  const placeholder = await take(
    anOru({ header: { 10: 'N-9' }, patient: { 3: 'UNKNOWN' }, order: { 3: 'F-9' } }),
  );
  await take(toMessage(msh({ 9: 'SIU^S12', 10: 'N-10' })));
  const mismatch = await take(
    anOru({
      header: { 10: 'N-11' },
      patient: { 3: '700209^^^RIVERSIDE^MR', 5: 'Fry^Ilse', 7: '19710102' },
      order: { 3: 'F-3^CORELIS' },
    }),
  );
  await system.messages.take(correction, {
    ...{ person: 'tariq', name: 'Invented Tariq', note: 'asks the ward which value is right' },
    takenAt: minutesAgo(12),
  });
  const versions = system.reports.all();
  for (const [index, { report, version }] of versions.slice(0, 5).entries()) {
    const about = { reportKey: report.key, version, changedAt: minutesAgo(45 - index) };
    if (index < 3) await system.deliveries.put({ ...about, destination: 'ehr', state: 'delivered' });
    else
      await system.deliveries.put({
        ...{ ...about, destination: 'gp-portal', state: 'parked' },
        failure: { code: '422', answer: '{"issue":"this patient is not known"}' },
      });
  }
  for (const [index, reason] of [
    'ward asks about the glucose',
    'label checked against the request',
  ].entries())
    await system.audit.record({
      ...{
        readAt: minutesAgo(30 - index * 7),
        requestId: `r${index}`,
        actor: index === 0 ? 'ines' : 'tariq',
      },
      ...{ channel: 'console', action: index === 0 ? 'read' : 'release', resourceType: 'Message' },
      ...{ subject: index === 0 ? delivered : placeholder, reason, parameters: [], count: 1 },
    });
  // measured between the last good control and the rejected one
  for (const [index, family] of ['Fontaine', 'Gruber', 'Haddad'].entries())
    await take(
      anOru({
        header: { 3: 'CHEM1', 10: `N-${index + 20}`, 7: hl7Time(62 - index * 4) },
        patient: { 3: `70030${index}^^^RIVERSIDE^MR`, 5: `${family}^Ilya`, 7: '19630401' },
        order: { 3: `F-${index + 20}^CORELIS` },
        results: [{ 3: 'GLU^Glucose^L', 5: `${98 + index}`, 18: 'CHEM1-A', 19: hl7Time(62 - index * 4) }],
      }),
    );
  // and a control of an analyzer that the site does not know
  const strange = { ...aNightPoint('CREA', '0.92'), analyzer: 'CHEM2-B' };
  const ofKit = kitPoints();
  await system.qc.put([...nightPoints(), ...ofKit, strange], [strange]);
  await judgeNight(system, quality);
  const counts = new Map<string, number>([
    ['MessagesAccepted', 9],
    ['ObservationsStored', 7],
    ['ObservationsHeld', 5],
    ['MessagesReceived', 9],
    ['UpdatesDelivered', 3],
  ]);
  const monitor = {
    ...system.monitor,
    alarms: async () => [
      {
        ...{ name: 'LabwireMonitoring-CorrectionHeld', page: 'docs/runbook/correction-held.md' },
        ...{ summary: 'A correction is held: charts may still show the older value', isRaised: true },
      },
    ],
    counts: async (questions: readonly { readonly name: string }[]) =>
      questions.map(({ name }) => counts.get(name) ?? 0),
  };
  return {
    ...operated,
    system: { ...withControls(system, { quality }), monitor },
    rejected: nightPoints().find(({ observation }) => observation.values[0]?.text === '106.7')?.id ?? '',
    /** A result of the kit that is not the expected one. */
    wrong: ofKit.at(-1)?.id ?? '',
    delivered,
    correction,
    mismatch,
    placeholder,
  };
}

/** Serves the console to a browser on this machine, for one person at a time. */
export async function serveConsole(system: ConsoleSystem) {
  const failures: unknown[] = [];
  const door = aDoor();
  let role: Role = 'supervisor';
  let nonces = 0;
  let address = '';
  const app = createConsole({
    pages,
    system,
    assets: assets.map(({ name, type, path }) => ({
      name,
      type,
      text: readFileSync(new URL(path, root), 'utf8'),
    })),
    door,
    addressOf: () => `${address}/console`,
    onFailure: (failure) => failures.push(failure),
    onSignIn: () => undefined,
    newNonce: () => `nonce-${++nonces}`,
    formTargets: [],
  });
  const server = createServer(async (asked, answered) => {
    const body = Buffer.concat(await Array.fromAsync(asked));
    const headers = new Headers(
      Object.entries(asked.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    );
    headers.set('cookie', (await door.sessions.cookie(aSession(role))).split(';')[0] ?? '');
    const answer = await app.request(`${address}${asked.url}`, {
      method: asked.method ?? 'GET',
      headers,
      ...(body.length > 0 ? { body } : {}),
    });
    answered.writeHead(answer.status, Object.fromEntries(answer.headers));
    answered.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${address}/console`,
    failures,
    /** The next requests come from somebody with this role. */
    as: (next: Role) => {
      role = next;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
