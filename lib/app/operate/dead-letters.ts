import { exportStepSchema } from '../../model/export-job.ts';
import { inboundIdsSchema } from '../../model/inbound.ts';
import { outboundEntrySchema } from '../../model/outbound.ts';
import { notificationSchema } from '../../model/subscription.ts';
import { updateIdsSchema } from '../../model/update.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { DeadLetter, DeadLetterQueue, QueueKind, SystemQueue } from '../../ports/system-queues.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import { parseJson } from '../../shared/parse-json.ts';
import type { Site } from '../../site/site.ts';
import { redeliver } from '../deliver/redeliver.ts';
import {
  type AuditDependencies,
  patientsIn,
  patientsOfReports,
  type Reader,
  recordRead,
} from './audited-read.ts';

/** A queue with a dead-letter queue. */
export type QueueWithDeadLetters = SystemQueue & { readonly deadLetters: DeadLetterQueue };

export interface DeadLetterDependencies {
  readonly queues: readonly SystemQueue[];
  readonly reports: ReportStore;
  readonly updates: UpdateQueue;
  readonly site: Site;
}

/** The number of dead letters of each queue. */
export const countDeadLetters = (
  queues: readonly SystemQueue[],
): Promise<readonly { readonly queue: string; readonly entries: number }[]> =>
  Promise.all(
    queues.map(async ({ name, deadLetters }) => ({
      queue: name,
      entries: (await deadLetters?.count()) ?? 0,
    })),
  );

/** The queue with this name. Undefined if there is none, or if it has no dead-letter queue. */
export const queueNamed = (name: string, queues: readonly SystemQueue[]): QueueWithDeadLetters | undefined =>
  queues.filter(keepsDeadLetters).find((queue) => queue.name === name);

const keepsDeadLetters = (queue: SystemQueue): queue is QueueWithDeadLetters =>
  queue.deadLetters !== undefined;

/** A dead letter as it is shown to people. */
export interface ShownLetter {
  readonly id: string;
  readonly sentAt: string;
  readonly receives: number;
  /** Ids of ours: message, report, version, destination, subscription, export. */
  readonly about: Readonly<Record<string, string | number | undefined>>;
  /** The queue entry. Only if a reader is given. */
  readonly content?: unknown;
}

/**
 * Lists the first entries of each group and leaves them in the queue. If a reader is given, the content is
 * listed too, after an audit entry is written.
 */
export async function showDeadLetters(
  queue: QueueWithDeadLetters,
  limit: number,
  dependencies: DeadLetterDependencies & AuditDependencies,
  reader?: Reader,
): Promise<{ readonly letters: readonly ShownLetter[]; readonly total: number }> {
  const taken = await queue.deadLetters.take(limit);
  for (const letter of taken) await letter.giveBack();
  if (reader !== undefined && taken.length > 0) await recordLettersRead(queue, taken, reader, dependencies);
  const letters = taken.map((letter) => ({
    id: letter.id,
    sentAt: letter.sentAt,
    receives: letter.receives,
    about: idsIn(queue.kind, letter.body),
    ...(reader === undefined ? {} : { content: parseJson(letter.body) ?? letter.body }),
  }));
  return { letters, total: await queue.deadLetters.count() };
}

async function recordLettersRead(
  { name, kind }: QueueWithDeadLetters,
  letters: readonly DeadLetter[],
  reader: Reader,
  dependencies: DeadLetterDependencies & AuditDependencies,
): Promise<void> {
  const reportKeys = letters.flatMap(({ body }) => {
    const { reportKey } = idsIn(kind, body);
    return reportKey === undefined ? [] : [String(reportKey)];
  });
  const patients = [
    ...(await patientsOfReports(reportKeys, dependencies.reports)),
    ...letters.flatMap(({ body }) => patientsIn(messageIn(body), dependencies.site)),
  ];
  await recordRead(
    { action: 'read', resourceType: 'DeadLetter', subject: name, patients, count: letters.length },
    reader,
    dependencies,
  );
}

function idsIn(kind: QueueKind, body: string): ShownLetter['about'] {
  const json = parseJson(body);
  if (kind === 'inbound') return inboundIdsSchema.safeParse(json).data ?? {};
  if (kind === 'updates') return updateIdsSchema.safeParse(json).data ?? {};
  if (kind === 'notifications') {
    const { subscription, event } = notificationSchema.safeParse(json).data ?? {};
    return { subscription, reportKey: event?.reportKey, version: event?.version };
  }
  if (kind === 'exports') {
    const { job, step } = exportStepSchema.safeParse(json).data ?? {};
    return { export: job, step };
  }
  const { destination, report } = outboundEntrySchema.safeParse(json).data ?? {};
  return { destination, reportKey: report?.key, version: report?.version };
}

/** The HL7 message of an entry for the gateway. */
const messageIn = (body: string): Uint8Array =>
  Buffer.from(outboundEntrySchema.safeParse(parseJson(body)).data?.message ?? '', 'base64');

export interface Redriven {
  readonly id: string;
  /** Why the entry stays a dead letter. Undefined if it was put back. */
  readonly refusal: string | undefined;
}

/** At most so many entries are taken at once. */
const BATCH = 10;

/**
 * Puts dead letters back into their queue, batch by batch. The order is kept, because an entry can be taken
 * only after the entries before it in its group are gone. An entry that cannot be put back stays, and the
 * entries after it in its group stay too. For results for the gateway, the newest version is queued instead.
 */
export async function* redriveDeadLetters(
  queue: QueueWithDeadLetters,
  limit: number,
  dependencies: DeadLetterDependencies,
): AsyncGenerator<Redriven> {
  const kept: DeadLetter[] = [];
  let inHand: DeadLetter[] = [];
  let done = 0;
  try {
    while (done < limit) {
      inHand = [...(await queue.deadLetters.take(Math.min(BATCH, limit - done)))];
      if (inHand.length === 0) return;
      for (let letter = inHand[0]; letter !== undefined; letter = inHand[0]) {
        const refusal = await putBack(queue, letter, dependencies);
        if (refusal === undefined) await letter.discard();
        else kept.push(letter);
        inHand.shift();
        done++;
        yield { id: letter.id, refusal };
      }
    }
  } finally {
    for (const letter of [...kept, ...inHand]) await letter.giveBack();
  }
}

/** Puts an entry back, or returns why it stays a dead letter. */
async function putBack(
  { kind, id }: SystemQueue,
  letter: DeadLetter,
  dependencies: DeadLetterDependencies,
): Promise<string | undefined> {
  if (kind !== 'results') {
    await letter.sendAgain();
    return undefined;
  }
  // an EHR on MLLP cannot tell an old version from a new one, so it is sent the newest
  const { report } = outboundEntrySchema.safeParse(parseJson(letter.body)).data ?? {};
  if (report === undefined) return 'the entry belongs to no report: replay its message (labwire replay)';
  const wish = { destination: id, reportKey: report.key, redelivery: letter.id.slice(0, 16) };
  const outcome = await redeliver(wish, dependencies);
  return outcome.kind === 'refused' ? outcome.reason : undefined;
}
