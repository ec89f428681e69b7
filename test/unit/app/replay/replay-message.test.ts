import { describe, expect, test } from '@jest/globals';
import { replayPlanner } from '../../../../lib/app/replay/replay-message.ts';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import type { RunScript } from '../../../../lib/normalize/transform/script-runner.ts';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { diffReports } from '../../../../lib/reports/changes/diff-reports.ts';
import { readTermCsv } from '../../../../lib/terminology/term-csv.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { asVersion } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const aLis = { id: 'core-lis', kind: 'lis', numbersOf: 'lab' };

const siteOf = (source: Readonly<Record<string, unknown>> = {}) =>
  aSite({ sources: [{ ...aLis, ...source }] });

const OTHER = '999^^^RIVERSIDE^MR';

const anOrder = (patient = '700101^^^RIVERSIDE^MR') =>
  toMessage(
    msh({ 9: 'ORM^O01', 10: `O-${patient}` }),
    pid({ 3: patient }),
    segment('ORC', { 1: 'NW', 3: 'F-1' }),
    obr({ 3: 'F-1' }),
  );

const aResult = (fields: Parameters<typeof anOru>[0] = {}) =>
  anOru({ ...fields, order: { 3: 'F-1', ...fields.order } });

const listOf = async (cloud: ReturnType<typeof aMemoryCloud>, reason: HoldReason) =>
  (await Array.fromAsync(cloud.messages.held(reason))).map(({ messageId }) => messageId);

async function planned(cloud: ReturnType<typeof aMemoryCloud>, id: string, site = siteOf()) {
  const plan = await cloud.planReplay(id, site);
  if (plan.kind === 'refused') throw new Error(plan.reason);
  return plan;
}

async function ran(cloud: ReturnType<typeof aMemoryCloud>, bytes: Uint8Array) {
  const record = await cloud.run(bytes);
  if (record === undefined) throw new Error('not taken');
  return record;
}

describe('a result that came before its order', () => {
  const noPatient = aResult({ patient: { 3: '' } });

  test('is held, and reported by itself when the order comes', async () => {
    const cloud = aMemoryCloud(siteOf());
    const held = await ran(cloud, noPatient);
    expect(await listOf(cloud, 'no-patient')).toEqual([held.id]);
    await cloud.run(anOrder());
    const { record } = (await cloud.messages.get(held.id)) ?? {};
    expect(record).toMatchObject({ state: 'processed', ledger: { stored: 1, held: {} } });
    expect(record?.replays).toMatchObject([
      { by: 'labwire', why: 'what it waited for has come', released: [] },
    ]);
    expect(await listOf(cloud, 'no-patient')).toEqual([]);
    const [left, report] = cloud.reports.all();
    expect(report?.report).toMatchObject({ patient: { identifiers: [{ value: '700101' }] }, holds: [] });
    expect(report?.report.parts[0]?.patientFrom?.kind).toBe('order');
    // what it was before is kept, and waits for nobody any more
    expect(left?.report).toMatchObject({ isWithdrawn: true, holds: [] });
    expect(cloud.updates.updates).toMatchObject([
      { update: { reason: 'replayed', reportKey: report?.report.key } },
    ]);
  });

  test('can be looked at first, without any change', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, noPatient);
    await cloud.run(anOrder(), { alone: true });
    const before = JSON.stringify(cloud.reports.all());
    const plan = await planned(cloud, id);
    expect(plan).toMatchObject({ ledger: { stored: 1 }, updates: 1 });
    const { changes } = plan;
    expect(changes).toHaveLength(2);
    const [fresh] = changes.filter((change) => change.before === undefined);
    expect(fresh && diffReports(undefined, fresh.after.report)).toContainEqual({
      field: 'patient.identifiers[0].value',
      before: undefined,
      after: '700101',
    });
    expect(JSON.stringify(cloud.reports.all())).toBe(before);
    expect(cloud.updates.updates).toEqual([]);
    expect(await listOf(cloud, 'no-patient')).toEqual([id]);
    expect((await cloud.messages.get(id))?.record.replays).toBeUndefined();
  });

  test('stays held where nothing has changed', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, noPatient);
    expect(await cloud.replay({ messageId: id })).toMatchObject({
      ledger: { held: { 'no-patient': 1 } },
      updates: 0,
    });
    expect(cloud.reports.all()).toMatchObject([{ version: 1 }]);
  });
});

