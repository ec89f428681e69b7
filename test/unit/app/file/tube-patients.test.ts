import { describe, expect, test } from '@jest/globals';
import { toNamed, toSought } from '../../../../lib/app/file/sought-report.ts';
import { tubePatientsOf } from '../../../../lib/app/file/tube-patients.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { asVersion, onlyPart, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

type Fields = Readonly<Record<number, string>>;

const site = aSite();
const context = { site, senderScope: 'lab' };
const HOUR_MS = 3_600_000;

interface Sent {
  /** MSH-3. */
  readonly from: 'CORELIS' | 'ANALYZER';
  readonly patient?: Fields;
  /** OBR-7, the hour. */
  readonly hour?: string;
  /** SPM-2. */
  readonly tube?: string;
  /** OBX-11. */
  readonly status?: string;
}

const ADA: Fields = { 3: 'A^^^RIVERSIDE^MR', 5: 'Lind^Ada', 7: '19700101' };
const BO: Fields = { 3: 'B^^^RIVERSIDE^MR', 5: 'Berg^Bo', 7: '19550505' };

const sent = ({ from, patient = ADA, hour = '08', tube = 'T1&HIS', status = 'F' }: Sent): Uint8Array =>
  toMessage(
    msh({ 3: from }),
    pid(patient),
    obr({ 2: '', 3: '', 4: `${from}^^L`, 7: `20260302${hour}00-0500` }),
    obx({ 11: status }),
    segment('SPM', { 1: '1', 2: tube }),
  );

/** What is found for the first message, if reports of the others are known. */
async function foundFor(one: Sent, ...others: readonly (Sent & { readonly isHeld?: boolean })[]) {
  const read: string[] = [];
  const versions = new Map(
    others.map(({ isHeld, ...other }, index): [string, ReportVersion] => {
      const report = { ...reportOf(sent(other), { site, messageId: `m${index}` }), key: `r${index}` };
      const { published: _, ...unsent } = asVersion({ ...report, holds: ['unmatched-order'] });
      return [report.key, isHeld === true ? unsent : asVersion(report)];
    }),
  );
  const part = onlyPart(sent(one), { site, messageId: 'own' });
  const { claimedBy, misnamed, also } = await tubePatientsOf(part, toSought(part, context), {
    known: [...versions.values()].flatMap((version) => toNamed(version, context) ?? []),
    nearMs: 12 * HOUR_MS,
    reports: {
      latest: async (key) => {
        read.push(key);
        return versions.get(key);
      },
    },
  });
  return { isClaimed: claimedBy.length > 0, misnamed: misnamed.map(({ key }) => key), also, read };
}

describe.each<[string, Sent['from'], Sent['from']]>([
  ['a result of an analyzer beside one of a LIS', 'ANALYZER', 'CORELIS'],
  ['a result of a LIS beside one of an analyzer', 'CORELIS', 'ANALYZER'],
])('%s', (_, own, other) => {
  const isContradicted = async (one: Omit<Sent, 'from'>, ...others: readonly Omit<Sent, 'from'>[]) => {
    const known = others.map((each) => ({ ...each, from: other }));
    const { isClaimed, misnamed } = await foundFor({ ...one, from: own }, ...known);
    return isClaimed || misnamed.length > 0;
  };

  test.each<[string, Fields, boolean]>([
    ['another number, name and birth date', BO, true],
    ['another number of the same list', { ...ADA, 3: 'B^^^RIVERSIDE^MR' }, true],
    ['a number of another list and another name', { ...ADA, 3: '77^^^HOSP^PI', 5: 'Berg^Bo' }, true],
    ['a number of another list and another birth date', { ...ADA, 3: '77^^^HOSP^PI', 7: '19550505' }, true],
    ['a number of another list alone', { ...ADA, 3: '77^^^HOSP^PI' }, false],
    ['a number of another list and no name', { 3: '77^^^HOSP^PI', 5: '', 7: '' }, false],
    ['the same number', { ...ADA, 5: 'Lindgren^A' }, false],
    ['the same further number', { ...BO, 3: 'B^^^HOSP^PI~A^^^RIVERSIDE^MR' }, false],
  ])('%s', async (_, patient, expected) => {
    expect(await isContradicted({}, { patient })).toBe(expected);
  });

  test('contradicts nobody with another tube, or at another time', async () => {
    expect(await isContradicted({}, { patient: BO, tube: 'T2&HIS' })).toBe(false);
    expect(await isContradicted({}, { patient: BO, hour: '21' })).toBe(false);
    expect(await isContradicted({}, { patient: BO, hour: '20' })).toBe(true);
  });

  test('contradicts nobody with what was taken back', async () => {
    expect(await isContradicted({}, { patient: BO, status: 'W' })).toBe(false);
  });

  test('is not compared with results of its own kind of system', async () => {
    expect(await foundFor({ from: own }, { from: own, patient: BO })).toMatchObject({ read: [] });
  });

  test('is read only under another patient number', async () => {
    expect(await foundFor({ from: own }, { from: other })).toMatchObject({ read: [] });
  });
});

test('a LIS that reports the tube for both patients contradicts neither', async () => {
  const [ofAda, ofBo] = [{ from: 'CORELIS' as const }, { from: 'CORELIS' as const, patient: BO }];
  expect(await foundFor({ from: 'ANALYZER' }, ofAda, ofBo)).toMatchObject({ isClaimed: false, also: [] });
});

test.each<[string, Fields, boolean]>([
  ['without an assigner and a birth date', { 3: 'A', 5: 'LIND^ADA', 7: '' }, true],
  ['without an assigner and of another name', { 3: 'A', 5: 'BERG^BO', 7: '' }, false],
  ['beside the one that both name', { ...ADA, 3: 'B^^^HOSP^MR~A^^^RIVERSIDE^PI' }, true],
  ['of another list', { ...ADA, 3: '77^^^HOSP^PI' }, false],
])('the patient of a tube is also known by a number %s: %#', async (_, patient, expected) => {
  const typed = await foundFor({ from: 'ANALYZER', patient }, { from: 'CORELIS' });
  const reported = await foundFor({ from: 'CORELIS' }, { from: 'ANALYZER', patient });
  expect([typed.also.length > 0, reported.also.length > 0]).toEqual([expected, expected]);
});

test('a report of a LIS that waits and was never sent contradicts nobody', async () => {
  const ofBo = { from: 'CORELIS' as const, patient: BO };
  expect(await foundFor({ from: 'ANALYZER' }, { ...ofBo, isHeld: true })).toMatchObject({ isClaimed: false });
  expect(await foundFor({ from: 'ANALYZER' }, ofBo)).toMatchObject({ isClaimed: true });
});
