import { describe, expect, test } from '@jest/globals';
import { aBenchWithoutInterface, KIT } from '../../support/console-entry.ts';
import { aControl } from '../../support/quality/controls.ts';

test('a control that a person enters is stored and judged like any other, and is marked with the person', async () => {
  const { enter, settle, cloud, as } = aBenchWithoutInterface();
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
  const text = await (await as('viewer').get(KIT)).text();
  expect(text).toContain('rejected');
  expect(text).toContain('entered by Invented technician');
  expect(text).toContain('class="by-hand"');
  expect(text).not.toContain('name="entry"');
  expect(cloud.reports.all()).toEqual([]);
});

test.each([
  ['a comma', { 'value-0': '7,4' }, 'value-0', 'digits and one point'],
  ['a text', { 'value-1': 'high' }, 'value-1', 'digits and one point'],
  ['a comparator', { 'value-0': '<0.5' }, 'value-0', 'digits and one point'],
  ['no value', {}, 'value-0', 'at least one level'],
  ['another lot', { 'value-0': '1', lot: 'kit/K2' }, 'lot', 'a lot that is in use'],
  ['a time to come', { 'value-0': '10', measured: '2026-03-09T10:00' }, 'measured', 'the last 31 days'],
  ['a time that is none', { 'value-0': '10', measured: 'noon' }, 'measured', 'the last 31 days'],
])('%s is refused at its field, and what was typed stays in the form', async (_, fields, field, why) => {
  const { enter, cloud, system } = aBenchWithoutInterface();
  const answer = await enter(fields);
  expect(answer.status).toBe(400);
  const text = await answer.text();
  expect(text).toContain('Nothing was entered.');
  expect(text).toContain(`<a href="#${field}">`);
  expect(text).toMatch(
    new RegExp(`id="${field}"[^>]* aria-invalid="true" aria-describedby="${field}-error"`),
  );
  expect(text).toMatch(new RegExp(`<span id="${field}-error" class="error">[^<]*${why}`));
  for (const [name, value] of Object.entries(fields))
    if (name !== 'lot')
      expect(text).toMatch(new RegExp(`name="${name}"[^>]* value="${value.replace('<', '&lt;')}"`));
  expect(text).toMatch(/name="reason" value="no interface"/);
  expect(cloud.inbound.entries).toEqual([]);
  expect(system.audit.entries).toEqual([]);
});

test('several mistakes are told at once, and what is typed is never markup', async () => {
  const { enter } = aBenchWithoutInterface();
  const text = await (
    await enter({ 'value-0': '"><b>7', 'value-1': 'x', measured: '<i>', reason: '"><u>' })
  ).text();
  expect(text.match(/class="error"/g)).toHaveLength(3);
  expect(text).not.toMatch(/<b>|<i>|<u>/);
});

describe('an improbable result', () => {
  test('is asked about and not entered, and what may be meant is said', async () => {
    const { enter, cloud, system } = aBenchWithoutInterface();
    const answer = await enter({ 'value-0': '10.5', 'value-1': '4010' });
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('Nothing was entered yet.');
    expect(text).toContain('Level 2: 4010 is 3970 SD from the target</strong> (mean 40.0, SD 1.0).');
    expect(text).toContain('Did you mean 40.10?');
    expect(text).toContain('<input type="checkbox" name="sure-1" value="4010">');
    expect(text).not.toContain('name="sure-0"');
    expect(text).toMatch(/id="value-1"[^>]* value="4010" aria-describedby="value-1-question"/);
    expect(cloud.inbound.entries).toEqual([]);
    expect(system.audit.entries).toEqual([]);
  });

  test('is entered when it is confirmed, and judged; the audit log says that it was confirmed', async () => {
    const { enter, settle, cloud, system, as } = aBenchWithoutInterface();
    const fields = { 'value-0': '10.5', 'value-1': '4010', 'sure-1': '4010' };
    expect((await enter(fields)).status).toBe(303);
    await settle();
    expect(cloud.qc.all().map(({ observation }) => observation.values[0]?.text)).toEqual(['10.5', '4010']);
    expect(system.audit.entries.map(({ parameters }) => parameters)).toEqual([['enter', 'confirmed']]);
    expect(await (await as('viewer').get(KIT)).text()).toContain('rejected');
  });

  test('that was confirmed as another number, or at another level, is asked about again', async () => {
    const { enter, cloud } = aBenchWithoutInterface();
    for (const sure of [{ 'sure-1': '401' }, { 'sure-0': '4010' }, { 'sure-1': 'on' }]) {
      const fields: Readonly<Record<string, string>> = { 'value-0': '10.5', 'value-1': '4010', ...sure };
      expect((await enter(fields)).status).toBe(400);
    }
    expect(cloud.inbound.entries).toEqual([]);
  });

  test('is none if it fails as controls do', async () => {
    const { enter } = aBenchWithoutInterface();
    expect((await enter({ 'value-0': '13.6', 'value-1': '48.0' })).status).toBe(303);
  });

  test('may be of the other level', async () => {
    const { enter } = aBenchWithoutInterface();
    const text = await (await enter({ 'value-0': '40.2', 'value-1': '9.9' })).text();
    expect(text).toContain('It fits level 2: <strong>were the levels exchanged?</strong>');
    expect(text).toContain('It fits level 1: <strong>were the levels exchanged?</strong>');
  });
});

test('a level alone is judged, and the page says that it counts for nothing until the other is there', async () => {
  const { enter, settle, as } = aBenchWithoutInterface();
  expect(await (await as().get(KIT)).text()).toContain(
    'A control counts when all levels (1, 2) are there, measured within 30 minutes',
  );
  const text = await (await as().follow(await enter({ 'value-1': '40.3' }))).text();
  expect(text).toContain('1 control result was accepted.');
  expect(text).toContain(
    'You entered no result of level 1. A control counts when all levels (1, 2) are there, measured within 30 minutes: until then it is judged and counts for nothing.',
  );
  await settle();
  expect(await (await as().get(KIT)).text()).toContain('without level 1');
  expect(
    await (await as().follow(await enter({ 'value-0': '10.2', 'value-1': '40.3' }))).text(),
  ).not.toContain('You entered no result');
});

test('the same form enters once, other roles enter nothing, and nobody else sends for this source', async () => {
  const { enter, entry, cloud, system, as } = aBenchWithoutInterface();
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