describe('a message that is replayed', () => {
  test('and says the same changes nothing', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult());
    expect((await planned(cloud, id)).changes).toEqual([]);
    expect(await planned(cloud, id)).toMatchObject({ updates: 0 });
    expect(await cloud.replay({ messageId: id })).toMatchObject({ kind: 'replayed', updates: 0 });
    expect(cloud.reports.all()).toMatchObject([{ version: 1 }]);
    expect(cloud.updates.updates).toHaveLength(1);
  });

  test('under a newer map is a new version, with the field that changed', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult());
    const site = siteOf();
    const { terms } = readTermCsv('code,loinc\nGLU,2345-7\n');
    const mapped = { ...site, sources: site.sources.map((source) => ({ ...source, terms })) };
    const { changes } = await planned(cloud, id, mapped);
    const [change] = changes;
    expect(change && diffReports(change.before?.report, change.after.report)).toContainEqual({
      field: 'GLU|L||: code.codings[1].code',
      before: undefined,
      after: '2345-7',
    });
    await cloud.replay({ messageId: id }, mapped);
    const [version] = cloud.reports.all();
    expect(version).toMatchObject({ version: 2, isReplay: true, changes: ['report', 'GLU|L||'] });
    expect(version?.report.parts.map(({ revision }) => revision)).toEqual([undefined, 1]);
    expect(version?.report.observations).toHaveLength(1);
    expect((await cloud.messages.get(id))?.record).toMatchObject({
      siteVersion: 'v2',
      replays: [
        { replayedAt: expect.any(String), by: 'tester', state: 'processed', siteVersion: 'v1', released: [] },
      ],
    });
  });

  test('and turns out to be a control is withdrawn from the chart, and is a QC point', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult({ order: { 3: 'QC-7' } }));
    expect(cloud.updates.updates).toHaveLength(1);
    const mended = siteOf({ controls: { specimenId: '^QC' } });
    expect(await cloud.replay({ messageId: id }, mended)).toMatchObject({
      ledger: { stored: 0, setAside: { 'control-material': 1 } },
      updates: 1,
    });
    const [version] = cloud.reports.all();
    expect(version?.report).toMatchObject({ isWithdrawn: true, observations: [{ status: 'W' }] });
    expect(cloud.qc.all()).toHaveLength(1);
    const bundle = version && renderBundle(version, mended.laboratory);
    const statusOf = (type: string) =>
      bundle?.entry?.map(({ resource }) => resource).find((resource) => resource?.resourceType === type);
    expect(statusOf('DiagnosticReport')).toMatchObject({ status: 'entered-in-error' });
    expect(statusOf('Observation')).toMatchObject({ status: 'entered-in-error' });
    // and back again, when that was the mistake
    await cloud.replay({ messageId: id });
    expect(cloud.reports.all()[0]?.report).toMatchObject({ observations: [{ status: 'F' }] });
    expect(cloud.reports.all()[0]?.report.isWithdrawn).toBeUndefined();
  });

  test('takes nothing of the other messages of its report with it', async () => {
    const cloud = aMemoryCloud(siteOf());
    await cloud.run(aResult({ header: { 7: '20260302080000-0500', 10: '1' }, results: [{ 5: '93' }] }));
    const wrong = aResult({
      header: { 7: '20260302090000-0500', 10: '2' },
      patient: { 3: '700101^^^RIVERSIDE^MR~QC1' },
      results: [{ 5: '55' }],
    });
    const { id } = await ran(cloud, wrong);
    expect(cloud.reports.all()[0]?.report.observations).toMatchObject([{ values: [{ text: '55' }] }]);
    await cloud.replay({ messageId: id }, siteOf({ controls: { patientId: '^QC' } }));
    const [version] = cloud.reports.all();
    expect(version?.report.observations).toMatchObject([
      {
        status: 'F',
        values: [{ text: '93' }],
        isUnmarkedCorrection: false,
        history: [{ values: [{ text: '55' }] }],
      },
    ]);
  });

  test('never takes away what stands because it cannot be read any more', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult());
    const nobody = aSite({ sources: [{ id: 'other', kind: 'lis', sender: { application: 'X' } }] });
    expect(await cloud.replay({ messageId: id }, nobody)).toMatchObject({
      kind: 'refused',
      issues: [{ reason: 'unknown-source' }],
    });
    expect(cloud.reports.all()).toMatchObject([{ version: 1 }]);
  });

  test('that waits, was refused, or is not there, is told so', async () => {
    const cloud = aMemoryCloud(siteOf());
    const waiting = await cloud.accept(aResult());
    const rejected = await cloud.accept(Buffer.from('PID|1\r'));
    for (const [id, text] of [
      [waiting, 'waits in the queue'],
      [rejected, 'was rejected'],
      ['nothing', 'no message'],
    ] as const)
      expect(await cloud.replay({ messageId: id })).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining(text),
      });
  });

  test('that failed half way is whole after the next try', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult({ patient: { 3: '' } }));
    await cloud.run(anOrder(), { alone: true });
    const send = cloud.updates.send;
    cloud.updates.send = () => Promise.reject(new Error('down'));
    await expect(cloud.replay({ messageId: id })).rejects.toThrow('down');
    cloud.updates.send = send;
    expect(await cloud.replay({ messageId: id })).toMatchObject({ updates: 1, ledger: { stored: 1 } });
    expect(cloud.updates.updates).toHaveLength(1);
    expect(cloud.reports.all().map(({ version }) => version)).toEqual([2, 1]);
    // and whoever replays it once more sends nothing
    expect(await cloud.replay({ messageId: id })).toMatchObject({ updates: 0 });
    expect(cloud.updates.updates).toHaveLength(1);
  });
});

