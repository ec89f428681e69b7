import { expect, test } from '@jest/globals';
import { versionFor, withoutSocialSecurity } from '../../../lib/model/social-security.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';
import { anOru } from '../../support/messages.ts';
import { aSite } from '../../support/site.ts';

const NUMBER = '123-45-6780';
const digits = (value: unknown): string => JSON.stringify(value).replaceAll('-', '');
const hasNumber = (value: unknown): boolean => digits(value).includes('123456780');

const patient = { 3: `700101^^^RIVERSIDE^MR~${NUMBER}^^^SSA^SS`, 19: NUMBER };
const destinations = [
  { id: 'ehr', kind: 'queue' },
  { id: 'registry', kind: 'queue', socialSecurity: true },
];

async function aVersion(site = aSite({ destinations })) {
  const cloud = aMemoryCloud(site);
  await cloud.run(anOru({ patient }));
  const [version] = cloud.reports.all();
  if (version === undefined) throw new Error('no version');
  return { version, cloud };
}

test('a report version holds the number, and what a receiver may have of it does not', async () => {
  const { version } = await aVersion();
  expect(hasNumber(version.report.patient)).toBe(true);
  expect(hasNumber(version.report.parts)).toBe(true);
  const shown = versionFor({ ...version, subject: version.report.patient }, {});
  expect(hasNumber(shown)).toBe(false);
  expect(shown.report.patient).toMatchObject({
    key: version.report.patient?.key,
    identifiers: [{ value: '700101' }],
  });
  expect(versionFor(version, { socialSecurity: true })).toBe(version);
});

test('nothing else of a version changes', async () => {
  const cloud = aMemoryCloud(aSite({ destinations }));
  await cloud.run(anOru());
  const [version] = cloud.reports.all();
  if (version === undefined) throw new Error('no version');
  expect(versionFor(version, {})).toEqual(version);
});

test('only a destination that asks for it gets it in its queue', async () => {
  const { cloud } = await aVersion();
  const told = cloud.updates.updates.map(({ update }) => [update.destination, hasNumber(update)]);
  expect(told).toEqual([
    ['ehr', false],
    ['registry', true],
  ]);
});

test('a number by which a source identifies people stays: without it nobody knows whose the results are', () => {
  const identified = {
    ...{ key: 'k', names: [], addresses: [], phones: [], notes: [] },
    identifiers: [{ value: NUMBER, assigner: {}, scope: 'lis', type: 'SS', links: true }],
  };
  expect(withoutSocialSecurity(identified)).toBe(identified);
});
