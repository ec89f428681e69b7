import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, AppProps } from 'aws-cdk-lib';
import { createApp } from '../../infra/app.ts';
import { type Quality, qualityFileSchema } from '../../lib/site/quality/schema.ts';
import type { Site } from '../../lib/site/site.ts';
import { aSite } from './site.ts';

/** Templates of deployments as CloudFormation gets them, without bundles. */

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export interface Synthesized {
  readonly app: App;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly stacks: readonly {
    readonly name: string;
    readonly terminationProtection: boolean;
    readonly tags: object;
  }[];
  ofType(type: string): [string, Resource][];
}

/** The value at a path in a template. */
export const dig = <T>(value: unknown, ...path: readonly (string | number)[]): T =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value) as T;

export const text = (value: unknown): string => JSON.stringify(value);

/** The lifecycle rules of the buckets. */
export const lifecycleRules = ({ ofType }: Pick<Synthesized, 'ofType'>) =>
  ofType('AWS::S3::Bucket').flatMap(([, bucket]) =>
    dig<{ Prefix?: string; ExpirationInDays: number }[]>(
      bucket,
      'Properties',
      'LifecycleConfiguration',
      'Rules',
    ),
  );

/**
 * A laboratory with a destination of each kind, an instrument that receives unsolicited work, and readers.
 */
export const fullSite = (overrides: Readonly<Record<string, unknown>> = {}): Site =>
  aSite({
    sources: [
      { id: 'lis', kind: 'lis', silentAfterMinutes: 60 },
      {
        id: 'analyzer',
        kind: 'analyzer',
        sender: { application: 'A' },
        work: { send: 'broadcast', to: { host: 'analyzer.test', port: 2600 } },
      },
    ],
    destinations: [
      { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
      {
        id: 'registry',
        kind: 'fhir',
        url: 'https://registry.test/fhir',
        ratePerSecond: 4,
        auth: { kind: 'bearer', token: 'registry/token' },
      },
      { id: 'ward', kind: 'mllp', to: { host: 'ward.test', port: 2575 } },
      { id: 'feed', kind: 'queue' },
      { id: 'subscribers', kind: 'subscriptions', endpoints: ['https://ehr.test/hooks'] },
    ],
    access: { issuer: 'https://issuer.test', audience: ['labwire'] },
    console: {
      issuer: 'https://issuer.test',
      clientId: 'labwire-console',
      roles: { technician: ['LAB-TECH'] },
    },
    gateway: { channels: [{ id: 'analyzers', kind: 'mllp', host: '0.0.0.0', port: 2575 }] },
    ...overrides,
  });

export const network = {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  routeTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  allow: '10.20.0.0/16',
};

/** Deployments that differ in every setting. */
export const variants: readonly (readonly [
  string,
  { readonly site: Site; readonly environment: Readonly<Record<string, unknown>> },
])[] = [
  ["with the hospital's own issuer", { site: fullSite(), environment: {} }],
  [
    'with user pools of its own',
    {
      site: fullSite({ access: {}, console: { roles: { technician: ['LAB-TECH'], supervisor: ['HEADS'] } } }),
      environment: { name: 'LabwireTest' },
    },
  ],
  [
    'without a way in from the internet',
    {
      site: fullSite(),
      environment: {
        network,
        isPrivate: true,
        fargateGateway: true,
        allow: ['10.20.0.0/16'],
        alarmEmails: ['laboratory@hospital.test'],
        objectLock: { mode: 'COMPLIANCE', days: 3653 },
        gateways: {
          core: {
            trustAnchorArn: 'arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/a',
            queues: ['ward'],
          },
          annex: {
            trustAnchorArn: 'arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/a',
            queues: ['analyzer'],
          },
        },
      },
    },
  ],
];

/** A site whose updates are read from another account, a bus, and a data store of AWS HealthLake. */
export const siteReadByOthers = (account: string): Site =>
  fullSite({
    destinations: [
      { id: 'own', kind: 'queue' },
      { id: 'partner', kind: 'queue', readers: [account] },
      { id: 'bus', kind: 'eventbridge', bus: 'ehr-bus', readers: [account] },
      {
        id: 'lake',
        kind: 'fhir',
        url: 'https://healthlake.us-east-1.amazonaws.com/datastore/0a1b/r4',
        auth: { kind: 'sigv4', datastore: `arn:aws:healthlake:us-east-1:${account}:datastore/fhir/0a1b` },
      },
    ],
  });

/** One test system, whose controls become due. */
const controlled = qualityFileSchema.parse({
  systems: [{ id: 'glucose', source: 'analyzer', analyte: 'GLU', levels: ['1'] }],
});

/** The app of a deployment, not yet synthesized. `quality`: default: one test system. */
export const appOf = (
  site: Site,
  environment: Readonly<Record<string, unknown>> = {},
  props: AppProps = {},
  quality: Quality | undefined = controlled,
): App =>
  createApp(
    { site, siteVersion: 'test', quality },
    {
      ...props,
      outdir: mkdtempSync(join(tmpdir(), 'labwire-infra-')),
      analyticsReporting: false,
      context: {
        environment: 'tested',
        environments: { tested: environment },
        'aws:cdk:bundling-stacks': [],
      },
    },
  );

/** Without the rules of CloudFormation, which take seconds: `nag.test.ts` has them. */
export function synthesize(
  site: Site,
  environment: Readonly<Record<string, unknown>> = {},
  quality: Quality | undefined = controlled,
): Synthesized {
  const app = appOf(site, environment, { builtinCloudFormationValidation: false }, quality);
  const { stacks } = app.synth();
  const resources: Record<string, Resource> = Object.assign(
    {},
    ...stacks.map(({ template }) => template['Resources']),
  );
  return {
    app,
    environment,
    resources,
    stacks: stacks.map(({ stackName, terminationProtection, tags }) => ({
      name: stackName,
      terminationProtection: terminationProtection === true,
      tags,
    })),
    ofType: (type) => Object.entries(resources).filter(([, { Type }]) => Type === type),
  };
}

/** Every allowing statement of every policy, with the name of its policy. */
export const statementsOf = ({ ofType }: Synthesized) =>
  ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap(ofType).flatMap(([id, { Properties }]) =>
    dig<Statement[]>(Properties, 'PolicyDocument', 'Statement').map((statement) => ({
      id,
      actions: [statement.Action].flat(),
      resources: [statement.Resource].flat().map(text),
      effect: statement.Effect,
      condition: statement.Condition,
    })),
  );