describe('replays that are planned one after the other', () => {
  test('see what those before them would do, and nothing of one that is refused', async () => {
    const cloud = aMemoryCloud(siteOf());
    const result = await ran(cloud, aResult({ patient: { 3: '' } }));
    const order = await cloud.accept(anOrder());
    const plan = replayPlanner(cloud.dependencies);
    const of = (messageId: string) => plan({ messageId, by: 'tester' });
    // the order has not been read: it cannot be replayed, and says nothing yet
    expect(await of(order)).toMatchObject({ kind: 'refused' });
    expect(await of(result.id)).toMatchObject({ ledger: { held: { 'no-patient': 1 } } });
    await cloud.normalize(order);
    expect(await of(result.id)).toMatchObject({ ledger: { stored: 1 }, updates: 1 });
    expect(await of(result.id)).toMatchObject({ changes: [], updates: 0 });
    expect(cloud.updates.updates).toEqual([]);
  });
});

describe('a person lets results go', () => {
  const release = (cloud: ReturnType<typeof aMemoryCloud>, messageId: string, reason: HoldReason) =>
    cloud.replay({ messageId, release: [reason], why: 'looked at the tube' });

  test('that have no role', async () => {
    const cloud = aMemoryCloud(siteOf({ controls: { requireRole: true } }));
    const { id, ledger } = await ran(cloud, aResult());
    expect(ledger?.held).toEqual({ 'unknown-role': 1 });
    expect(await release(cloud, id, 'unknown-role')).toMatchObject({ ledger: { stored: 1 }, updates: 1 });
    const { record } = (await cloud.messages.get(id)) ?? {};
    expect(record).toMatchObject({
      released: ['unknown-role'],
      replays: [{ by: 'tester', why: 'looked at the tube', released: ['unknown-role'] }],
    });
    // the word stands when the message is read once more
    expect(await cloud.replay({ messageId: id })).toMatchObject({ ledger: { stored: 1 } });
  });

  test('of an order that nobody has told of', async () => {
    const cloud = aMemoryCloud(siteOf({ unmatchedOrders: 'hold' }));
    const { id, ledger } = await ran(cloud, aResult());
    expect(ledger?.held).toEqual({ 'unmatched-order': 1 });
    expect(await release(cloud, id, 'unmatched-order')).toMatchObject({ ledger: { stored: 1 } });
    await cloud.run(anOrder());
    expect((await ran(cloud, aResult({ header: { 10: '2' } }))).ledger).toMatchObject({ stored: 1 });
  });

  test('that contradict their order', async () => {
    const cloud = aMemoryCloud(siteOf());
    await cloud.run(anOrder(OTHER));
    const { id } = await ran(cloud, aResult());
    expect(await listOf(cloud, 'patient-mismatch')).toEqual([id]);
    expect(await release(cloud, id, 'patient-mismatch')).toMatchObject({ ledger: { stored: 1 } });
  });

  test('that contradict their report: they become a report of their own', async () => {
    const cloud = aMemoryCloud(siteOf());
    await cloud.run(aResult());
    const { id } = await ran(cloud, aResult({ patient: { 3: OTHER }, results: [{ 5: '5' }] }));
    expect(await release(cloud, id, 'patient-mismatch')).toMatchObject({ ledger: { stored: 1 } });
    const patients = cloud.reports.all().map(({ report }) => report.patient?.identifiers[0]?.value);
    expect(patients).toEqual(['700101', '999']);
    expect(await cloud.replay({ messageId: id })).toMatchObject({ ledger: { stored: 1 } });
    expect(cloud.reports.all().map(({ version }) => version)).toEqual([1, 1]);
  });

  test('that change a final result without saying so', async () => {
    const cloud = aMemoryCloud(siteOf({ unmarkedCorrections: 'hold' }));
    await cloud.run(aResult({ header: { 7: '20260302080000-0500' }, results: [{ 5: '93' }] }));
    const second = aResult({ header: { 7: '20260302090000-0500', 10: '2' }, results: [{ 5: '39' }] });
    const { id, ledger } = await ran(cloud, second);
    expect(ledger?.held).toEqual({ 'unmarked-correction': 1 });
    expect(cloud.updates.updates).toHaveLength(1);
    expect(await release(cloud, id, 'unmarked-correction')).toMatchObject({
      ledger: { stored: 1 },
      updates: 1,
    });
    expect(cloud.reports.all()[0]?.report.observations).toMatchObject([
      { values: [{ text: '39' }], isUnmarkedCorrection: true },
    ]);
  });

  test.each<[HoldReason, string]>([
    ['no-patient', 'the hold no-patient cannot be released'],
    ['unit-mismatch', 'the message is not held for unit-mismatch'],
  ])('but not for %s', async (reason, text) => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult({ patient: { 3: '' } }));
    expect(await release(cloud, id, reason)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining(text),
    });
    expect(cloud.updates.updates).toEqual([]);
  });
});

