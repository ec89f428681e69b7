import { expect, test } from '@jest/globals';
import { at, METER, person, potassium, registration, said } from '../../../support/arrivals/messages.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { segment } from '../../../support/messages.ts';

const merge = registration(
  ...(['T', 'A40^ADT_A39', at('0930'), person('T', 'A', 'Lind^Ada')] as const),
  segment('MRG', { 1: 'TB^^^RIVERSIDE^MR' }),
);
const old = { patient: { 3: 'TB^^^RIVERSIDE^MR' } };

const meter = (time: string, status: string, value: string, rest: object = {}) =>
  said('T', {
    ...{ ...rest, sentAt: at(time), reportedAt: null, header: { 3: 'ANALYZER' } },
    order: { 2: '', 3: '', 25: status },
    results: [{ value, status, fields: METER }],
  });

const seen = (cloud: ReturnType<typeof aMemoryCloud>) =>
  cloud.reports
    .all()
    .map(({ report }) => report.observations.map(({ values, status }) => `${values[0]?.text} ${status}`));

test('a report that moves and meets nobody gets one version, and its numbers are read once', async () => {
  const cloud = aMemoryCloud();
  await cloud.run(potassium([at('0900'), 'F', '4.1', old])('T')[0] ?? merge);
  const asked: (readonly string[])[] = [];
  const { find } = cloud.names;
  cloud.names.find = (numbers) => {
    if (numbers.length > 0) asked.push(numbers);
    return find.call(cloud.names, numbers);
  };
  await cloud.run(merge);
  expect(cloud.reports.all().map(({ version }) => version)).toEqual([2]);
  expect(asked).toHaveLength(1);
});

test('a correction without a number that moves to the one report with its test is of that report', async () => {
  const cloud = aMemoryCloud();
  for (const message of [meter('0801', 'F', '6.9'), meter('0900', 'C', '4.1', old), merge])
    await cloud.run(message);
  const ended = cloud.reports.all().filter(({ report }) => report.isWithdrawn === true);
  expect(ended).toHaveLength(1);
  expect(seen(cloud)).toContainEqual(['4.1 C']);
});

test('a correction without a number that moves to two reports with its test is of neither', async () => {
  const cloud = aMemoryCloud();
  const finals = [meter('0801', 'F', '6.9'), meter('0802', 'F', '5.5')];
  for (const message of [...finals, meter('0900', 'C', '4.1', old), merge]) await cloud.run(message);
  expect(seen(cloud).flat().toSorted()).toEqual(['4.1 C', '5.5 F', '6.9 F']);
});

test('a correction without a number of another sender does not meet the result of the same minute', async () => {
  const cloud = aMemoryCloud();
  const other = said('T', {
    ...{ ...old, sentAt: at('0900'), reportedAt: null, order: { 2: '', 3: '', 25: 'C' } },
    results: [{ value: '4.1', status: 'C', fields: METER }],
  });
  for (const message of [meter('0801', 'F', '6.9'), other, merge]) await cloud.run(message);
  expect(seen(cloud).flat().toSorted()).toEqual(['4.1 C', '6.9 F']);
});

test.each(['A', 'B'])(
  'two reports of one number are one when their patients are merged, first %s',
  async (first) => {
    const cloud = aMemoryCloud();
    const own = (time: string, status: string, value: string, id: string) =>
      potassium([at(time), status, value, { patient: { 3: `T${id}^^^RIVERSIDE^MR` } }])('T');
    const second = first === 'A' ? 'B' : 'A';
    const taken = [...own('0900', 'P', '4.1', first), ...own('0920', 'W', '', first)];
    for (const message of [...taken, ...own('0910', 'P', '4.1', second), merge]) await cloud.run(message);
    const standing = cloud.reports
      .all()
      .flatMap(({ report }) => (report.isWithdrawn === true ? [] : [report]));
    expect(standing.map(({ patient }) => patient?.identifiers[0]?.value)).toEqual(['TA']);
    expect(standing.flatMap(({ observations }) => observations.map(({ status }) => status))).toEqual(['W']);
  },
);
