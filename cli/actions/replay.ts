import { describeLedger } from '../../lib/app/process/tally.ts';
import type { RehearsedChange } from '../../lib/app/replay/rehearse.ts';
import {
  carryOutReplay,
  type Replayed,
  type ReplayPlan,
  type ReplayRequest,
  replayPlanner,
} from '../../lib/app/replay/replay-message.ts';
import type { HoldReason } from '../../lib/model/report.ts';
import { diffReports } from '../../lib/reports/diff-reports.ts';
import { readerOf, writeDown } from '../audited.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, endProgress, good, odd, progress, quiet, strong } from '../output.ts';
import { type ConnectedSystem, connect, type SystemOptions } from '../system.ts';

interface ActOptions extends SystemOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly by?: string;
  readonly why?: string;
  readonly json?: boolean;
}

interface ReplayOptions extends ActOptions {
  readonly held?: HoldReason;
  readonly since?: Date;
  readonly source?: string;
}

/** Reads messages again, with the site, the orders and the merges of today; what would change is shown first. */
export async function replay(ids: readonly string[], options: ReplayOptions): Promise<void> {
  const ways = [ids.length > 0, options.held !== undefined, options.since !== undefined];
  if (ways.filter(Boolean).length !== 1)
    throw new UsageError('say which messages: their ids, or --held REASON, or --since TIME');
  const system = connect(options);
  try {
    const chosen = await choose(ids, options, system);
    await act(await inOrder(chosen, system), [], options, system);
  } finally {
    system.close();
  }
}

/** Lets held results go, on a person's word; what would change is shown first. */
export async function release(
  id: string,
  options: ActOptions & { readonly reason?: HoldReason; readonly why: string },
): Promise<void> {
  const system = connect(options);
  try {
    const stored = await system.messages.get(id);
    if (stored === undefined) throw new UsageError(`there is no message ${id}: see labwire held`);
    const held = Object.keys(stored.record.ledger?.held ?? {}) as HoldReason[];
    if (held.length === 0) throw new UsageError('nothing of this message is held');
    await act([id], options.reason === undefined ? held : [options.reason], options, system);
  } finally {
    system.close();
  }
}

async function choose(
  ids: readonly string[],
  { held, since, source }: ReplayOptions,
  { messages, site, clock }: ConnectedSystem,
): Promise<readonly string[]> {
  if (held !== undefined) {
    const waiting = await Array.fromAsync(messages.held(held));
    return waiting.filter((one) => source === undefined || one.source === source).map((one) => one.messageId);
  }
  if (since === undefined) return ids;
  const found: string[] = [];
  for (const { id } of site.sources)
    if (source === undefined || id === source)
      found.push(...(await Array.fromAsync(messages.receivedBetween(id, since, clock()))));
  return found;
}

/** As they were received, so that an order is read before its result. */
async function inOrder(ids: readonly string[], { messages }: ConnectedSystem): Promise<readonly string[]> {
  const received = new Map<string, string>();
  for (const id of new Set(ids)) received.set(id, (await messages.get(id))?.record.receivedAt ?? '');
  return [...received].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([id]) => id);
}

async function act(
  ids: readonly string[],
  releases: readonly HoldReason[],
  options: ActOptions,
  system: ConnectedSystem,
): Promise<void> {
  const say = options.json === true ? printAsJson : printForPeople;
  const request = (messageId: string): ReplayRequest => ({
    messageId,
    by: readerOf(options),
    why: options.why,
    release: releases,
  });
  const plan = replayPlanner(system);
  const ready: string[] = [];
  for (const [index, id] of ids.entries()) {
    progress(`looking at ${index + 1}/${ids.length}`);
    const planned = await plan(request(id));
    endProgress();
    if (planned.kind === 'planned') await writeDownChanges(id, planned.changes, options, system);
    say.planned(planned, options.why !== undefined);
    if (planned.kind === 'planned') ready.push(id);
    else process.exitCode = exitCode.problem;
  }
  const question = `Do this with ${ready.length} ${ready.length === 1 ? 'message' : 'messages'}?`;
  if (options.dryRun === true || ready.length === 0 || !(await isConfirmed(question, options))) {
    say.nothingDone(ids.length);
    return;
  }
  for (const [index, id] of ready.entries()) {
    progress(`${index + 1}/${ready.length}`);
    const outcome = await carryOutReplay(request(id), system);
    endProgress();
    if (outcome.kind === 'refused') process.exitCode = exitCode.problem;
    say.done(id, outcome);
  }
}

/** What would change is shown value by value, for a reason. */
async function writeDownChanges(
  id: string,
  changes: readonly RehearsedChange[],
  options: ActOptions,
  system: ConnectedSystem,
): Promise<void> {
  if (changes.length === 0 || options.why === undefined) return;
  const patients = changes.flatMap(({ before, after }) =>
    [before, after].flatMap((one) => one?.report.patient?.key ?? []),
  );
  await writeDown(
    system,
    { action: 'read', resourceType: 'Message', subject: id, patients, count: changes.length },
    { actor: readerOf(options), reason: options.why },
  );
}

const printForPeople = {
  planned(plan: ReplayPlan, withValues: boolean): void {
    const id = plan.request.messageId;
    if (plan.kind === 'refused') {
      console.log(`${strong(id)}  ${bad('not possible')}: ${plan.reason}`);
      for (const { at, code, message } of plan.issues) console.log(`  ${at ?? ''} (${code}) ${message}`);
      return;
    }
    const before = plan.before.ledger === undefined ? 'not read' : describeLedger(plan.before.ledger);
    const after = describeLedger(plan.ledger);
    const waiting = Object.keys(plan.ledger.held);
    console.log(
      `${strong(id)}  ${before === after ? quiet('as before: ') : ''}${after}${waiting.length === 0 ? '' : odd(` · ${waiting.join(', ')}`)}`,
    );
    for (const { key, before: standing, after: next } of plan.changes) {
      console.log(
        `  report ${key}  ${standing === undefined ? 'new' : `v${standing.version}`} → v${next.version}`,
      );
      for (const change of diffReports(standing?.report, next.report))
        console.log(
          withValues
            ? `    ${change.field}  ${bad(change.before ?? '—')} → ${good(change.after ?? '—')}`
            : `    ${change.field}`,
        );
      if (!withValues) console.log(quiet('    values are shown for a reason: --why TEXT'));
    }
  },
  done(id: string, outcome: Replayed): void {
    console.log(
      outcome.kind === 'refused'
        ? `${strong(id)}  ${bad('not possible')}: ${outcome.reason}`
        : `${strong(id)}  ${good('done')}: ${describeLedger(outcome.ledger)} · ${outcome.updates} updates`,
    );
  },
  nothingDone(count: number): void {
    console.log(count === 0 ? 'no such message' : 'nothing was changed');
  },
};

const printAsJson: typeof printForPeople = {
  planned: ({ request, ...plan }, withValues) =>
    console.log(
      JSON.stringify({
        event: 'rehearsed',
        messageId: request.messageId,
        ...plan,
        changes: (plan.kind === 'planned' ? plan.changes : []).map(({ key, before, after }) => ({
          report: key,
          from: before?.version,
          to: after.version,
          fields: diffReports(before?.report, after.report).map((change) =>
            withValues ? change : { field: change.field },
          ),
        })),
      }),
    ),
  done: (messageId, outcome) => console.log(JSON.stringify({ event: 'done', messageId, ...outcome })),
  nothingDone: () => undefined,
};
