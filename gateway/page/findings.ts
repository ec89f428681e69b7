import { duration } from '../../lib/console/parts/time.ts';
import type { PageState } from './state.ts';
import { whyUnready } from './words.ts';

/** A message that waits for longer is a finding. */
const LATE_MS = 15 * 60_000;

/** What is wrong now, one sentence each. Empty: nothing is. */
export function findingsOf({ unready, spool, channels, cloud, destinations, silent }: PageState): string[] {
  const isFailing = ({ lastSent, lastFailure }: PageState['cloud']): boolean =>
    lastFailure !== undefined && (lastSent === undefined || lastSent < lastFailure.at);
  return [
    ...(unready === undefined ? [] : [whyUnready(unready)]),
    ...(isFailing(cloud) ? [`The cloud takes no messages (${cloud.lastFailure?.reason}).`] : []),
    ...(spool !== undefined && spool.waitingMs >= LATE_MS
      ? [`The oldest message has waited ${duration(spool.waitingMs)} for the cloud.`]
      : []),
    ...(spool !== undefined && spool.refused > 0
      ? [`Messages that the cloud refused for good: ${spool.refused}. See labwire spool ls.`]
      : []),
    ...channels.flatMap(({ id, lastIn }) =>
      lastIn?.outcome === 'not-stored'
        ? [`The last message of ${id} was not stored; its sender keeps it.`]
        : [],
    ),
    ...[...destinations].flatMap(([id, state]) =>
      isFailing(state) ? [`${id} takes no messages (${state.lastFailure?.reason}).`] : [],
    ),
    ...silent.map((id) => `${id} is silent.`),
  ];
}
