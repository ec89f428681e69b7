import { describe, expect, test } from '@jest/globals';
import {
  accessTo,
  actorOf,
  allows,
  type Claims,
  isNarrowedOtherwise,
} from '../../../../lib/app/fhir-read/access.ts';
import { fc } from '../../../support/property.ts';

const may = (scope: unknown, type: string, action: 'read' | 'search' = 'read', more: Claims = {}): boolean =>
  accessTo({ sub: 'reader', scope, ...more }, type, action) !== undefined;

describe('the scopes of SMART App Launch', () => {
  // scope, may read, may search an Observation
  test.each([
    ['system/Observation.rs', true, true],
    ['system/Observation.r', true, false],
    ['system/Observation.s', false, true],
    ['system/Observation.read', true, true],
    ['system/Observation.*', true, true],
    ['system/*.rs', true, true],
    ['user/Observation.cruds', true, true],
    ['system/Observation.cud', false, false],
    ['system/Observation.write', false, false],
    ['system/Observation.', false, false],
    ['system/Observation.sr', false, false],
    ['system/Observations.rs', false, false],
    ['system/Observation.rs.rs', false, false],
    ['System/Observation.rs', false, false],
    ['launch/Observation.rs', false, false],
    ['xsystem/Observation.rs', false, false],
    ['system/Patient.rs', false, false],
    // narrowed, or narrowed in a way that is not understood
    ['system/Observation.rs?category=laboratory', true, true],
    ['system/Observation.r?category=laboratory', true, false],
    ['system/Observation.rs?code=2345-7', false, false],
    ['system/Observation.rs?category=laboratory&code=2345-7', false, false],
    ['system/Observation.rs?category=', false, false],
    ['system/Observation.rs?category:not=laboratory', false, false],
    ['system/Observation.rs?', false, false],
    ['system/Observation.read?category=laboratory', false, false],
    ['openid fhirUser offline_access', false, false],
    ['', false, false],
  ])('%s', (scope, read, search) => {
    expect([may(scope, 'Observation', 'read'), may(scope, 'Observation', 'search')]).toEqual([read, search]);
  });

  test.each([
    ['a string with spaces', { scope: 'openid system/*.rs' }],
    ['a list', { scope: ['openid', 'system/*.rs'] }],
    ['a list as API Gateway writes it', { scope: '[openid system/*.rs]' }],
    ['a list with commas', { scope: 'openid,system/*.rs' }],
    ['scp', { scp: 'system/*.rs' }],
  ])('are read from %s', (_, claims) => {
    expect(accessTo({ sub: 'reader', ...claims }, 'Specimen', 'search')).toEqual({ actor: 'reader' });
  });

  test('no claim of another form grants anything', () => {
    for (const scope of [null, 7, true, {}, [], [null], { 'system/*.rs': true }])
      expect(may(scope, 'Observation')).toBe(false);
    expect(accessTo({}, 'Observation', 'read')).toBeUndefined();
  });

  test('no text without a context, a type and a right grants anything', () => {
    fc.assert(
      fc.property(fc.string(), (scope) => {
        fc.pre(!/(system|user|patient)\//.test(scope));
        expect(may(scope, 'Observation', 'read', { patient: 'p1' })).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test('a scope of 200,000 characters is read once', () => {
    expect(may(`system/${'A'.repeat(200_000)}.rs`, 'Observation')).toBe(false);
    expect(may('system/*.rs? '.repeat(20_000), 'Observation')).toBe(false);
  });
});

describe('a token of one patient', () => {
  const patient = { sub: 'reader', scope: 'patient/*.rs', patient: 'p1' };

  test('allows that patient alone', () => {
    expect(accessTo(patient, 'Observation', 'read')).toEqual({ actor: 'reader', patient: 'p1' });
  });

  test.each([undefined, '', 7, ['p1'], null, 'p1#', 'p'.repeat(65)])(
    'that names them as %s allows nobody',
    (named) => {
      expect(accessTo({ ...patient, patient: named }, 'Observation', 'read')).toBeUndefined();
    },
  );

  test('allows everybody if another of its scopes does, and only for that type', () => {
    const claims = { ...patient, scope: 'patient/*.rs system/Specimen.rs' };
    expect(accessTo(claims, 'Specimen', 'read')).toEqual({ actor: 'reader' });
    expect(accessTo(claims, 'Observation', 'read')).toEqual({ actor: 'reader', patient: 'p1' });
  });
});

describe('a scope that is narrowed by category', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  const ofCategory = (code: string, patients = ['p1']): [Parameters<typeof allows>[1], string[]] => [
    { resourceType: 'Observation', category: [{ coding: [{ system, code }] }] },
    patients,
  ];
  const sees = (scope: string, [resource, patients]: ReturnType<typeof ofCategory>, more: Claims = {}) => {
    const access = accessTo({ sub: 'reader', scope, ...more }, 'Observation', 'search');
    return access !== undefined && allows(access, resource, patients);
  };

  test.each([
    [`system/Observation.rs?category=${system}|laboratory`, true, false],
    [`system/Observation.rs?category=${encodeURIComponent(`${system}|laboratory`)}`, true, false],
    [`system/*.rs?category=${system}|laboratory`, true, false],
    [`user/Observation.rs?category=${system}|laboratory,${system}|vital-signs`, true, true],
    [`user/Observation.rs?category=${system}|laboratory&category=${system}|vital-signs`, false, false],
    ['system/Observation.rs?category=http://else|laboratory', false, false],
    // two scopes add up, also where one of them is not understood
    [
      `system/Observation.rs?category=${system}|laboratory system/Observation.rs?category=${system}|vital-signs`,
      true,
      true,
    ],
    [`system/Observation.rs?category=${system}|laboratory system/Observation.rs?code=1`, true, false],
    [`system/Observation.rs?category=${system}|laboratory system/Observation.rs`, true, true],
  ])('%s', (scope, laboratory, vitalSigns) => {
    expect([sees(scope, ofCategory('laboratory')), sees(scope, ofCategory('vital-signs'))]).toEqual([
      laboratory,
      vitalSigns,
    ]);
  });

  test('of one patient shows that category of that patient', () => {
    const scope = `patient/Observation.rs?category=${system}|laboratory`;
    expect(sees(scope, ofCategory('laboratory'), { patient: 'p1' })).toBe(true);
    expect(sees(scope, ofCategory('vital-signs'), { patient: 'p1' })).toBe(false);
    expect(sees(scope, ofCategory('laboratory', ['p2']), { patient: 'p1' })).toBe(false);
    expect(sees(scope, ofCategory('laboratory'))).toBe(false);
  });

  test('beside one for a whole patient shows that category of everybody and all of the patient', () => {
    const scope = `system/Observation.rs?category=${system}|laboratory patient/Observation.rs`;
    const of = { patient: 'p1' };
    expect(sees(scope, ofCategory('vital-signs'), of)).toBe(true);
    expect(sees(scope, ofCategory('laboratory', ['p2']), of)).toBe(true);
    expect(sees(scope, ofCategory('vital-signs', ['p2']), of)).toBe(false);
  });

  test('allows nothing of a type without categories', () => {
    const access = accessTo({ sub: 'a', scope: 'system/*.rs?category=laboratory' }, 'Specimen', 'read');
    expect(access !== undefined && allows(access, { resourceType: 'Specimen' }, ['p1'])).toBe(false);
  });

  test('is told from one that is narrowed otherwise', () => {
    const isOtherwise = (scope: string) => isNarrowedOtherwise({ sub: 'a', scope }, 'Observation', 'search');
    expect(isOtherwise('system/Observation.rs?code=1')).toBe(true);
    expect(isOtherwise('system/Observation.rs?category=laboratory')).toBe(false);
    expect(isOtherwise('system/Specimen.rs?code=1')).toBe(false);
  });
});

describe('the reader', () => {
  test.each([
    [{ sub: 'a', client_id: 'b', azp: 'c' }, 'a'],
    [{ sub: '', client_id: 'b', azp: 'c' }, 'b'],
    [{ sub: 7, azp: 'c' }, 'c'],
    [{ client: 'd' }, undefined],
  ])('of %j is %s', (claims, actor) => {
    expect(actorOf(claims)).toBe(actor);
  });

  test('who has no name reads nothing, because nobody could say who it was', () => {
    expect(accessTo({ scope: 'system/*.rs' }, 'Observation', 'read')).toBeUndefined();
  });
});
