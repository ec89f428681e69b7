import type { Observation } from '../model/observation.ts';
import type { ReportedObservation, ReportPart } from '../model/report.ts';
import { isSettled, resultOf, type Said } from './statement.ts';

/** One statement about one slot. */
interface DocumentStatement {
  readonly observation: Observation;
  readonly messageId: string;
  /** OBR-25 of the part that made it. */
  readonly reportStatus: string | undefined;
  readonly isSettled: boolean;
  readonly isWithdrawn: boolean;
  /** It is of the one document that counts. */
  readonly isLeading: boolean;
}

/** The contents of a document: of all that came one counts, `whole`; what it leaves out of an older one is wrong. */
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
    // of documents one counts: an older one is history, and a newer one that is not signed waits for it
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

/** The one of the document that counts stands, else the newest that is settled, else the newest of all. */
function standing(oldestFirst: readonly DocumentStatement[]): ReportedObservation {
  const rank = (one: DocumentStatement) => (one.isWithdrawn ? -1 : one.isLeading ? 2 : Number(one.isSettled));
  const ordered = oldestFirst.toReversed().sort((a, b) => rank(b) - rank(a));
  const [current, ...rest] = ordered;
  if (current === undefined) throw new Error('a slot without a statement');
  const replaced = current.isWithdrawn ? [] : rest.filter((one) => one.isSettled && !one.isWithdrawn);
  const amended = replaced.find((one) => resultOf(one.observation) !== resultOf(current.observation));
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

/** Whether a statement that replaces another is one that says so (HL7 table 0085). */
const saysCorrection = ({ status }: Observation): boolean =>
  status !== undefined && !['F', 'U', 'V'].includes(status);
