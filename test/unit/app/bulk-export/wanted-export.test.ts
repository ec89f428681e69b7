import { describe, expect, test } from '@jest/globals';
import { wantedExport } from '../../../../lib/app/bulk-export/wanted-export.ts';
import { resourceTypes } from '../../../../lib/app/fhir-read/resources.ts';
import { SearchError } from '../../../../lib/app/fhir-read/search-parameters.ts';

const all = { sub: 'ehr', scope: 'system/*.rs' };
const wanted = (query: string, prefer = 'respond-async', claims: object = all) =>
  wantedExport(new URLSearchParams(query), prefer, claims as Record<string, unknown>);
function refusal(query: string, prefer?: string, claims?: object) {
  try {
    wanted(query, prefer, claims);
  } catch (cause) {
    if (cause instanceof SearchError) return [cause.status, cause.issue];
    throw cause;
  }
  return undefined;
}

test('an export is of every type and all time, unless it says more', () => {
  expect(wanted('')).toEqual({ types: resourceTypes, since: undefined, until: undefined, ignored: [] });
  expect(wanted('_type=Patient,Observation&_since=2026-03-02T08:00:00%2B01:00')).toMatchObject({
    types: ['Observation', 'Patient'],
    since: '2026-03-02T07:00:00.000Z',
  });
  expect(wanted('_type=Patient&_type=Observation').types).toEqual(['Observation', 'Patient']);
});

test.each(['application/fhir%2Bndjson', 'application/fhir+ndjson', 'application/ndjson', 'ndjson'])(
  'the format may be written %s',
  (format) => {
    expect(wanted(`_outputFormat=${format}`).types).toEqual(resourceTypes);
  },
);

test.each([
  ['without Prefer: respond-async', '', '', [400, 'invalid']],
  ['with another format', '_outputFormat=text/csv', 'respond-async', [400, 'not-supported']],
  ['with a day as an instant', '_since=2026-03-02', 'respond-async', [400, 'invalid']],
  ['with a day that is none', '_since=2026-02-30T00:00:00Z', 'respond-async', [400, 'invalid']],
  [
    'with two times',
    '_since=2026-03-02T00:00:00Z&_since=2026-03-03T00:00:00Z',
    'respond-async',
    [400, 'invalid'],
  ],
  [
    'with an end before its begin',
    '_since=2026-03-02T08:00:00%2B02:00&_until=2026-03-02T06:00:00Z',
    'respond-async',
    [400, 'invalid'],
  ],
  ['with a type that there is not', '_type=Patient,Medication', 'respond-async', [400, 'not-supported']],
  ['with an empty type', '_type=', 'respond-async', [400, 'not-supported']],
  ['with a filter', '_typeFilter=Observation%3Fcode%3Dx', 'respond-async', [400, 'not-supported']],
  ['with elements', '_elements=id', 'respond-async', [400, 'not-supported']],
  ['of one patient', 'patient=Patient/1', 'respond-async', [400, 'not-supported']],
  [
    'that is lenient, of nothing that there is',
    '_type=X',
    'respond-async, handling=lenient',
    [400, 'not-supported'],
  ],
  ['that is lenient, with a wrong time', '_since=x', 'respond-async, handling=lenient', [400, 'invalid']],
])('an export %s is refused', (_name, query, prefer, refused) => {
  expect(refusal(query, prefer)).toEqual(refused);
});

test('Prefer: handling=lenient ignores what is not supported, and the answer names it', () => {
  expect(
    wanted('_type=Patient,Medication&_elements=id&_typeFilter=x', 'respond-async, handling=lenient'),
  ).toMatchObject({ types: ['Patient'], ignored: ['_elements', '_typeFilter', '_type=Medication'] });
});

describe('a token', () => {
  test.each([
    ['user/*.rs'],
    ['patient/*.rs'],
    ['system/*.r'],
    ['system/*.s'],
    ['system/Observation.rs?category=laboratory'],
    ['system/Observation.rs'],
    [''],
  ])('with the scope %j starts no export of everything', (scope) => {
    expect(refusal('', 'respond-async', { sub: 'ehr', patient: 'a', scope })).toEqual([403, 'forbidden']);
  });

  test.each([
    ['system/*.rs'],
    ['system/*.read'],
    ['system/*.cruds'],
    ['system/Observation.r system/Observation.s'],
  ])('with the scope %j starts one of Observations', (scope) => {
    expect(wanted('_type=Observation', 'respond-async', { sub: 'ehr', scope }).types).toEqual([
      'Observation',
    ]);
  });
});