test('two results of one message, of which one is a control: each replay keeps them apart', async () => {
  const cloud = aMemoryCloud(siteOf());
  const bytes = toMessage(
    msh({ 9: 'OUL^R22' }),
    pid(),
    segment('SPM', { 2: 'S-1', 11: 'P' }),
    obr({ 3: 'F-1' }),
    obx(),
    segment('SPM', { 2: 'L-1', 11: 'Q' }),
    obr({ 3: 'F-2' }),
    obx(),
  );
  const { id } = await ran(cloud, bytes);
  expect(await cloud.replay({ messageId: id })).toMatchObject({
    ledger: { received: 2, stored: 1, setAside: { 'control-material': 1 } },
  });
  expect(cloud.reports.all()).toMatchObject([{ version: 1 }]);
});

/** A cloud whose script can be changed between two readings. */
function aScriptedCloud() {
  const script = { mend: (text: string) => text };
  const runScript: RunScript = async ({ text }) => ({
    kind: 'done',
    text: script.mend(text),
    isChanged: true,
    added: 0,
    removed: 0,
  });
  const site = siteOf({ script: 'scripts/a.ts' });
  return { script, cloud: aMemoryCloud(site, { runScript }) };
}

describe('a script that was wrong, and is mended', () => {
  test('a result that it named wrongly is taken back under that name', async () => {
    const { script, cloud } = aScriptedCloud();
    const { id } = await ran(
      cloud,
      aResult({
        results: [
          { 3: 'K', 5: '6.9' },
          { 3: 'GLU', 5: '93' },
        ],
      }),
    );
    script.mend = (text) => text.replace('|K|', '|NA|');
    await cloud.replay({ messageId: id });
    const statuses = cloud.reports
      .all()[0]
      ?.report.observations.map(({ code, status }) => `${code.codings[0]?.code} ${status}`)
      .sort();
    expect(statuses).toEqual(['GLU F', 'K W', 'NA F']);
    // and is a result again when that was the mistake
    script.mend = (text) => text;
    await cloud.replay({ messageId: id });
    expect(
      cloud.reports
        .all()[0]
        ?.report.observations.map(({ code, status }) => `${code.codings[0]?.code} ${status}`)
        .sort(),
    ).toEqual(['GLU F', 'K F', 'NA W']);
  });

  test('a reading that ended half way is taken back by the next', async () => {
    const { script, cloud } = aScriptedCloud();
    const { id } = await ran(cloud, aResult());
    const finish = cloud.messages.finish;
    script.mend = (text) => text.replace('|F-1|', '|F-2|');
    cloud.messages.finish = () => Promise.reject(new Error('killed'));
    await expect(cloud.replay({ messageId: id })).rejects.toThrow('killed');
    cloud.messages.finish = finish;
    script.mend = (text) => text.replace('|F-1|', '|F-3|');
    await cloud.replay({ messageId: id });
    const standing = cloud.reports.all().filter(({ report }) => report.isWithdrawn !== true);
    expect(standing.map(({ report }) => report.fillerOrder?.value)).toEqual(['F-3']);
    expect((await cloud.messages.get(id))?.record.replays).toHaveLength(2);
  });
});

