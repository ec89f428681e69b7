import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({ sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' } }] });

const ada = { 5: 'Lind^Ada', 7: '19700101' };
const bo = { 5: 'Berg^Bo', 7: '19550505' };

const registers = (time: string, event: string, ...segments: string[]) =>
  toMessage(
    msh({ 7: time, 9: `ADT^${event}`, 10: `${event}${time}` }),
    segment('EVN', { 1: event }),
    ...segments,
  );

const old = { 3: 'B^^^RIVERSIDE^MR' };
const merge = registers(
  '20260210093000',
  'A40',
  pid({ 3: 'A^^^RIVERSIDE^MR', ...ada }),
  segment('MRG', { 1: old[3] }),
);
const result = (time: string, person: Record<number, string>) =>
  toMessage(
    msh({ 7: time, 10: `R${time}` }),
    pid({ ...old, ...person }),
    obr({ 3: `F${time}`, 22: time }),
    obx(),
  );

/** Receives messages, and says why each is held in the end. */
async function heldOf(...messages: readonly Uint8Array[]): Promise<readonly string[]> {
  const cloud = aMemoryCloud(site);
  const ids: string[] = [];
  for (const message of messages) ids.push((await cloud.run(message))?.id ?? '');
  const records = await Promise.all(ids.map((id) => cloud.messages.get(id)));
  return records.map((one) => Object.keys(one?.record.ledger?.held ?? {}).join());
}

const BEFORE = '20260210090000';
const AFTER = '20260225090000';
const registersOld = (time: string, person: Record<number, string>) =>
  registers(time, 'A04', pid({ ...old, ...person }));
const registersSurvivor = registers('20260301080000', 'A04', pid({ 3: 'A^^^RIVERSIDE^MR', ...ada }));
const vagueMerge = registers(
  ...(['20260210093000', 'A40', pid({ 3: 'A^^^RIVERSIDE^MR', 5: '', 7: '' })] as const),
  segment('MRG', { 1: old[3] }),
);

test.each([
  { name: 'somebody else, after the merge', result: result(AFTER, bo), held: 'patient-mismatch' },
  { name: 'somebody else, before the merge', result: result(BEFORE, bo), held: 'patient-mismatch' },
  { name: 'the survivor, after the merge', result: result(AFTER, ada), held: '' },
  { name: 'the survivor, before the merge', result: result(BEFORE, ada), held: '' },
])('a result under a number that was merged away: of $name', async ({ result: one, held }) => {
  expect(await heldOf(merge, one)).toEqual(['', held]);
  expect(await heldOf(one, merge)).toEqual([held, '']);
});

test('descriptions of laboratories under the retired number do not count against the survivor', async () => {
  const [first, second] = [result(BEFORE, bo), result('20260210091000', ada)];
  expect(await heldOf(first, second, merge)).toEqual(['patient-mismatch', '', '']);
  expect(await heldOf(second, first, merge)).toEqual(['', 'patient-mismatch', '']);
});

test('a description that registration gave to the number before the merge stays accepted', async () => {
  expect(await heldOf(registersOld('20260210080000', bo), merge, result(AFTER, bo))).toEqual(['', '', '']);
});

test('a move of an account before the registration does not give the number to somebody else', async () => {
  const move = registers(
    ...(['20260210070000', 'A44', pid({ 3: 'A^^^RIVERSIDE^MR', ...ada, 18: 'ACC1' })] as const),
    segment('MRG', { 1: old[3], 3: 'ACC1' }),
  );
  const described = registersOld('20260210080000', bo);
  expect(await heldOf(move, described, merge, result(AFTER, bo))).toEqual(['', '', '', '']);
});

test('a number that registration gives to somebody after the merge is not filed for the survivor', async () => {
  const again = registersOld('20260225080000', bo);
  expect(await heldOf(again, merge, result(AFTER, bo))).toEqual(['', '', 'patient-mismatch']);
  expect(await heldOf(again, result(AFTER, bo), merge)).toEqual(['', 'patient-mismatch', '']);
  const before = registersOld('20260210080000', bo);
  expect(await heldOf(before, merge, result(AFTER, bo), again)).toEqual(['', '', 'patient-mismatch', '']);
});

test('a survivor who is registered after the merge counts as well', async () => {
  expect(await heldOf(vagueMerge, result(AFTER, bo))).toEqual(['', '']);
  expect(await heldOf(vagueMerge, result(AFTER, bo), registersSurvivor)).toEqual([
    '',
    'patient-mismatch',
    '',
  ]);
});

test('of several merges in a row, each survivor counts', async () => {
  const next = registers(
    ...(['20260210100000', 'A40', pid({ 3: 'C^^^RIVERSIDE^MR', ...ada })] as const),
    segment('MRG', { 1: 'A^^^RIVERSIDE^MR' }),
  );
  expect(await heldOf(next, vagueMerge, result(AFTER, bo))).toEqual(['', '', 'patient-mismatch']);
  expect(await heldOf(result(AFTER, bo), next, vagueMerge)).toEqual(['patient-mismatch', '', '']);
  expect(await heldOf(result(AFTER, bo), vagueMerge, next)).toEqual(['patient-mismatch', '', '']);
});

test('a merge that was ended holds nothing', async () => {
  const end = registers(
    ...(['20260210094000', 'A37', pid({ 3: 'A^^^RIVERSIDE^MR', ...ada })] as const),
    pid({ ...old, 5: '', 7: '' }),
  );
  expect(await heldOf(merge, end, result(AFTER, bo))).toEqual(['', '', '']);
  expect(await heldOf(merge, result(AFTER, bo), end)).toEqual(['', '', '']);
});

const unknown = { 5: 'DOE^JOHN', 7: '' };
const again = registersOld('20260225080000', unknown);

test.each([
  { name: 'an unknown patient', described: unknown, time: AFTER, held: 'patient-mismatch' },
  { name: 'nobody', described: { 5: '', 7: '' }, time: AFTER, held: 'patient-mismatch' },
  { name: 'the birth date of the survivor', described: { ...unknown, 7: ada[7] }, time: AFTER, held: '' },
  { name: 'the name of the survivor', described: { 5: ada[5], 7: '' }, time: AFTER, held: '' },
  { name: 'an unknown patient, before that', described: unknown, time: '20260211090000', held: '' },
])('a retired number that is registered again: a result of $name', async ({ described, time, held }) => {
  const one = result(time, described);
  expect(await heldOf(merge, again, one)).toEqual(['', '', held]);
  expect(await heldOf(one, merge, again)).toEqual([held, '', '']);
  expect(await heldOf(merge, one)).toEqual(['', '']);
});

test('a retired number that is registered again and merged again is of the last survivor', async () => {
  const next = registers(
    ...(['20260301080000', 'A40', pid({ 3: 'C^^^RIVERSIDE^MR', 5: 'Maro^Cleo', 7: '19880505' })] as const),
    segment('MRG', { 1: old[3] }),
  );
  expect(await heldOf(merge, again, result(AFTER, unknown), next)).toEqual(['', '', '', '']);
});

test('a result that a person released stays where it was filed when registration says more', async () => {
  const cloud = aMemoryCloud(site);
  for (const one of [merge, again]) await cloud.run(one);
  const id = (await cloud.run(result(AFTER, unknown)))?.id ?? '';
  await cloud.replay({ messageId: id, release: ['patient-mismatch'] });
  const moved = { ...unknown, 11: '1 New Street^^Riverside' };
  await cloud.run(registersOld('20260225083000', moved));
  expect((await cloud.messages.get(id))?.record.ledger?.held).toEqual({});
});
