import { runbookPageOf } from '../../model/runbook-pages.ts';
import type { Site } from '../../site/site.ts';
import { sourceIsSilent } from '../../site/source-is-silent.ts';
import type { Status } from './gather-status.ts';

/** Something that a person should look at. */
export interface Finding {
  readonly kind: /** An alarm is raised. */
    | 'alarm'
    /** A part of the system could not be read. */
    | 'unknown'
    /** Messages that could not be read since the counts began. */
    | 'failed'
    | 'dead-letters'
    /** Controls that were not read: results of their source are held behind them. */
    | 'unread-controls'
    /** Updates that a destination refused. */
    | 'parked'
    /** Corrections that are held: charts still show the older values. */
    | 'corrections'
    /** Test systems that are in any state but in control. */
    | 'controls'
    /** Test systems that need a control now. */
    | 'due'
    /** Look-backs that nobody has signed. */
    | 'look-backs'
    /** A source sends nothing for longer than its `silentAfterMinutes`. */
    | 'silent'
    /** The oldest entry of a queue waits for longer than `LATE_SECONDS`. */
    | 'late'
    /** Held messages. */
    | 'held';
  /** `broken`: something is wrong. `waiting`: a person decides, and nothing is broken. */
  readonly weight: 'broken' | 'waiting';
  readonly count: number;
  /** The runbook page of the alarm, the part, the queue, the source or the destination. */
  readonly name?: string;
}

/** An entry that waits for so long is late. */
export const LATE_SECONDS = 15 * 60;

/** Everything in a status that a person should look at, the worst first. Empty: nothing is wrong. */
export function judgeStatus(status: Status, site: Site): readonly Finding[] {
  const { alarms, unknown, flow, queues, destinations, heldCorrections, held, gatheredAt } = status;
  const findings: Finding[] = [
    ...alarms.map(({ name, page }) => broken('alarm', 1, runbookPageOf(page) ?? name)),
    ...unknown.map(({ part }) => broken('unknown', 1, part)),
    broken('failed', flow.failed),
    ...queues.map(({ name, deadLetters }) => broken('dead-letters', deadLetters, name)),
    ...status.unreadControls.map(({ source, count }) => broken('unread-controls', count, source)),
    ...destinations.map(({ id, parked }) => broken('parked', parked, id)),
    broken('corrections', heldCorrections),
    ...status.sources
      .filter(({ id, lastHeard }) => sourceIsSilent(site, id, lastHeard, gatheredAt))
      .map(({ id }) => broken('silent', 1, id)),
    ...queues.filter(({ oldestSeconds }) => oldestSeconds >= LATE_SECONDS).map(lateQueue),
    { kind: 'controls', weight: 'waiting', count: status.outOfControl },
    { kind: 'due', weight: 'waiting', count: status.controlsDue },
    { kind: 'look-backs', weight: 'waiting', count: status.openLookBacks },
    { kind: 'held', weight: 'waiting', count: Object.values(held).reduce((sum, count) => sum + count, 0) },
  ];
  return findings.filter(({ count }) => count > 0);
}

const broken = (kind: Finding['kind'], count: number, name?: string): Finding => ({
  kind,
  weight: 'broken',
  count,
  ...(name === undefined ? {} : { name }),
});

const lateQueue = ({ name, waiting, inHand }: Status['queues'][number]): Finding =>
  broken('late', Math.max(1, waiting + inHand), name);
