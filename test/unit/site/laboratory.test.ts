import { expect, test } from '@jest/globals';
import { assignersWithoutOid } from '../../../lib/site/assigners-without-oid.ts';
import { checkSite } from '../../../lib/site/load-site.ts';

const laboratory = { name: 'Riverside', system: 'https://lab.test', timeZone: 'America/New_York' };
const complete = {
  ...{ ...laboratory, oid: '2.16.840.1.113883.3.999', clia: '33D1234567' },
  address: { lines: ['9 Lab Rd'], city: 'Riverside', state: 'NY', postalCode: '10001' },
};
const oids = { sendingApplication: '1.2.3', application: '1.2.4', facility: '1.2.5' };

function problemsOf(hl7: object, lab: object = laboratory) {
  const checked = checkSite({
    laboratory: lab,
    sources: [{ id: 'lis', kind: 'lis' }],
    destinations: [{ id: 'ehr', kind: 'hl7-http', url: 'https://ehr.test', hl7 }],
  });
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

test('a profile needs what the laboratory says of itself, each with its place', () => {
  expect(problemsOf({ profile: 'lri' })).toEqual([
    'laboratory.oid: the profile lri of ehr needs it',
    'laboratory.clia: the profile lri of ehr needs it',
    'laboratory.address: the profile lri of ehr needs it',
  ]);
  expect(problemsOf({ profile: 'lri' }, complete)).toEqual([]);
  expect(problemsOf({})).toEqual([]);
});

test('public health needs the OIDs of both sides, and each guide its version', () => {
  expect(problemsOf({ profile: 'elr', version: '2.4', oids: { application: '1.2.4' } }, complete)).toEqual([
    'destinations[0].hl7.version: the profile elr is of v2.5.1',
    'destinations[0].hl7.oids.sendingApplication: the profile elr of ehr needs it',
    'destinations[0].hl7.oids.facility: the profile elr of ehr needs it',
  ]);
  expect(problemsOf({ profile: 'elr', oids }, complete)).toEqual([]);
});

test('numbers that are none, and fields that do not pass through, are problems', () => {
  expect(problemsOf({}, { ...complete, oid: 'RIVERSIDE', clia: '123' })).toEqual([
    'laboratory.oid: not an OID such as 2.16.840.1.113883.3.72',
    'laboratory.clia: not a CLIA number such as 05D1234567',
  ]);
  expect(problemsOf({ oids: { ...oids, assigners: { HOSP: '3.1' } } }, complete)).toHaveLength(1);
  expect(problemsOf({ passThrough: ['PID-10', 'ZDS'] })).toEqual([]);
  for (const passThrough of [['ORC-1'], ['OBX-5'], [], 'some'])
    expect(problemsOf({ passThrough })).toHaveLength(1);
});

test('an assigner of the site that has no OID for a profile is told of', () => {
  const without = (assigners: readonly string[][] | undefined, hl7: object) => {
    const checked = checkSite({
      laboratory: complete,
      sources: [{ id: 'lis', kind: 'lis' }],
      patients: { assigners },
      destinations: [
        { id: 'ehr', kind: 'hl7-http', url: 'https://ehr.test', hl7 },
        { id: 'feed', kind: 'queue' },
      ],
    });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    return assignersWithoutOid(checked.site);
  };
  const lists = [
    ['HOSP', 'Hospital'],
    ['1.2.9', 'CLINIC'],
  ];
  const of = (names: Record<string, string>) => ({ profile: 'lri', oids: { assigners: names } });
  expect(without(lists, of({ OTHER: '1.2.3' }))).toEqual([{ destination: 'ehr', assigners: ['HOSP'] }]);
  expect(without(lists, of({ HOSP: '1.2.3' }))).toEqual([]);
  expect(without(undefined, of({ HOSP: '1.2.3' }))).toEqual([]);
  expect(without(undefined, { profile: 'lri' })).toEqual([{ destination: 'ehr', assigners: [] }]);
  // other destinations name no OIDs
  expect(without(lists, {})).toEqual([]);
});
