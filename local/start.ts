import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { GatewayEvent } from '../gateway/events.ts';
import { startGateway } from '../gateway/gateway.ts';
import { createHttpRelay, createReceiptSender } from '../gateway/relay.ts';
import { createSigner } from '../gateway/sign-request.ts';
import { ClaimCheckStore } from '../lib/adapters/s3/claim-check-store.ts';
import { atLocalEhr } from '../lib/destinations/kinds.ts';
import { type Clock, systemClock } from '../lib/shared/clock.ts';
import { type channelSchema, gatewaySchema } from '../lib/site/gateway.ts';
import type { CheckedSite, Site } from '../lib/site/site.ts';
import { writeAssembly } from './assembly-cache.ts';
import { CloudWatch } from './aws/cloudwatch.ts';
import { type AwsEndpoint, startAwsEndpoint } from './aws/endpoint.ts';
import { type CloudAssembly, readAssembly } from './cloud-assembly.ts';
import { createEventSources, createFunctions } from './create-functions.ts';
import { type ClientConfig, type CreatedResources, createResources } from './create-resources.ts';
import { type EhrServer, startEhr } from './ehr/server.ts';
import { type Answered, createHttpApi } from './http-api.ts';
import type { RoleAccess } from './iam/access-check.ts';
import { readAccess } from './iam/read-access.ts';
import { recordPermissions } from './iam/record-permissions.ts';
import { close, listen } from './listen.ts';
import { patience } from './patience.ts';
import { openPrivateFolder } from './private-folder.ts';
import { readAlarms } from './read-alarms.ts';
import { find, routesOf } from './routes.ts';
import { startSchedules } from './schedules.ts';
import { REGION, TemplateResolver } from './template-resolver.ts';
import { startTokenIssuer } from './token-issuer.ts';

export interface StartOptions extends CheckedSite {
  /** Folder that keeps the state between runs. Default: in memory. */
  readonly dataDirectory?: string | undefined;
  /** Values of AWS Secrets Manager by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Serves the console, with an issuer on this machine at which invented people sign in. */
  readonly withConsole?: boolean;
  /** Serves the read API, if the site has `access`, with an issuer on this machine that gives every client a token. */
  readonly withReaders?: boolean;
  /** Delivers to the destinations of the site. Default: each is replaced by a stand-in on this machine. */
  readonly keepDestinations?: boolean;
  /** The clock of metrics and alarms. */
  readonly clock?: Clock;
  /** Default: 0, any free port. */
  readonly mllpPort?: number;
  readonly astmPort?: number;
  readonly httpPort?: number;
  /** Further channels of the gateway, as in a site file. */
  readonly channels?: readonly z.input<typeof channelSchema>[];
  /** Gets each step of the start, for people. */
  readonly onProgress?: (step: string) => void;
  readonly onAnswered?: (answered: Answered) => void;
  readonly onGatewayEvent?: (event: GatewayEvent) => void;
  /** Gets every log line of every function. */
  readonly onLog?: (line: string) => void;
  /** Gets the error of a function that failed as a whole; its entries are retried. */
  readonly onFailure?: (failure: unknown) => void;
}

/** Where clients read over FHIR. */
export interface Readers {
  readonly fhirUrl: string;
  readonly tokenUrl: string;
}

