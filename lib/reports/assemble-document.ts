import type { Observation } from '../model/observation.ts';
import type { ReportedObservation, ReportPart } from '../model/report.ts';
import { isSameResult } from './results/same-result.ts';
import { isSettled, type Said } from './statements/statement.ts';

/** One statement about one slot. */
interface DocumentStatement {
  readonly observation: Observation;
  readonly messageId: string;
  /** OBR-25 of the part that the statement comes from. */
  readonly reportStatus: string | undefined;
  readonly isSettled: boolean;
  readonly isWithdrawn: boolean;
  /** The statement comes from the document that counts. */
  readonly isLeading: boolean;
}

/**
 * The results of a document report. Only one document counts, `whole`. Slots of other documents that it does
 * not have are marked wrong (`W`).
 */
export function assembleDocument(
  oldestFirst: readonly Said[],
  { whole, isTakenBack }: { readonly whole: ReportPart | undefined; readonly isTakenBack: boolean },
): ReportedObservation[] {
  const slots = new Map<string, DocumentStatement[]>();
  const say = (part: ReportPart, observation: Observation, isWithdrawn: boolean) => {
    const statements = slots.get(observation.slot) ?? [];
    statements.push({
      observation,
      messageId: part.messageId,
      reportStatus: part.status,
      isSettled: isSettled(observation, part),
      isWithdrawn,
      isLeading: part === whole,
    });
    slots.set(observation.slot, statements);
  };
  const wholeSlots = new Set(whole?.observations.map(({ slot }) => slot));
  let isBehind = false;
  for (const { part, observations, isWithdrawn } of oldestFirst) {
    // an older document is history; a newer one that is not signed yet is left out until it is
    const isOther = part.isWhole === true && part !== whole;
    if (isOther && isBehind && !isWithdrawn) continue;
    for (const observation of observations) {
      const isLeftOut = isOther && !wholeSlots.has(observation.slot);
      say(part, observation, isWithdrawn || isTakenBack || isLeftOut);
    }
    isBehind ||= part === whole;
  }
  return [...slots.values()].map(standing);
}

/**
 * The statement of the document that counts stands. Otherwise the newest settled statement stands, otherwise
 * the newest.
 */
function standing(oldestFirst: readonly DocumentStatement[]): ReportedObservation {
  const rank = (one: DocumentStatement) => (one.isWithdrawn ? -1 : one.isLeading ? 2 : Number(one.isSettled));
  const ordered = oldestFirst.toReversed().sort((a, b) => rank(b) - rank(a));
  const [current, ...rest] = ordered;
  if (current === undefined) throw new Error('a slot without a statement');
  const replaced = current.isWithdrawn ? [] : rest.filter((one) => one.isSettled && !one.isWithdrawn);
  const amended = replaced.find((one) => !isSameResult(one.observation, current.observation));
  return {
    ...current.observation,
    ...(current.isWithdrawn ? { status: 'W' } : {}),
    messageId: current.messageId,
    reportStatus: current.reportStatus,
    isUnmarkedCorrection: amended !== undefined && !saysCorrection(current.observation),
    ...(amended === undefined
      ? {}
      : { corrects: { messageId: amended.messageId, at: amended.observation.at } }),
    history: rest.map(({ observation, messageId }) => ({ ...observation, messageId })),
  };
}

/** Whether a status marks a correction (HL7 table 0085). */
const saysCorrection = ({ status }: Observation): boolean =>
  status !== undefined && !['F', 'U', 'V'].includes(status);