test('a script that breaks takes back nothing that a reading before it filed, also one that ended half way', async () => {
  const script = { breaks: true };
  const runScript: RunScript = async ({ text }) =>
    script.breaks ? { kind: 'threw' } : { kind: 'done', isChanged: false, added: 0, removed: 0, text };
  const cloud = aMemoryCloud(siteOf({ script: 'scripts/a.ts' }), { runScript });
  const { id, ledger } = await ran(cloud, aResult());
  expect(ledger?.held).toEqual({ 'script-failed': 1 });
  const { finish } = cloud.messages;
  script.breaks = false;
  cloud.messages.finish = () => Promise.reject(new Error('killed'));
  await expect(cloud.replay({ messageId: id })).rejects.toThrow('killed');
  cloud.messages.finish = finish;
  script.breaks = true;
  expect(await cloud.replay({ messageId: id })).toMatchObject({ kind: 'refused' });
  expect(cloud.reports.all()[0]?.report.observations).toMatchObject([{ status: 'F' }]);
});

describe('taking a result back', () => {
  const mended = siteOf({ controls: { specimenId: '^QC' } });

  test('is said to the EHR also where the first try could not', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult({ order: { 3: 'QC-7' } }));
    const send = cloud.updates.send;
    cloud.updates.send = () => Promise.reject(new Error('down'));
    await expect(cloud.replay({ messageId: id }, mended)).rejects.toThrow('down');
    cloud.updates.send = send;
    await cloud.replay({ messageId: id }, mended);
    const last = cloud.updates.updates.at(-1)?.update;
    expect(last?.content?.report).toMatchObject({ isWithdrawn: true, observations: [{ status: 'W' }] });
  });

  test('is said to nobody who never heard of it', async () => {
    const rules = { unmapped: 'hold' };
    const cloud = aMemoryCloud(siteOf(rules));
    const { id, ledger } = await ran(cloud, aResult({ order: { 3: 'QC-7' } }));
    expect(ledger?.held).toEqual({ 'unmapped-code': 1 });
    await cloud.replay({ messageId: id }, siteOf({ ...rules, controls: { specimenId: '^QC' } }));
    expect(cloud.reports.all()[0]?.report).toMatchObject({ isWithdrawn: true, holds: [] });
    expect(cloud.updates.updates).toEqual([]);
  });

  test('leaves nothing of it in a report that has other results', async () => {
    const cloud = aMemoryCloud(siteOf());
    await cloud.run(aResult({ header: { 7: '20260302080000-0500', 10: '1' } }));
    const withNote = toMessage(
      msh({ 7: '20260302090000-0500', 10: '2' }),
      pid({ 3: '700101^^^RIVERSIDE^MR~QC1' }),
      obr({ 3: 'F-1' }),
      segment('NTE', { 3: 'CRITICAL' }),
      obx({ 2: 'ED', 3: 'PDF', 5: '^application^pdf^Base64^QUJD' }),
    );
    const { id } = await ran(cloud, withNote);
    await cloud.replay({ messageId: id }, siteOf({ controls: { patientId: '^QC' } }));
    const report = cloud.reports.all()[0]?.report;
    expect(report?.notes).toEqual([]);
    const rendered = JSON.stringify(report && renderBundle(asVersion(report), mended.laboratory));
    expect(rendered).not.toContain('CRITICAL');
    expect(rendered).not.toContain('QUJD');
  });

  test('is not possible while its report waits, because nobody would hear of it', async () => {
    const cloud = aMemoryCloud(siteOf({ unmarkedCorrections: 'hold' }));
    const first = aResult({
      header: { 10: '1' },
      patient: { 3: '700101^^^RIVERSIDE^MR~QC1' },
      results: [{ 3: 'K', 5: '9.9' }],
    });
    const { id } = await ran(cloud, first);
    await cloud.run(aResult({ header: { 7: '20260302083000-0500', 10: '2' }, results: [{ 5: '93' }] }));
    await cloud.run(aResult({ header: { 7: '20260302090000-0500', 10: '3' }, results: [{ 5: '39' }] }));
    const under = siteOf({ unmarkedCorrections: 'hold', controls: { patientId: '^QC' } });
    expect(await cloud.replay({ messageId: id }, under)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('is held for unmarked-correction'),
    });
    expect(cloud.reports.all()[0]?.report.observations.map(({ status }) => status)).toEqual(['F', 'F']);
  });

  test('does not happen because something else makes the result wait now', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(
      cloud,
      aResult({ patient: { 3: '700101^^^RIVERSIDE^MR~E9^^^RIVERSIDE^PI', 5: 'Lind^Ada', 7: '19700101' } }),
    );
    // its second number is known for somebody else
    const person = pid({ 3: 'E9^^^RIVERSIDE^PI', 5: 'Berg^Bo', 7: '19550505' });
    await cloud.run(toMessage(msh({ 9: 'ADT^A04', 10: 'A-1' }), person));
    expect(await cloud.replay({ messageId: id })).toMatchObject({
      ledger: { held: { 'patient-mismatch': 1 } },
    });
    expect(cloud.reports.all()).toMatchObject([{ version: 1, report: { observations: [{ status: 'F' }] } }]);
  });

  test('happens by itself when an order gives the number to somebody else, and a release files it', async () => {
    const cloud = aMemoryCloud(siteOf());
    const { id } = await ran(cloud, aResult());
    await cloud.run(anOrder(OTHER));
    expect(cloud.reports.all()).toMatchObject([{ report: { isWithdrawn: true, holds: [] } }]);
    expect(await listOf(cloud, 'patient-mismatch')).toEqual([id]);
    await cloud.replay({ messageId: id, release: ['patient-mismatch'] });
    expect(cloud.reports.all()).toMatchObject([{ report: { observations: [{ status: 'F' }] } }]);
    expect(await listOf(cloud, 'patient-mismatch')).toEqual([]);
  });
});

