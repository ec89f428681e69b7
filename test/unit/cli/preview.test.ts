import { expect, test } from '@jest/globals';
import { Preview } from '../../../cli/preview.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../support/messages.ts';
import { aSite } from '../../support/site.ts';

const previewOf = async (
  messages: readonly Uint8Array[],
  sources: readonly unknown[] = [{ id: 'any', kind: 'lis' }],
) => {
  const preview = new Preview({ site: aSite({ sources }), siteVersion: 'v' });
  for (const [index, bytes] of messages.entries()) await preview.take({ name: `m${index + 1}`, bytes });
  return preview;
};

const valuesIn = (
  versions: readonly { report: { observations: readonly { values: readonly { text: string }[] }[] } }[],
) =>
  versions.flatMap(({ report }) =>
    report.observations.flatMap(({ values }) => values.map(({ text }) => text)),
  );

const control = toMessage(
  msh({ 9: 'OUL^R22' }),
  pid(),
  segment('SPM', { 2: 'S-1', 11: '^Control specimen' }),
  obr({ 3: 'F-1' }),
  obx({ 5: '1' }),
  segment('SPM', { 2: 'S-2', 11: 'P' }),
  obr({ 3: 'F-2' }),
  obx({ 5: '2' }),
);

test('what is held in a message is not delivered, and named with its place', async () => {
  const preview = await previewOf([control]);
  expect(valuesIn(await preview.delivered())).toEqual(['2']);
  expect(preview.held).toEqual([{ name: 'm1', at: 'OBR[1]', reason: 'unknown-role' }]);
});

test('a patient is shown as known, with the notes of the report', async () => {
  const [version] = await (
    await previewOf([
      toMessage(msh(), pid(), segment('NTE', { 3: 'Needs an interpreter' }), obr({ 3: 'F-1' }), obx()),
    ])
  ).delivered();
  expect(version?.subject?.notes.map(({ text }) => text)).toEqual(['Needs an interpreter']); // NTE behind PID
});

test('of what is held in a message, the held part alone is given with its reason', async () => {
  const held = await (await previewOf([control])).heldVersions();
  expect(valuesIn(held.map(({ version }) => version))).toEqual(['1']);
  expect(held).toMatchObject([{ reasons: ['unknown-role'] }]);
});

test.each([
  ['training', { header: { 11: 'T' } }, 'processing-id'],
  ['nobody', { patient: { 3: '' } }, 'no-patient'],
])('a report of %s is not delivered', async (_, fields, reason) => {
  const preview = await previewOf([anOru(fields)]);
  expect(await preview.delivered()).toEqual([]);
  expect(preview.held).toEqual([{ name: 'm1', at: 'OBR[1]', reason }]);
  expect(await preview.heldVersions()).toMatchObject([{ reasons: [reason], version: { version: 1 } }]);
});

test('of a report whose newest version waits, the version that was delivered is given', async () => {
  const preview = await previewOf(
    [
      anOru({ header: { 10: '1' }, results: [{ 5: '1' }] }),
      anOru({ header: { 10: '2', 7: '20260302090000-0500' }, results: [{ 5: '2' }] }),
    ],
    [{ id: 'any', kind: 'lis', unmarkedCorrections: 'hold' }],
  );
  expect(valuesIn(await preview.delivered())).toEqual(['1']);
  expect(preview.held).toEqual([{ name: 'm2', at: 'OBR[1]', reason: 'unmarked-correction' }]);
});

test('a result of somebody else is held at its place, and can be shown', async () => {
  const preview = await previewOf([
    anOru({ header: { 10: '1' }, results: [{ 5: '1' }] }),
    anOru({ header: { 10: '2' }, patient: { 3: '999^^^RIVERSIDE^MR' }, results: [{ 5: '2' }] }),
  ]);
  expect(valuesIn(await preview.delivered())).toEqual(['1']);
  expect(preview.held).toEqual([{ name: 'm2', at: 'OBR[1]', reason: 'patient-mismatch' }]);
  const held = await preview.heldVersions();
  expect(valuesIn(held.map(({ version }) => version))).toEqual(['2']);
});

test('a message that waits as a whole is named by its header', async () => {
  const merge = toMessage(msh({ 9: 'ADT^A40' }), pid());
  expect((await previewOf([merge])).held).toEqual([{ name: 'm1', at: 'MSH', reason: 'incomplete' }]);
});

test('a copy of a message is named once', async () => {
  const bytes = anOru({ patient: { 3: '' } });
  expect((await previewOf([bytes, bytes])).held).toHaveLength(1);
});
