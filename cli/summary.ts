import { heldCount, setAsideCount, updateCount } from '../lib/model/message.ts';
import type { Journey } from './journeys.ts';

export interface Summary {
  readonly messages: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly observations: number;
  readonly stored: number;
  readonly held: number;
  readonly setAside: number;
  readonly delivered: number;
  /** Observations without an outcome, updates that did not arrive, messages without an answer. */
  readonly lost: number;
}

export function summarize(journeys: readonly Journey[]): Summary {
  const count = (outcome: string) => journeys.filter((journey) => journey.outcome === outcome).length;
  const accepted = journeys.filter(({ outcome }) => outcome === 'accepted');
  const sum = (value: (journey: Journey) => number) =>
    accepted.reduce((total, journey) => total + value(journey), 0);
  const ledgerOf = ({ record }: Journey) => record?.ledger;
  const observations = sum(({ observationsSent }) => observationsSent);
  const stored = sum((journey) => ledgerOf(journey)?.stored ?? 0);
  const held = sum((journey) => {
    const ledger = ledgerOf(journey);
    return ledger === undefined ? 0 : heldCount(ledger);
  });
  const setAside = sum((journey) => {
    const ledger = ledgerOf(journey);
    return ledger === undefined ? 0 : setAsideCount(ledger);
  });
  const delivered = sum((journey) => journey.delivered);
  const undelivered = sum(
    ({ record, delivered: done, parked }) => updateCount(record?.reports ?? []) - done - parked,
  );
  return {
    messages: journeys.length,
    accepted: accepted.length,
    duplicate: count('duplicate'),
    rejected: count('rejected'),
    observations,
    stored,
    held,
    setAside,
    delivered,
    lost: Math.abs(observations - stored - held - setAside) + undelivered + count('not-stored'),
  };
}

/** The summary as one line of fixed form, for people and scripts. */
export const summaryLine = (summary: Summary): string =>
  `${summary.messages} messages: ${summary.accepted} accepted, ${summary.duplicate} duplicate, ${summary.rejected} rejected; ` +
  `${summary.observations} observations in = ${summary.stored} stored + ${summary.held} held + ${summary.setAside} set aside; ` +
  `${summary.delivered} updates delivered; ${summary.lost} lost`;