test("a person's word is about the patient who was named", async () => {
  const { script, cloud } = aScriptedCloud();
  await cloud.run(anOrder(OTHER));
  const { id } = await ran(cloud, aResult());
  await cloud.replay({ messageId: id, release: ['patient-mismatch'] });
  expect(await cloud.replay({ messageId: id })).toMatchObject({ ledger: { stored: 1 } });
  script.mend = (text) => text.replace('700101', '555');
  expect(await cloud.replay({ messageId: id })).toMatchObject({
    ledger: { held: { 'patient-mismatch': 1 } },
  });
});

test('a cancellation of a document that names another patient is seen, though it holds no result', async () => {
  const cloud = aMemoryCloud(siteOf());
  const document = (event: string, patient: string) =>
    toMessage(
      msh({ 9: `MDM^${event}`, 10: event }),
      pid({ 3: patient }),
      segment('TXA', { 1: '1', 2: 'PN', 12: 'D-1', 17: 'LA' }),
      ...(event === 'T02' ? [obx({ 2: 'TX', 5: 'text' })] : []),
    );
  await cloud.run(document('T02', '700101^^^RIVERSIDE^MR'));
  const { id } = await ran(cloud, document('T11', OTHER));
  expect(await listOf(cloud, 'patient-mismatch')).toEqual([id]);
});
