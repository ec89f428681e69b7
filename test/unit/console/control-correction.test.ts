import { describe, expect, test } from '@jest/globals';
import { AdapterError } from '../../../lib/shared/adapter-error.ts';
import { aBenchWithoutInterface, KIT } from '../../support/console-entry.ts';

/** Level 1 was typed as 1050 and confirmed, where the instrument showed 10.5. */
async function aMistypedResult() {
  const bench = aBenchWithoutInterface();
  const { enter, settle, cloud, as } = bench;
  const fields = { 'value-0': '1050', 'sure-0': '1050', 'value-1': '40.1', measured: '2026-03-03T00:30' };
  expect((await enter(fields)).status).toBe(303);
  await settle();
  const [{ id: point } = { id: '' }] = cloud.qc.all();
  const path = `${KIT}/results/${encodeURIComponent(point)}`;
  const page = async (role: Parameters<typeof as>[0] = 'technician') => (await as(role).get(path)).text();
  const correct = async (
    sent: Readonly<Record<string, string>>,
    role: Parameters<typeof as>[0] = 'technician',
  ) => {
    const entry = /name="entry" value="([^"]+)"/.exec(await page())?.[1] ?? 'none';
    return as(role).post(path, { action: 'correct', reason: 'the point was forgotten', entry, ...sent });
  };
  const values = () => cloud.qc.all().map(({ observation }) => observation.values[0]?.text);
  return { ...bench, path, page, correct, values };
}

describe('a result that was typed wrongly', () => {
  test('is corrected with a reason: it is excluded and stays, and the right one counts', async () => {
    const { correct, settle, as, page, values, cloud, system } = await aMistypedResult();
    const answer = await correct({ 'value-0': '10.5' });
    expect(answer.status).toBe(303);
    await settle();
    expect(values()).toEqual(['1050', '40.1', '10.5']);
    const [wrong, , right] = cloud.qc.all();
    expect(right).toMatchObject({
      material: { id: { value: 'KIT-L1' } },
      observation: {
        performer: { family: 'Invented technician' },
        analyzed: { iso: wrong?.observation.analyzed?.iso ?? 'none' },
      },
    });
    const text = await (await as('viewer').get(KIT)).text();
    expect(text).toContain('in control</span>');
    expect(text).toContain('<g class="point excluded">');
    expect(text).toContain('1050 mg/L');
    expect(text).toContain('10.5 mg/L');
    const seen = await page();
    expect(seen).toContain('Invented technician excluded it');
    expect(seen).toContain('mistyped, entered again as 10.5: the point was forgotten');
    expect(seen).not.toContain('value="correct"');
    expect(await page('viewer')).not.toContain('forgotten');
    expect(system.audit.entries.at(-1)).toMatchObject({
      ...{ actor: 'technician-1', reason: 'the point was forgotten' },
      parameters: ['exclude', 'enter'],
    });
  });

  test.each([
    ['a text', { 'value-0': 'ten' }, 'digits and one point'],
    ['nothing', {}, 'digits and one point'],
    ['the same number', { 'value-0': '1050' }, 'This is the result that was entered.'],
  ])('is not corrected to %s', async (_, sent, why) => {
    const { correct, values, system } = await aMistypedResult();
    const answer = await correct(sent);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toMatch(new RegExp(`<span id="value-0-error" class="error">[^<]*${why}`));
    expect(text).toContain('value="the point was forgotten"');
    expect(values()).toEqual(['1050', '40.1']);
    expect(system.audit.entries).toHaveLength(1);
  });

  test('is asked about again if the correction is as improbable', async () => {
    const { correct, settle, values } = await aMistypedResult();
    const answer = await correct({ 'value-0': '105' });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('Did you mean 10.5?'),
    ]);
    expect((await correct({ 'value-0': '105', 'sure-0': '105' })).status).toBe(303);
    await settle();
    expect(values()).toEqual(['1050', '40.1', '105']);
  });

  test('is corrected by one of two people who do so at once, and by nobody after it was excluded', async () => {
    const { correct, settle, values, as, path, system } = await aMistypedResult();
    const at = system.clock();
    Object.assign(system, { clock: () => at });
    const both = await Promise.all([
      correct({ 'value-0': '10.5' }),
      correct({ 'value-0': '10.6' }, 'supervisor'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    await settle();
    expect(values()).toHaveLength(3);
    const late = await as().post(path, { action: 'correct', reason: 'x', entry: 'late', 'value-0': '10.7' });
    expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('somebody was faster')]);
  });

  test('can be corrected by technicians and supervisors alone', async () => {
    const { correct, values, page } = await aMistypedResult();
    for (const role of ['viewer', 'integrator', 'auditor'] as const) {
      expect((await correct({ 'value-0': '10.5' }, role)).status).toBe(403);
      expect(await page(role)).not.toContain('value="correct"');
    }
    expect(values()).toHaveLength(2);
  });

  test('is excluded although the right one could not be entered, and the page says so', async () => {
    const { correct, system, as, values } = await aMistypedResult();
    system.receiver.receive = () => Promise.reject(new AdapterError('NotInvoked', 'ambiguous', 'no'));
    const answer = await correct({ 'value-0': '10.5' });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('1050 is excluded. It is not known whether 10.5 was entered.');
    expect(values()).toHaveLength(2);
    expect(await (await as().get(KIT)).text()).toContain('result excluded');
  });
});

test('a form that was lost on its way says that nobody knows whether it was entered', async () => {
  const { enter, system } = aBenchWithoutInterface();
  system.receiver.receive = () => Promise.reject(new AdapterError('NotInvoked', 'ambiguous', 'no'));
  const answer = await enter({ 'value-0': '10.5' });
  expect([answer.status, await answer.text()]).toEqual([
    503,
    expect.stringContaining('It is not known whether the results were entered.'),
  ]);
});