/** The running system. */
export interface LocalCloud extends CreatedResources {
  readonly mllpPort: number;
  readonly astmPort: number;
  readonly httpPort: number;
  /** The port of each channel of the gateway. */
  readonly ports: ReadonlyMap<string, number>;
  /** The address of the console. Undefined without one. */
  readonly consoleUrl: string | undefined;
  /** The read API, and the address of tokens for it. Undefined without `access`, or if the site's own issuer gives them. */
  readonly readers: Readers | undefined;
  readonly ehr: EhrServer;
  readonly aws: AwsEndpoint;
  /** The permissions in the template; every request is checked against them. */
  readonly access: RoleAccess;
  /** The site that it runs, with the destinations that were given. */
  readonly checkedSite: CheckedSite;
  /** The output `System` of the template, which the command line uses. */
  readonly system: string;
  /** Credentials and address for AWS clients of this system. */
  readonly clientConfig: ClientConfig;
  /** Runs the schedules of the template now, at the time of `clock`. */
  runSchedules(): Promise<void>;
  /** Resolves after the next batch that a function has handled. */
  nextInvocation(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs the deployed template on this machine: synthesizes the CDK app, creates its table, queues and buckets
 * in emulators, and runs each bundled function with the environment of the template. A gateway stands before
 * it, and an EHR behind it that replaces every destination of the site.
 */
export async function start(options: StartOptions): Promise<LocalCloud> {
  const { dataDirectory, onProgress = () => undefined } = options;
  if (dataDirectory !== undefined) openPrivateFolder(dataDirectory);
  const cleanups: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    onProgress('starting the EHR');
    const ehr = await startEhr({ dataDirectory, isUsed: options.keepDestinations !== true });
    cleanups.push(ehr.stop);

    onProgress('synthesizing the template and bundling the functions');
    // its library is long to load, and most runs have no console
    const issuer =
      options.withConsole === true ? await (await import('./issuer.ts')).startIssuer() : undefined;
    if (issuer !== undefined) cleanups.push(issuer.stop);
    const { console: _deployed, ...atEhr } =
      options.keepDestinations === true ? options.site : withLocalDestinations(options.site, ehr);
    const tokens =
      options.withReaders === true && atEhr.access !== undefined
        ? await startTokenIssuer(atEhr.access)
        : undefined;
    if (tokens !== undefined) cleanups.push(tokens.stop);
    const site = {
      ...atEhr,
      ...(issuer === undefined ? {} : { console: issuer.console }),
      ...(tokens === undefined ? {} : { access: tokens.access }),
    };
    const { siteVersion, scripts, quality } = options;
    const { assembly, removeAssembly } = await assemble({ site, siteVersion, scripts, quality });
    cleanups.push(removeAssembly);

    onProgress('starting DynamoDB, SQS and S3');
    const aws = await startAwsEndpoint(dataDirectory, { ...newSecrets(assembly), ...options.secrets });
    cleanups.push(aws.stop);
    const template = new TemplateResolver(assembly, aws.url);
    const clientConfigFor = (caller: string): ClientConfig => ({
      endpoint: aws.url,
      region: REGION,
      credentials: { accessKeyId: caller, secretAccessKey: 'local' },
    });
    const clientConfig = clientConfigFor('local');
    const created = await createResources(template, clientConfig);
    const access = readAccess(template);
    const cloudwatch = new CloudWatch({
      alarms: readAlarms(template),
      clock: options.clock ?? systemClock,
      waiting: aws.waiting,
    });
    aws.attach({ access, cloudwatch, invoke: (name, event) => find(functions, name).invoke(event) });
    cleanups.push(() => recordPermissions(template, access));

    onProgress('starting the functions');
    const onLog = options.onLog ?? (() => undefined);
    const functions = await createFunctions({
      ...{ template, assembly, access, cloudwatch, clientConfigFor, onLog },
    });
    for (const one of functions.values()) cleanups.push(() => one.stop());
    const waiters: (() => void)[] = [];
    const onInvoked = () => {
      for (const resolve of waiters.splice(0)) resolve();
    };
    const onFailure = options.onFailure ?? (() => undefined);
    for (const source of createEventSources({ template, functions, clientConfigFor, onInvoked, onFailure }))
      cleanups.push(() => source.stop());

    const clock = options.clock ?? systemClock;
    const schedules = startSchedules({ template, functions, clock, onFailure });
    cleanups.push(schedules.stop);

    const mayCall = (caller: string, arn: string) =>
      access.mayDo(caller, { action: 'execute-api:Invoke', resource: arn });
    const api = createHttpApi({
      routes: routesOf(template, functions, mayCall),
      onAnswered: options.onAnswered,
      onServerError: (ApiName) => cloudwatch.count('AWS/ApiGateway', '5XXError', { ApiName }),
    });
    const httpPort = await listen(api, options.httpPort);
    cleanups.push(() => close(api));
    // cookies of a browser are kept for localhost; it is the address that the issuer knows
    const consoleUrl = issuer === undefined ? undefined : `http://localhost:${httpPort}/console`;
    if (consoleUrl !== undefined) issuer?.serve(consoleUrl);
    const gatewayConfig = clientConfigFor('gateway');
    const sqs = new SQSClient(gatewayConfig);
    const claims = new ClaimCheckStore(created.bucketName, gatewayConfig);
    const sign = createSigner({ region: REGION, credentials: async () => gatewayConfig.credentials });
    const relay = { url: `http://127.0.0.1:${httpPort}`, timeoutMs: 30_000 * patience() };
    const gateway = await startGateway({
      site,
      config: gatewaySchema.parse({
        channels: [
          { id: 'mllp', kind: 'mllp', port: options.mllpPort ?? 0 },
          { id: 'astm', kind: 'astm', port: options.astmPort ?? 0 },
          ...(options.channels ?? []),
        ],
      }),
      relay: createHttpRelay({ ...relay, sign }),
      work: { sqs, queueUrls: JSON.parse(template.output('WorkQueues')) },
      results: {
        sqs,
        queueUrls: JSON.parse(template.output('ResultQueues')),
        onReceipt: createReceiptSender({ ...relay, sign }),
        fetchClaimCheck: (claim) => claims.get(claim),
      },
      onEvent: options.onGatewayEvent ?? (() => undefined),
    });
    cleanups.push(gateway.stop, () => sqs.destroy());
    return {
      mllpPort: gateway.ports.get('mllp') ?? 0,
      astmPort: gateway.ports.get('astm') ?? 0,
      httpPort,
      ports: gateway.ports,
      consoleUrl,
      readers:
        tokens === undefined
          ? undefined
          : { fhirUrl: `http://127.0.0.1:${httpPort}/fhir`, tokenUrl: tokens.tokenUrl },
      ehr,
      aws,
      access,
      ...created,
      checkedSite: { site: options.site, siteVersion, scripts, quality },
      system: template.output('System'),
      clientConfig,
      runSchedules: schedules.run,
      nextInvocation: () => new Promise((resolve) => waiters.push(resolve)),
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** The same destinations, each at the EHR of this run. */
const withLocalDestinations = (site: Site, ehr: EhrServer): Site => ({
  ...site,
  destinations: site.destinations.map((destination) => atLocalEhr(destination, ehr)),
});

/** A value for each secret that the template creates. */
const newSecrets = ({ resources }: CloudAssembly): Record<string, string> =>
  Object.fromEntries(
    resources
      .filter(({ type }) => type === 'AWS::SecretsManager::Secret')
      .map(({ properties }) => [String(properties['Name']), randomBytes(48).toString('base64url')]),
  );

/** Places the assembly next to a `node_modules` that provides the packages of Lambda's runtime. */
async function assemble(
  checked: CheckedSite,
): Promise<{ readonly assembly: CloudAssembly; readonly removeAssembly: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-'));
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'));
  const directory = join(folder, 'cdk.out');
  await writeAssembly(checked, directory);
  return {
    assembly: readAssembly(directory),
    removeAssembly: () => rmSync(folder, { recursive: true, force: true }),
  };
}
