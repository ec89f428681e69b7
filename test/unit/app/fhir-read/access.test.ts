import { describe, expect, test } from '@jest/globals';
import { accessTo, actorOf, type Claims } from '../../../../lib/app/fhir-read/access.ts';
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
    // fewer resources than the type has
    ['system/Observation.rs?category=laboratory', false, false],
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
