import { expect, test } from '@jest/globals';
import { aBenchWithoutInterface } from '../../support/console-entry.ts';
import { kitOfAnswers } from '../../support/quality/answers.ts';

const RAPID = '/controls/rapid';
const aKit = () => aBenchWithoutInterface(kitOfAnswers({ analyzer: undefined }, 'bench'), RAPID);
const right = { 'value-0': 'Negative', 'value-1': 'Positive' };

test('answers are chosen from those of the test system, and are judged like any other control', async () => {
  const { as, enter, settle, cloud } = aKit();
  const form = await (await as().get(RAPID)).text();
  expect(form).toMatch(
    /<label for="value-0">Level negative<\/label><select id="value-0" name="value-0"><option value="">not measured<\/option><option>Negative<\/option><option>Positive<\/option><option>invalid<\/option><\/select>/,
  );
  expect((await enter(right)).status).toBe(303);
  await settle();
  expect(
    cloud.qc.all().map(({ observation: { valueType, values, unit } }) => [valueType, values, unit]),
  ).toEqual([
    ['ST', [{ kind: 'text', text: 'Negative' }], undefined],
    ['ST', [{ kind: 'text', text: 'Positive' }], undefined],
  ]);
  const page = await (await as('viewer').get(RAPID)).text();
  for (const text of [
    'in control',
    '<h2>Chart of right and wrong results</h2>',
    'there is no Levey-Jennings chart',
    'level negative: Negative',
    '1 (100.0 %)',
    'Negative 1×',
    'negative: Negative, positive: Positive',
    'class="by-hand"',
  ])
    expect(page).toContain(text);
  expect(page).not.toMatch(/>Mean<|>SD<|Sigma|SD from the mean/);
});

test('a run that is not valid is entered as such, and rejects', async () => {
  const { as, enter, settle } = aKit();
  expect((await enter({ ...right, 'value-1': 'invalid' })).status).toBe(303);
  await settle();
  const page = await (await as('viewer').get(RAPID)).text();
  expect(page).toContain('invalid-run');
  expect(page).toContain('rejected');
});

test.each(['negative', 'Faint', '<b>', '7.40'])('%s, which nobody can choose, is refused', async (value) => {
  const { enter, cloud } = aKit();
  const answer = await enter({ ...right, 'value-1': value });
  expect(answer.status).toBe(400);
  const text = await answer.text();
  expect(text).toContain('Choose one of the answers.');
  // what was chosen stays
  expect(text).toContain('<option selected>Negative</option>');
  expect(text).not.toContain('<b>');
  expect(cloud.inbound.entries).toEqual([]);
});

test('levels that seem exchanged are asked about', async () => {
  const { enter, cloud } = aKit();
  const exchanged = { 'value-0': 'Positive', 'value-1': 'Negative' };
  const text = await (await enter(exchanged)).text();
  expect(text).toContain('Level negative: Positive is not what is expected</strong> (Negative).');
  expect(text).toContain('It fits level positive');
  expect(cloud.inbound.entries).toEqual([]);
  const confirmed = { ...exchanged, 'sure-0': 'Positive', 'sure-1': 'Negative' };
  expect((await enter(confirmed)).status).toBe(303);
});

test('one wrong answer is not asked about: nobody is led to choose the right one', async () => {
  const { enter } = aKit();
  expect((await enter({ ...right, 'value-1': 'Negative' })).status).toBe(303);
});

test('a wrong choice is corrected by another one', async () => {
  const { as, enter, settle, cloud } = aKit();
  await enter({ ...right, 'value-1': 'Negative' });
  await settle();
  const point = cloud.qc.all().find(({ material }) => material.id?.value.endsWith('positive'));
  const path = `${RAPID}/results/${point?.id}`;
  const page = await (await as().get(path)).text();
  expect(page).toContain('What the instrument showed at level positive</label><select');
  const entry = /name="entry" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const form = { action: 'correct', reason: 'chose the wrong line', entry, 'value-1': 'Positive' };
  expect((await as().post(path, form)).status).toBe(303);
  await settle();
  expect(await (await as().get(RAPID)).text()).toContain('in control');
});
