import {
  chooseRelease,
  chooseReplays,
  type ReplayChoice,
  recordChangesRead,
} from '../../lib/app/operate/choose-replays.ts';
import type { RehearsedChange } from '../../lib/app/replay/rehearse.ts';
import {
  carryOutReplay,
  type Replayed,
  type ReplayPlan,
  type ReplayRequest,
  replayPlanner,
} from '../../lib/app/replay/replay-message.ts';
import type { HoldReason } from '../../lib/model/hold-reason.ts';
import { describeLedger } from '../../lib/model/message.ts';
import { diffReports } from '../../lib/reports/changes/diff-reports.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import {
  bad,
  endProgress,
  good,
  odd,
  print,
  printIssue,
  printJsonLine,
  printText,
  progress,
  quiet,
  strong,
} from '../output.ts';
import { actorOf, readerOf } from '../reader.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';

interface ActOptions extends SystemOptions {
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly by?: string | undefined;
  readonly why?: string | undefined;
  readonly json?: boolean | undefined;
}

interface ReplayOptions extends ActOptions {
  readonly held?: HoldReason | undefined;
  readonly since?: Date | undefined;
  readonly source?: string | undefined;
}

/** Reads messages again with the current site, orders and merges. It shows the changes first. */
export async function replay(ids: readonly string[], options: ReplayOptions): Promise<void> {
  const choice = choiceOf(ids, options);
  await withSystem(options, effectOf(options), async (system) => {
    await act(await chooseReplays(choice, system), [], options, system);
  });
}

/** A dry run with a reason writes down who saw which values. */
const effectOf = ({ dryRun, why }: ActOptions) => ({ writes: dryRun !== true || why !== undefined });

/** @throws UsageError unless messages are selected in exactly one way */
function choiceOf(ids: readonly string[], { held, since, source }: ReplayOptions): ReplayChoice {
  const choices: readonly (ReplayChoice | undefined)[] = [
    ids.length > 0 ? { ids } : undefined,
    held === undefined ? undefined : { held, source },
    since === undefined ? undefined : { since, source },
  ];
  const [choice, ...others] = choices.filter((one) => one !== undefined);
  if (choice === undefined || others.length > 0)
    throw new UsageError('say which messages: give their ids, or --held REASON, or --since TIME');
  return choice;
}

/** Releases the held results of a message. It shows the changes first. */
export async function release(
  id: string,
  options: ActOptions & { readonly reason?: HoldReason | undefined; readonly why: string },
): Promise<void> {
  await withSystem(options, effectOf(options), async (system) => {
    const chosen = await chooseRelease(id, options.reason, system);
    if (chosen.kind === 'unknown-message')
      throw new UsageError(`there is no message ${id}: labwire held lists the ids`);
    if (chosen.kind === 'nothing-held') throw new UsageError(`nothing of message ${id} is held`);
    await act([id], chosen.release, options, system);
  });
}

/** Plans all replays, asks for confirmation, and carries out those that are possible. */
async function act(
  ids: readonly string[],
  release: readonly HoldReason[],
  options: ActOptions,
  system: ConnectedSystem,
): Promise<void> {
  const show = options.json === true ? printAsJson : printForPeople;
  const reader = options.why === undefined ? undefined : readerOf(options);
  const ready: ReplayRequest[] = [];
  const plan = replayPlanner(system);
  for (const [index, messageId] of ids.entries()) {
    progress(`planning ${index + 1}/${ids.length}`);
    const planned = await plan({ messageId, by: actorOf(options), why: options.why, release });
    endProgress();
    if (planned.kind === 'planned') {
      ready.push(planned.request);
      if (reader !== undefined) await recordChangesRead(messageId, planned.changes, reader, system);
    } else process.exitCode = exitCode.problem;
    show.plan(planned, reader !== undefined);
  }
  const question = `Replay ${ready.length === 1 ? '1 message' : `${ready.length} messages`}?`;
  if (options.dryRun === true || ready.length === 0 || !(await isConfirmed(question, options))) {
    show.nothingDone(ids.length);
    return;
  }
  for (const [index, request] of ready.entries()) {
    progress(`${index + 1}/${ready.length}`);
    const replayed = await carryOutReplay(request, system);
    endProgress();
    if (replayed.kind === 'refused') process.exitCode = exitCode.problem;
    show.done(request.messageId, replayed);
  }
}

export const printForPeople = {
  plan(plan: ReplayPlan, withValues: boolean): void {
    const id = strong(plan.request.messageId);
    if (plan.kind === 'refused') {
      print`${id}  ${bad('not possible')}: ${plan.reason}`;
      plan.issues.forEach(printIssue);
      return;
    }
    const before = plan.before.ledger === undefined ? undefined : describeLedger(plan.before.ledger);
    const after = describeLedger(plan.ledger);
    const waiting = Object.keys(plan.ledger.held);
    print`${id}  ${before === after ? quiet('unchanged: ') : ''}${after}${waiting.length === 0 ? '' : odd(` · ${waiting.join(', ')}`)}`;
    for (const change of plan.changes) printChange(change, withValues);
  },
  done(messageId: string, replayed: Replayed): void {
    const id = strong(messageId);
    if (replayed.kind === 'refused') print`${id}  ${bad('not possible')}: ${replayed.reason}`;
    else
      print`${id}  ${good('done')}: ${describeLedger(replayed.ledger)} · ${replayed.updates} updates queued`;
  },
  nothingDone(count: number): void {
    printText(quiet(count === 0 ? 'no message matches' : 'nothing was changed'));
  },
};

function printChange({ key, before, after }: RehearsedChange, withValues: boolean): void {
  print`  report ${key}  ${before === undefined ? 'new' : `v${before.version}`} → v${after.version}`;
  for (const { field, ...change } of diffReports(before?.report, after.report))
    if (withValues) print`    ${field}  ${bad(change.before ?? '—')} → ${good(change.after ?? '—')}`;
    else print`    ${field}`;
  if (!withValues)
    printText(quiet('    --why TEXT shows the values; the reason is written to the audit log'));
}

const printAsJson: typeof printForPeople = {
  plan: ({ request, ...plan }, withValues) =>
    printJsonLine({
      event: 'planned',
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
  done: (messageId, replayed) => printJsonLine({ event: 'done', messageId, ...replayed }),
  nothingDone: () => undefined,
};
