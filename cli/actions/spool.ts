import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SpoolState } from '../../gateway/spool/entries.ts';
import { Spool } from '../../gateway/spool/spool.ts';
import { SpoolError } from '../../gateway/spool/spool-error.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, good, odd, print, printJson, printText, quiet, remark, Text, writeContent } from '../output.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
import { readSeal, type SpoolOptions } from './gateway.ts';

interface ListOptions extends SpoolOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Lists the messages that wait on this machine's disk, and those that the cloud or a destination refused. */
export async function listSpool(options: ListOptions): Promise<void> {
  const spool = openSpool(options);
  const states: SpoolState[] = ['waiting', 'refused', ...(options.all === true ? (['done'] as const) : [])];
  const messages = spool.list(states);
  const parked = spool.parked();
  const status = spool.status();
  spool.close();
  if (options.json === true) return printJson({ ...status, messages, parked });
  for (const { seq, state, receivedAt, channel, type, controlId, bytes, reason } of messages) {
    const paint = state === 'done' ? good : state === 'refused' ? bad : odd;
    printText(
      Text.join(
        [
          String(seq).padStart(8),
          paint(state.padEnd(8)),
          receivedAt.toISOString(),
          channel.padEnd(16),
          (type ?? '').padEnd(4),
          (controlId ?? '').padEnd(20),
          quiet(`${bytes} bytes${reason === undefined ? '' : ` · ${reason}`}`),
        ],
        '  ',
      ),
    );
  }
  for (const { seq, destination, reason, parkedAt, bytes } of parked)
    print`${`out-${seq}`.padStart(8)}  ${bad('parked  ')}  ${parkedAt.toISOString()}  ${destination.padEnd(16)}  ${quiet(`${bytes} bytes · ${reason}`)}`;
  print`${status.waiting} waiting, ${status.refused} refused, ${parked.length} parked; ${Math.ceil(status.bytes / 1024)} of ${Math.round(status.maxBytes / 1024)} kB`;
}

/**
 * Prints one message as received, decrypted, to standard output. The reader and the reason are recorded
 * first.
 */
export async function showSpooled(number: string, options: SpoolOptions & ReasonOptions): Promise<void> {
  const { actor, reason } = readerOf(options);
  const spool = openSpool(options);
  try {
    const message = spool.get(toSeq(number));
    if (message === undefined) throw new UsageError(`there is no message ${number} in ${options.data}`);
    spool.recordReading({ seq: message.seq, actor, reason });
    writeContent(message.bytes);
  } finally {
    spool.close();
  }
}

/** Lists who read which message on this machine, when and why. */
export async function listReadings(options: ListOptions): Promise<void> {
  const spool = openSpool(options);
  const readings = spool.readings();
  spool.close();
  if (options.json === true) return printJson(readings);
  if (readings.length === 0) print`no message was read on this machine`;
  for (const { seq, readAt, actor, reason } of readings)
    print`${readAt.toISOString()}  ${actor}  message ${seq}  ${quiet(reason)}`;
}

/** Sends messages again that the cloud or a destination refused. */
export async function retrySpooled(numbers: readonly string[], options: SpoolOptions): Promise<void> {
  const spool = openSpool(options);
  for (const number of numbers) {
    const isOutbound = number.startsWith('out-');
    const seq = toSeq(number.replace(/^out-/, ''));
    const isFound = isOutbound ? spool.unpark(seq) : spool.retry(seq);
    if (isFound) print`${number}  ${good('waits again')}`;
    else {
      remark`${number}: no refused or parked message has this number`;
      process.exitCode = exitCode.problem;
    }
  }
  spool.close();
}

function toSeq(number: string): number {
  if (!/^\d{1,15}$/.test(number))
    throw new UsageError(`${number} is not a message number: labwire spool ls lists them`);
  return Number(number);
}

/** @throws UsageError if there is no spool, or if the key is wrong */
function openSpool(options: SpoolOptions): Spool {
  if (!existsSync(join(options.data, 'spool.sqlite')))
    throw new UsageError(
      `there is no spool in ${options.data}: give the data folder of the gateway with --data`,
    );
  try {
    return new Spool({
      directory: options.data,
      seal: readSeal(options),
      // these limits do not matter, because nothing is added here
      ...{ maxBytes: 1024 ** 3, maxAgeMs: Number.POSITIVE_INFINITY, keepMs: Number.POSITIVE_INFINITY },
      clock: systemClock,
    });
  } catch (cause) {
    if (cause instanceof SpoolError)
      throw new UsageError(`the spool in ${options.data} is encrypted with another key`);
    throw cause;
  }
}
