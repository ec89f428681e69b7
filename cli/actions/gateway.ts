import { readFileSync } from 'node:fs';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { GatewayEvent } from '../../gateway/events.ts';
import { startGateway } from '../../gateway/gateway.ts';
import { createRatedLog, type LeftOut } from '../../gateway/rated-log.ts';
import { createHttpRelay, createReceiptSender } from '../../gateway/relay.ts';
import { ServiceTime } from '../../gateway/service-time.ts';
import { createSigner } from '../../gateway/sign-request.ts';
import { createSeal, KEY_BYTES, type Seal } from '../../gateway/spool/seal.ts';
import { SpoolError } from '../../gateway/spool/spool-error.ts';
import { realTime } from '../../gateway/time.ts';
import { ClaimCheckStore } from '../../lib/adapters/s3/claim-check-store.ts';
import type { CommandVariable } from '../../lib/shared/environment-names.ts';
import { isSecureAddress } from '../../lib/shared/secure-address.ts';
import { gatewaySchema } from '../../lib/site/gateway.ts';
import { UsageError } from '../exit.ts';
import { printJsonLine } from '../output.ts';
import { siteAt } from '../site-option.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { version } from '../version.ts';

export interface SpoolOptions {
  readonly data: string;
  readonly keyFile?: string;
}

interface GatewayCommandOptions extends SpoolOptions {
  readonly site: string;
  readonly url: string;
  readonly insecure?: true;
  readonly region: string;
  readonly healthHost: string;
  readonly healthPort: number;
  readonly workQueues: Readonly<Record<string, string>>;
  readonly resultQueues: Readonly<Record<string, string>>;
}

/** The default without a configuration: MLLP on its usual port, for this machine only. */
const defaultConfig = { channels: [{ id: 'mllp', kind: 'mllp', port: 2575 }] };

/** The account in a queue URL: `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. */
const accountOf = (queueUrl: string | undefined): string | undefined =>
  queueUrl === undefined ? undefined : /\/(\d{12})\/[^/]+$/.exec(queueUrl)?.[1];

/** Runs the gateway: it listens for instruments and passes their messages to the cloud. */
export async function gateway(options: GatewayCommandOptions): Promise<void> {
  const { site } = siteAt(options.site);
  const config = site.gateway ?? gatewaySchema.parse(defaultConfig);
  const isKept = config.channels.some(({ policy }) => policy === 'store-and-forward');
  const { region, workQueues, resultQueues, url } = options;
  if (options.insecure !== true && !isSecureAddress(url))
    throw new UsageError('--url is plain HTTP to another machine: use https, or add --insecure');
  const sqs = new SQSClient({ region });
  // a claim check names its bucket, which must be one of the account that owns the queues
  const claims = new ClaimCheckStore({ owner: accountOf(Object.values(resultQueues)[0]) }, { region });
  const serviceTime = new ServiceTime();
  const cloud = { url, timeoutMs: 20_000, sign: createSigner({ region, serviceTime }), serviceTime };
  const events = createRatedLog(log, realTime);
  const running = await startGateway({
    site,
    config,
    relay: createHttpRelay(cloud),
    spool: isKept ? { directory: options.data, seal: readSeal(options) } : undefined,
    work: { sqs, queueUrls: workQueues },
    results: {
      sqs,
      queueUrls: resultQueues,
      onReceipt: createReceiptSender(cloud),
      fetchClaimCheck: (claim) => claims.get(claim),
    },
    health: { host: options.healthHost, port: options.healthPort },
    version,
    onEvent: events.onEvent,
  }).catch((cause: unknown) => {
    throw toUsage(cause, options) ?? cause;
  });
  // who reads that it is ready may end it at once
  const interrupted = untilInterrupted();
  printLine({ event: 'ready', ports: Object.fromEntries(running.ports), healthPort: running.healthPort });
  await interrupted;
  await running.stop();
  events.flush();
  sqs.destroy();
  printLine({ event: 'stopped' });
}

/** One JSON line for each event: ids, codes and counts, never a message. */
const log = ({ kind, ...fields }: GatewayEvent | LeftOut): void => printLine({ event: kind, ...fields });

const printLine = (fields: Readonly<Record<string, unknown>>): void =>
  printJsonLine({ time: new Date().toISOString(), ...fields });

/** @throws UsageError if there is no key, or if it is invalid */
export function readSeal({ keyFile }: SpoolOptions): Seal {
  const text =
    keyFile === undefined ? process.env['LABWIRE_SPOOL_KEY' satisfies CommandVariable] : readKeyFile(keyFile);
  if (text === undefined)
    throw new UsageError(
      'the spool needs an encryption key: make one with `openssl rand -base64 32 > spool.key` and give it with --key-file, or set LABWIRE_SPOOL_KEY',
    );
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES)
    throw new UsageError(
      `the key of the spool must be ${KEY_BYTES} bytes in base64: openssl rand -base64 32`,
    );
  return createSeal(key);
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`cannot read the key file ${file}`);
  }
}

function toUsage(cause: unknown, { data }: SpoolOptions): UsageError | undefined {
  if (cause instanceof SpoolError && cause.code === 'wrong-key')
    return new UsageError(`the spool in ${data} is encrypted with another key`);
  if (cause instanceof SpoolError && cause.code.startsWith('disk-'))
    return new UsageError(
      `cannot write to the disk of the spool in ${data} (${cause.code}): free some space, or repair the disk`,
    );
  if (cause instanceof SpoolError && cause.code === 'spool-in-use')
    return new UsageError(
      `another gateway uses the spool in ${data}: stop it, or give this one a folder of its own with --data`,
    );
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  if (cause.code === 'EADDRINUSE') return new UsageError(`${cause.message}: another program uses this port`);
  if (cause.code === 'ENOENT' || cause.code === 'EACCES') return new UsageError(cause.message);
  return undefined;
}
