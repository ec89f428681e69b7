import { expect, test } from '@jest/globals';
import { testSystemPage } from '../../../lib/console/pages/test-system.ts';
import type { Role } from '../../../lib/model/role.ts';
import { qualityFileSchema } from '../../../lib/site/quality/schema.ts';
import { aConsole, aConsoleSystem, aSession } from '../../support/console.ts';
import { aControl } from '../../support/quality/controls.ts';
import { aSite } from '../../support/site.ts';

const PATH = '/controls/kit-crp';

const quality = qualityFileSchema.parse({
  materials: [
    {
      ...{ id: 'kit', name: 'Kit control' },
      lots: [
        {
          lot: 'K1',
          levels: ['1', '2'].map((level) => ({
            level,
            names: [{ source: 'bench', material: `KIT-L${level}`, product: 'KIT', lot: 'K1' }],
          })),
        },
      ],
    },
  ],
  systems: [
    {
      ...{ id: 'kit-crp', source: 'bench', analyte: 'CRP', levels: ['1', '2'] },
      lots: [{ material: 'kit', lot: 'K1', active: '2026-03-01T00:00:00Z', by: 'Ines' }],
      targets: ['1', '2'].map((level) => ({
        ...{ material: 'kit', lot: 'K1', level, basis: 'established', by: 'Ines', unit: 'mg/L' },
        ...{ mean: level === '1' ? '10.0' : '40.0', sd: '1.0', from: '2026-03-01T00:00:00Z' },
      })),
    },
    { ...{ id: 'glucose', source: 'analyzer', analyzer: 'c303', analyte: 'GLU', levels: ['1'] } },
  ],
});

function aBench() {
  const site = aSite();
  const bench = {
    ...site.sources[0],
    id: 'bench',
    sender: { application: 'BENCH' },
    entry: 'console' as const,
  };
  const { cloud, system } = aConsoleSystem(
    { ...site, sources: [bench as (typeof site.sources)[number], ...site.sources] },
    { quality, since: Date.UTC(2026, 2, 3, 6) },
  );
  const as = (role: Role = 'technician') => aConsole([testSystemPage], { system, session: aSession(role) });
  const entry = async () =>
    /name="entry" value="([^"]+)"/.exec(await (await as().get(PATH)).text())?.[1] ?? '';
  const enter = async (fields: Readonly<Record<string, string>> = {}, role: Role = 'technician') => {
    const form = { action: 'enter', reason: 'no interface', lot: 'kit/K1', entry: await entry(), ...fields };
    return as(role).post(PATH, form);
  };
  const settle = async () => {
    for (const one of cloud.inbound.entries) await cloud.normalize(one.messageId, one);
  };
  return { cloud, system, as, entry, enter, settle };
}

test('a control that a person enters is stored and judged like any other, and is marked with the person', async () => {
  const { enter, settle, cloud, as } = aBench();
  expect((await enter({ 'value-0': '10.5', 'value-1': '44.1', measured: '2026-03-03T00:30' })).status).toBe(
    303,
  );
  await settle();
  expect(
    cloud.qc.all().map(({ source, analyzer, material }) => [source, analyzer, material.id?.value]),
  ).toEqual([
    ['bench', 'bench', 'KIT-L1'],
    ['bench', 'bench', 'KIT-L2'],
  ]);
  expect(cloud.qc.all()[0]?.observation).toMatchObject({
    values: [{ kind: 'quantity', number: '10.5' }],
    performer: { id: { value: 'technician-1' }, family: 'Invented technician' },
    analyzed: { iso: '2026-03-03T05:30:00+00:00' },
  });
  const text = await (await as('viewer').get(PATH)).text();
  expect(text).toContain('rejected');
  expect(text).toContain('entered by Invented technician');
  expect(text).toContain('class="by-hand"');
  expect(text).not.toContain('name="entry"');
  expect(cloud.reports.all()).toEqual([]);
});

test.each([
  ['a comma', { 'value-0': '7,4' }, 'with a point'],
  ['a text', { 'value-0': 'high' }, 'with a point'],
  ['no value', {}, 'at least one level'],
  ['another lot', { 'value-0': '1', lot: 'kit/K2' }, 'a lot that is in use'],
  ['a time to come', { 'value-0': '1', measured: '2026-03-09T10:00' }, 'the last 31 days'],
  ['a time that is none', { 'value-0': '1', measured: 'noon' }, 'the last 31 days'],
])('%s is refused, with what to do', async (_, fields, why) => {
  const { enter, cloud } = aBench();
  const answer = await enter(fields);
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(why)]);
  expect(cloud.inbound.entries).toEqual([]);
});

test('the same form enters once, other roles enter nothing, and nobody else sends for this source', async () => {
  const { enter, entry, cloud, system, as } = aBench();
  const same = { 'value-0': '10.5', entry: await entry() };
  expect((await enter(same)).status).toBe(303);
  expect(cloud.inbound.entries).toHaveLength(1);
  for (const role of ['viewer', 'integrator', 'auditor'] as const)
    expect((await enter({ 'value-0': '10.5' }, role)).status).toBe(403);
  const message = Buffer.from(aControl()).toString().replace('ANALYZER', 'BENCH');
  await cloud.accept(Buffer.from(message));
  expect(cloud.inbound.entries).toHaveLength(1);
  // an instrument sends the controls of this one
  const { status } = await as().post('/controls/glucose', { action: 'enter', reason: 'x', 'value-0': '1' });
  expect(status).toBe(404);
  expect(system.audit.entries.map(({ parameters }) => parameters)).toEqual([['enter']]);
});
