import type { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { idSchema } from '../lib/shared/id.ts';

const cidrSchema = z.string().regex(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, 'a network such as 10.20.0.0/16');

/** The VPC in which the hospital's VPN ends. */
const networkSchema = z.strictObject({
  vpcId: z.string().regex(/^vpc-/),
  availabilityZones: z.array(z.string()).min(1),
  privateSubnetIds: z.array(z.string().regex(/^subnet-/)).min(1),
  /**
   * Route tables of the subnets, in the same order. If `isPrivate`, routes to DynamoDB and S3 are added to
   * them.
   */
  routeTableIds: z.array(z.string().regex(/^rtb-/)).optional(),
  /** The addresses that may connect: the hospital's network. */
  allow: cidrSchema,
});

/** One environment of `cdk.json`: where one site is deployed, and the settings in which deployments differ. */
export const deploymentSchema = z
  .strictObject({
    /** Folder of the site, from the folder of `cdk.json` on. */
    site: z.string().min(1).optional(),
    account: z
      .string()
      .regex(/^\d{12}$/, 'the 12 digits of an account, in quotes')
      .optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a region such as eu-central-1')
      .optional(),
    /** Prefix of every stack name, and namespace of the metrics. */
    name: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]{0,30}$/, 'letters and digits, a capital first')
      .default('Labwire'),
    tags: z.record(z.string(), z.string()).default({}),
    /** Addresses that get mail of every alarm. */
    alarmEmails: z.array(z.email()).default([]),
    /**
     * Gateways by their ids; each gets a role. With the trust anchor of the hospital's certificate authority
     * (IAM Roles Anywhere), a gateway on site proves its identity by a certificate with its id as common
     * name. `queues`: the sources and destinations whose work and results it hands on. Default: all for the only
     * gateway, none for one of several.
     */
    gateways: z
      .record(
        idSchema,
        z.strictObject({
          trustAnchorArn: z.string().startsWith('arn:').optional(),
          queues: z.array(idSchema).optional(),
        }),
      )
      .default({ main: {} }),
    /** The requests that one API takes before it answers 429. */
    throttle: z
      .strictObject({ ratePerSecond: z.number().int().positive(), burst: z.number().int().positive() })
      .default({ ratePerSecond: 1000, burst: 2000 }),
    /**
     * Addresses from which the APIs can be reached. Default: all; callers must always prove their identity.
     */
    allow: z.array(cidrSchema).min(1).optional(),
    network: networkSchema.optional(),
    /** True: the APIs and the functions are in the network, with no way in from the internet. */
    isPrivate: z.boolean().default(false),
    /** Runs the gateway on Fargate, in the network. */
    fargateGateway: z.boolean().default(false),
    /**
     * Objects that nobody can delete or change for this time. It cannot be undone, and only new buckets can
     * have it.
     */
    objectLock: z
      .strictObject({ mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), days: z.number().int().min(1).max(36_500) })
      .optional(),
    backup: z
      .strictObject({ dailyKeptDays: z.number().int().min(1), monthlyKeptDays: z.number().int().min(90) })
      .default({ dailyKeptDays: 35, monthlyKeptDays: 365 }),
  })
  .check(({ value, issues }) => {
    const needs = (path: string, isMissing: boolean, message: string) => {
      if (isMissing) issues.push({ code: 'custom', input: value, path: [path], message });
    };
    const { isPrivate, fargateGateway, network } = value;
    needs(
      'isPrivate',
      isPrivate && network?.routeTableIds === undefined,
      'name the network, with its routeTableIds',
    );
    needs('fargateGateway', fargateGateway && network === undefined, 'name the network');
    needs('gateways', Object.keys(value.gateways).length === 0, 'name at least one gateway');
  });

export type Deployment = z.infer<typeof deploymentSchema>;
export type Network = z.infer<typeof networkSchema>;

/** The environment that was named cannot be deployed. The message says how to correct it. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The context of a template that is not deployed, for a local run or a test: an environment of no account. */
export const undeployed = { environment: 'local', environments: { local: {} } } as const;

/**
 * The environment to deploy: `environment` of the CDK context names one of `environments`.
 * @throws EnvironmentError with the place of each problem
 */
export function deploymentOf(app: App): Deployment {
  if (app.node.tryGetContext('gateway') !== undefined)
    throw new EnvironmentError(
      'the context gateway is now fargateGateway and network of an environment: docs/deploy.md',
    );
  const environments = app.node.tryGetContext('environments') as Record<string, unknown> | undefined;
  const known = Object.keys(environments ?? {}).join(', ') || 'none';
  const name: unknown = app.node.tryGetContext('environment');
  if (typeof name !== 'string')
    throw new EnvironmentError(
      `name the environment with -c environment=NAME; cdk.json has: ${known}. docs/deploy.md says how to add one`,
    );
  const chosen =
    environments !== undefined && Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (chosen === undefined)
    throw new EnvironmentError(`cdk.json has no environment ${name}; it has: ${known}`);
  const checked = deploymentSchema.safeParse(chosen);
  if (checked.success) return checked.data;
  throw new EnvironmentError(
    checked.error.issues
      .map(({ path, message }) => `cdk.json: environments.${[name, ...path].join('.')}: ${message}`)
      .join('\n'),
  );
}
