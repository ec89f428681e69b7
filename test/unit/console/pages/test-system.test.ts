import { expect, test } from '@jest/globals';
import { testSystemPage } from '../../../../lib/console/pages/test-system.ts';
import type { ControlAction } from '../../../../lib/model/control-action.ts';
import type { QcPoint } from '../../../../lib/model/qc-point.ts';
import type { Role } from '../../../../lib/model/role.ts';
import { hostile } from '../../../support/cli.ts';
import { aConsole, aConsoleSystem, aSession, sessionTime } from '../../../support/console.ts';
import { aNightPoint, nightPoints, withControls } from '../../../support/console-controls.ts';
import { isActing } from '../../../support/hostile-words.ts';
import { anyText, fc } from '../../../support/property.ts';
import { size } from '../../../support/size.ts';

async function shown(
  path: string,
  points: readonly QcPoint[] = nightPoints(),
  {
    role = 'viewer',
    actions = [],
  }: { readonly role?: Role; readonly actions?: readonly ControlAction[] } = {},
) {
  const { system } = aConsoleSystem();
  await system.qc.put(points);
  for (const action of actions)
    await system.controlActions.put(
      { source: 'chemistry-1', processingId: 'P', analyzer: 'CHEM1-A', analyte: 'GLU' },
      action,
    );
  const { get } = aConsole([testSystemPage], {
    system: withControls(system),
    session: aSession(role),
  });
  const answer = await get(`/controls/${path}`);
  return { status: answer.status, text: await answer.text() };
}

/** The cells of a table, by its caption. */
function rowsOf(text: string, caption: string): readonly (readonly string[])[] {
  const table = text.split('<table>').find((part) => part.includes(caption)) ?? '';
  const body = /<tbody>(.*?)<\/tbody>/s.exec(table)?.[1] ?? '';
  return body
    .split('</tr>')
    .filter((row) => row.includes('<tr>'))
    .map((row) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
        cell.replaceAll(/<[^>]*>/g, ''),
      ),
    );
}

test('the chart, the targets, the events, the statistics and the results of a test system are shown', async () => {
  const { text } = await shown('chemistry-1-glucose');
  expect(text).toContain('<svg');
  // the policy of the page allows no style within it
  expect(text).not.toContain('<style');
  expect(text).toContain('id="chart-title">chemistry-1-glucose: controls since');
  expect(
    rowsOf(text, 'By which the results were judged').map(([, level, , mean, sd]) => [level, mean, sd]),
  ).toEqual([
    ['1', '100.0', '2.0'],
    ['2', '250.0', '5.0'],
  ]);
  expect(text).toContain('a control is due now: no good one is known');
  const [event] = rowsOf(text, '29 events');
  expect(event?.slice(1, 4)).toEqual(['rejected', '1-2s 1-3s 2-2s', '1: 3.35, 2: 2.28']);
  const results = rowsOf(text, '58 results');
  expect(results).toHaveLength(25);
  expect(results[0]?.slice(1, 7)).toEqual([
    ...['2', 'chemistry/45800', '261.4 mg/dL', '2.28', 'rejected', '1-2s 2-2s'],
  ]);
});

test('statistics have the inputs of sigma beside it', async () => {
  const { text } = await shown('chemistry-1-glucose');
  const february = rowsOf(text, 'By month, lot, level and target').find(
    ([month, level]) => month === '2026-02' && level === '1',
  );
  expect(february?.slice(3, 6)).toEqual(['27', '0', '0']);
  expect(text).toContain(
    'Allowed error: 8 % or 6 in the unit of the result (CLIA 2025). Bias: 0 %, assumed.',
  );
  const { text: without } = await shown('chemistry-1-potassium');
  expect(without).toContain('No sigma: the site gives no allowed error');
});

test('a result that cannot be judged is in the list with the reason, and the page says what to do', async () => {
  const { text } = await shown('chemistry-1-sodium');
  expect(text).toContain('1 result cannot be judged (unknown-lot): add the lot');
  expect(rowsOf(text, '1 result,')[0]?.slice(5, 7)).toEqual(['cannot be judged', 'unknown-lot']);
});

test('the period and the lot stand in the address, and go on to the other links', async () => {
  const { text } = await shown('chemistry-1-glucose?since=7d&lot=chemistry%2F45800');
  expect(text).toContain('8 events');
  expect(text).toContain(
    'href="/live/console/controls/chemistry-1-glucose?since=14d&amp;lot=chemistry%2F45800"',
  );
  const { text: other } = await shown('chemistry-1-glucose?lot=chemistry%2F45900');
  expect(other).toContain('No control result since');
});

test('older results are on further pages of the list', async () => {
  const { text } = await shown('chemistry-1-glucose');
  expect(text).toContain('href="/live/console/controls/chemistry-1-glucose?from=25#results"');
  const { text: next } = await shown('chemistry-1-glucose?from=50');
  expect(rowsOf(next, '58 results')).toHaveLength(8);
  const { text: odd } = await shown('chemistry-1-glucose?from=1e9');
  expect(rowsOf(odd, '58 results')).toHaveLength(25);
});

test('an unknown test system is not found', async () => {
  for (const id of ['gone', '__proto__', 'constructor'])
    expect(await shown(id)).toMatchObject({
      status: 404,
      text: expect.stringContaining('/live/console/controls'),
    });
});

