import type { ChartChange } from '../../model/chart-change.ts';
import type { ClaimedPatient } from '../../model/claimed-patient.ts';
import { holdReasonsOf } from '../../model/message.ts';
import type { ReportVersion } from '../../model/report.ts';
import type { Interpreter, Rehearsed } from '../../ports/interpreter.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { diffReports } from '../../reports/changes/diff-reports.ts';
import { readableChanges } from '../../reports/changes/readable-changes.ts';
import type { NormalizeDependencies } from '../process/normalize-dependencies.ts';
import type { RehearsedChange } from '../replay/rehearse.ts';
import { type ReplayPlan, replayPlanner } from '../replay/replay-message.ts';
import { patientsIn } from './audited-read.ts';
import { claimedPatients } from './claimed-patients.ts';
import { listUnmapped } from './list-unmapped.ts';
import { seeControls, seeSystems } from './see-controls.ts';

/** Interprets with the stores of the system. Nothing is written. */
export const interpreterWith = (dependencies: NormalizeDependencies): Interpreter => ({
  rehearse: async ({ messageId, release }) => {
    const plan = await replayPlanner(dependencies)({ messageId, release, by: REHEARSER });
    if (plan.kind === 'refused') return { kind: 'refused', reason: plan.reason };
    return asSeen(plan, await claimsOf(messageId, dependencies), dependencies.reports);
  },
  patientsIn: async (messageId) => {
    const stored = await dependencies.messages.get(messageId);
    return stored === undefined ? [] : patientsIn(stored.bytes, dependencies.site);
  },
  systems: () => seeSystems(dependencies, dependencies.clock()),
  controls: (request) => seeControls(request, dependencies),
  unmapped: (most) => listUnmapped(dependencies, most),
});

/** A plan is not stored, so nobody reads this name. */
const REHEARSER = 'labwire';

/** Only people who may look at the change are told, because the claims are patient data. */
async function claimsOf(
  messageId: string,
  dependencies: NormalizeDependencies,
): Promise<readonly ClaimedPatient[]> {
  const stored = await dependencies.messages.get(messageId);
  const isMismatch = stored !== undefined && holdReasonsOf(stored.record).includes('patient-mismatch');
  return isMismatch ? claimedPatients(stored.bytes, dependencies) : [];
}

type Planned = Extract<ReplayPlan, { readonly kind: 'planned' }>;

async function asSeen(
  { ledger, waits, patients, changes }: Planned,
  claims: readonly ClaimedPatient[],
  reports: Pick<ReportStore, 'version'>,
): Promise<Rehearsed> {
  const seen = await Promise.all(
    changes.map(async (change) => ({ ...change, shown: await shownOf(change, reports) })),
  );
  const inCharts = seen.flatMap(({ shown, after }) =>
    [shown, after].flatMap((one) => one?.report.patient?.key ?? []),
  );
  return {
    kind: 'planned',
    ledger,
    group: waits.group,
    patients: [...new Set([...patients, ...inCharts, ...claims.map(({ key }) => key)])],
    changes: seen.map(changeOf),
    claims,
  };
}

const changeOf = ({
  key,
  shown,
  after,
}: RehearsedChange & { readonly shown: ReportVersion | undefined }): ChartChange => ({
  key,
  shown: shown?.version,
  isSent: after.published === after.version,
  holds: after.report.holds,
  lines: readableChanges(shown?.report, after.report),
  fields: diffReports(shown?.report, after.report),
});

/** The version that charts show: one that was held never reached a chart. */
async function shownOf(
  { key, before }: RehearsedChange,
  reports: Pick<ReportStore, 'version'>,
): Promise<ReportVersion | undefined> {
  if (before?.published === undefined) return undefined;
  return before.published === before.version ? before : reports.version(key, before.published);
}
