import { describe, expect, test } from '@jest/globals';
import { dig, fullSite, lifecycleRules, network, synthesize, text, variants } from '../support/template.ts';
import { alarmsProperties } from './properties/alarms.ts';
import { dataProperties } from './properties/data.ts';
import { exposureProperties } from './properties/exposure.ts';
import { functionsProperties } from './properties/functions.ts';
import { permissionsProperties } from './properties/permissions.ts';
import { queuesProperties } from './properties/queues.ts';

/** Properties of the template, whatever the deployment. */
const deployments = variants.map(
  ([name, { site, environment }]) => [name, synthesize(site, environment)] as const,
);

describe.each(deployments)('a deployment %s', (_name, deployment) => {
  describe('has queues: each', () => queuesProperties(deployment));
  describe('keeps its data', () => dataProperties(deployment));
  describe('has functions: each', () => functionsProperties(deployment));
  describe('permissions', () => permissionsProperties(deployment));
  describe('the way in', () => exposureProperties(deployment));
  describe('alarms: each', () => alarmsProperties(deployment));
});

test('a destination with a rate is served by two at once, each at half of it', () => {
  const [[, { ofType }]] = deployments as [(typeof deployments)[number]];
  const mappings = ofType('AWS::Lambda::EventSourceMapping');
  const of = (id: string) => mappings.find(([name]) => name.startsWith(`Deliver${id}`))?.[1].Properties;
  expect(of('registry')?.['ScalingConfig']).toEqual({ MaximumConcurrency: 2 });
  expect(of('ehr')?.['ScalingConfig']).toEqual({ MaximumConcurrency: 10 });
  const [, worker] = ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Deliverregistry')) ?? [];
  expect(dig(worker, 'Properties', 'Environment', 'Variables', 'SPACING_MS')).toBe('500');
});

test('one schedule runs what inspects the controls each minute, and may do nothing else', () => {
  const [[, { ofType }]] = deployments as [(typeof deployments)[number]];
  const [[rule, schedule] = [], ...others] = ofType('AWS::Events::Rule');
  expect(others).toEqual([]);
  expect(schedule?.Properties).toMatchObject({
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    // the next run makes up for one that failed
    Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
  });
  const allowed = ofType('AWS::Lambda::Permission').filter(
    ([, one]) => one.Properties['Principal'] === 'events.amazonaws.com',
  );
  expect(allowed).toHaveLength(1);
  expect(text(allowed)).toContain('InspectFunction');
  expect(dig(allowed, 0, 1, 'Properties', 'SourceArn', 'Fn::GetAtt')).toEqual([rule, 'Arn']);
  const [, inspect] = ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Inspect')) ?? [];
  expect(dig(inspect, 'Properties', 'Timeout')).toBeLessThan(60);
});

test('without test systems there is no timer, and no alarm of controls', () => {
  const { ofType } = synthesize(fullSite(), {}, { materials: [], systems: [] });
  expect(ofType('AWS::Events::Rule')).toEqual([]);
  expect(text(ofType('AWS::CloudWatch::Alarm'))).not.toMatch(/ControlsOverdue|LookBacksLate/);
  expect(ofType('AWS::Lambda::Function')).toHaveLength(12);
});

test('objects are locked where the environment says so, and only there', () => {
  const locks = deployments.map(([, { ofType }]) =>
    ofType('AWS::S3::Bucket').flatMap(([, { Properties }]) => Properties['ObjectLockConfiguration'] ?? []),
  );
  expect(locks).toEqual([
    [],
    [],
    [{ ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3653 } } }],
  ]);
});

test('without readers in the site there is no way to read', () => {
  const destinations = [{ id: 'feed', kind: 'queue' }];
  const { ofType } = synthesize(fullSite({ access: undefined, destinations }));
  expect(text(ofType('AWS::ApiGateway::Resource'))).not.toContain('fhir');
  expect(ofType('AWS::Cognito::UserPool')).toEqual([]);
});

test('a token of the user pool lives fifteen minutes', () => {
  const [[, client] = []] = synthesize(fullSite({ access: {} })).ofType('AWS::Cognito::UserPoolClient');
  expect(client?.Properties).toMatchObject({
    AccessTokenValidity: 15,
    TokenValidityUnits: { AccessToken: 'minutes' },
  });
});

test('a user pool lets in who was invited, with a second factor', () => {
  const [[, pool] = []] = synthesize(fullSite({ access: {} })).ofType('AWS::Cognito::UserPool');
  expect(pool?.Properties).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    MfaConfiguration: 'ON',
    DeletionProtection: 'ACTIVE',
  });
});

test('people of a console without an issuer sign in at a user pool, in the groups of the site', () => {
  const roles = { technician: ['TECH', 'HEADS'], supervisor: ['HEADS'] };
  const { ofType } = synthesize(fullSite({ console: { roles } }));
  expect(ofType('AWS::Cognito::UserPool').map(([, { Properties }]) => Properties)).toMatchObject([
    { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true }, MfaConfiguration: 'ON' },
  ]);
  const groups = ofType('AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => Properties['GroupName']);
  expect(groups).toEqual(['TECH', 'HEADS']);
  const [[, client] = []] = ofType('AWS::Cognito::UserPoolClient');
  expect(client?.Properties).toMatchObject({ AllowedOAuthFlows: ['code'], GenerateSecret: false });
  for (const [name, path] of [
    ['CallbackURLs', '/live/console/callback'],
    ['LogoutURLs', '/live/console/signed-out'],
  ] as const) {
    expect(client?.Properties[name]).toHaveLength(1);
    expect(text(client?.Properties[name])).toContain(path);
  }
  const [, target] = ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Console')) ?? [];
  const variables = dig<object>(target, 'Properties', 'Environment', 'Variables');
  expect(Object.keys(variables)).toEqual(expect.arrayContaining(['ISSUER', 'CLIENT_ID', 'SIGN_IN_ORIGIN']));
  expect(synthesize(fullSite()).ofType('AWS::Cognito::UserPool')).toEqual([]);
});

test('a private deployment cannot use a user pool for its console, and says so', () => {
  const site = fullSite({ console: { roles: { viewer: ['ALL'] } } });
  expect(() => synthesize(site, { network, isPrivate: true, allow: ['10.20.0.0/16'] })).toThrow(
    'console.issuer: a private deployment needs one',
  );
});

test('an object stays for as long as the longest class of the site', () => {
  const retention = { classes: [{ sections: ['BLB'], years: 30 }] };
  const rules = lifecycleRules(synthesize(fullSite({ retention })));
  const days = rules.find(({ Prefix }) => Prefix === 'reports/')?.ExpirationInDays;
  expect(days).toBeGreaterThanOrEqual(30 * 365.25);
});

test('a destination that goes is held back by no other stack', () => {
  const [, , [, { site, environment }]] = variants as [unknown, unknown, (typeof variants)[number]];
  const exportsOf = (one: typeof site) =>
    synthesize(one, environment).app.synth().getStackByName('LabwireProcessing').template[
      'Outputs'
    ] as Record<string, { Export?: { Name: string } }>;
  const before = exportsOf(site);
  const after = exportsOf({ ...site, destinations: site.destinations.filter(({ id }) => id !== 'ward') });
  const named = (outputs: typeof before) =>
    Object.values(outputs).flatMap(({ Export }) => Export?.Name ?? []);
  expect(named(before).filter((name) => !named(after).includes(name))).toEqual([]);
});