test('words of messages are shown as text, in the chart and beside it', async () => {
  const { text } = await shown('chemistry-1-glucose', [
    aNightPoint('GLU', '101', { minutes: -50, reagent: hostile, unit: `<b>${hostile}` }),
    aNightPoint('GLU', '101', { minutes: -40, reagent: '"><script>', material: '<script>alert(1)</script>' }),
  ]);
  expect(text).not.toMatch(/<b>|<script>/);
  expect(text).not.toContain('\u001b');
  expect(text).toContain('&lt;script&gt;');
});

test('what people did is listed, an excluded result stays on the chart, and reasons are not for everybody', async () => {
  const points = nightPoints();
  const [point] = points.filter(({ observation }) => observation.values[0]?.text === '106.7');
  const recordedAt = sessionTime.toISOString();
  const about = { at: recordedAt, recordedAt, by: 'tariq' };
  const actions: readonly ControlAction[] = [
    { ...about, id: 'a1', kind: 'exclude', why: 'wrong vial', point: point?.id },
    { ...about, id: 'a2', kind: 'reagent-change', why: 'bottle was empty' },
  ];
  const { text } = await shown('chemistry-1-glucose', points, { role: 'technician', actions });
  const [change, exclusion] = rowsOf(text, '2 actions, newest first');
  expect(change?.slice(1, 4)).toEqual(['reagent changed', 'tariq', 'bottle was empty']);
  expect(exclusion?.slice(1)).toEqual(['result excluded', 'tariq', 'wrong vial', '106.7 mg/dL, 08:10']);
  expect(text).toContain('<g class="point excluded"><title>');
  const { text: seen } = await shown('chemistry-1-glucose', points, { actions });
  expect(seen).toContain('reagent changed');
  expect(seen).not.toContain('bottle was empty');
  expect((await shown('chemistry-1-potassium')).text).toContain('Nobody documented an action');
});

/** Any text, often with something that looks like markup. */
const anyWords = fc
  .tuple(anyText, fc.constantFrom('', '<i>', '</text><i>', '"><i x="', "'><i x='"), anyText)
  .map((words) => words.join(''));

test('whatever instruments send, the page is shown, and nothing of it is markup', async () => {
  const anyPoint = fc
    .record({
      minutes: fc.integer({ min: -44_000, max: 600 }),
      material: fc.oneof(fc.constantFrom('45800-L1', '45800-L2', '45900-L1'), anyWords),
      ...{ unit: fc.oneof(fc.constant('mg/dL'), anyWords), lot: anyWords },
      value: fc.oneof(
        fc.integer({ min: -9999, max: 99_999 }).map((units) => ({ number: (units / 10).toFixed(1) })),
        anyWords.map((text) => ({ text })),
      ),
    })
    .map(({ minutes, material, unit, lot, value }): QcPoint => {
      const point = aNightPoint('GLU', '100', { minutes });
      const text = 'number' in value ? value.number : value.text;
      return {
        ...point,
        id: `${minutes}-${material}-${text}`,
        material: { ...point.material, id: { value: material, assigner: {}, scope: 's' } },
        reagents: point.reagents.map((reagent) => ({ ...reagent, lot })),
        observation: {
          ...point.observation,
          unit: { codings: [], text: unit },
          values: [
            'number' in value ? { kind: 'quantity', text, number: text } : { kind: 'text', text },
          ] as QcPoint['observation']['values'],
        },
      };
    });
  await fc.assert(
    fc.asyncProperty(fc.array(anyPoint, { maxLength: 40 }), fc.nat(60), async (points, from) => {
      const { status, text } = await shown(`chemistry-1-glucose?from=${from}`, points);
      expect(status).toBe(200);
      expect(isActing(text.replaceAll('\n', ''))).toBe(false);
      // every element is one of ours
      const names = [...text.matchAll(/<\/?([a-z!][^\s>/]*)/gi)].map(([, name]) => name);
      expect(names.filter((name = '') => !own.has(name))).toEqual([]);
    }),
    { numRuns: size({ short: 25, long: 1000 }) },
  );
});

const own = new Set(
  `!doctype html head meta title link script body a header p nav ul li form input span button main h1 h2 dl div dt dd table caption
   thead tr th tbody td time footer svg text g circle line polyline polygon path rect code small b strong`.split(
    /\s+/,
  ),
);

test('events of one minute are told apart by seconds, order and id, and lead to their first result', async () => {
  const point = (id: string, seconds: number, value: string): QcPoint => {
    const at = new Date(sessionTime.getTime() - 3_600_000 + seconds * 1000).toISOString();
    const iso = at.replace('Z', '+00:00');
    const made = aNightPoint('LACT', value, { minutes: -60, unit: 'mmol/L' });
    const analyzed = { text: at, iso, zone: 'sent' as const };
    return { ...made, id, sentAt: iso, observation: { ...made.observation, analyzed } };
  };
  const { text } = await shown('chemistry-1-lactate', [
    point('aaaaaaaa1', 0, '1.50'),
    point('bbbbbbbb2', 20, '1.51'),
    point('cccccccc3', 20, '1.52'),
    point('dddddddd4', 80, '1.53'),
  ]);
  // results of one instant are one event
  expect(rowsOf(text, '3 events').map(([event]) => event)).toEqual([
    '08:01',
    expect.stringMatching(/^08:00:30 \w{8}$/),
    '08:00:10 aaaaaaaa',
  ]);
  expect(text).toContain('href="/live/console/controls/chemistry-1-lactate/results/aaaaaaaa1"');
  expect(rowsOf(text, '4 results').map(([measured]) => measured)).toEqual([
    '08:01',
    expect.stringMatching(/^08:00:30 \(2 of 2\) \w{8}$/),
    expect.stringMatching(/^08:00:30 \(1 of 2\) \w{8}$/),
    '08:00:10 aaaaaaaa',
  ]);
});
