import {
  groupResults,
  type ObservationGroup,
  type OrderGroup,
  type PatientGroup,
} from '@labwire/hl7/groups/result-groups';
import type { Issue } from '@labwire/hl7/issue';
import { readOrc } from '@labwire/hl7/segments/orc';
import type { HoldReason } from '../../model/hold-reason.ts';
import type { SetAsideReason } from '../../model/message.ts';
import type { Patient } from '../../model/patient.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { type Described, toDescribed, toPatient } from '../elements/patient.ts';
import { isReadingRow } from '../elements/result-code.ts';
import { materialOf } from '../rules/control-firewall.ts';
import { statedCorrections, statementsOf } from '../rules/stated-corrections.ts';
import { withParentSets } from './parent-sets.ts';
import { toQcPoints } from './qc-points.ts';
import { isReleased, type Reading, type ReadingOptions, readingOf } from './reading.ts';
import { type IncomingPart, isCancellation, toReportPart } from './report-part.ts';

/** A result message, normalized. Every OBX is in exactly one of the three lists. */
export interface NormalizedResults {
  readonly parts: readonly IncomingPart[];
  /** Groups that are held outside any report. */
  readonly held: readonly {
    readonly reason: HoldReason;
    readonly at: string;
    readonly observations: number;
    /** The number of its orders that correct results by their own words: 0 or 1. */
    readonly corrections: number;
  }[];
  /** Results set aside as control material, each once. */
  readonly qcPoints: readonly QcPoint[];
  readonly setAside: readonly {
    readonly reason: SetAsideReason;
    readonly at: string;
    readonly observations: number;
  }[];
  /** The number of OBX segments in the message, counted independently of the grouping. */
  readonly received: number;
  readonly issues: readonly Issue[];
  /** Results whose code has no LOINC code, or whose unit is not UCUM. */
  readonly unmapped: readonly UnmappedTerm[];
}

/** Turns an admitted message into report parts. Pure: the same message gives the same parts. */
export function normalizeResults(admitted: AdmittedMessage, options: ReadingOptions): NormalizedResults {
  const { message } = admitted;
  const reading = readingOf(admitted, options);
  const groups = groupResults(message.segments);
  const outcomes = heldIfEmpty(
    groups.patients.flatMap((patient) => normalizePatient(patient, reading)),
    reading,
  );
  return {
    parts: withParentSets(outcomes.flatMap((outcome) => (outcome.kind === 'part' ? [outcome.incoming] : []))),
    held: outcomes.flatMap((outcome) => (outcome.kind === 'held' ? [outcome] : [])),
    qcPoints: outcomes.flatMap((outcome) => (outcome.kind === 'set-aside' ? outcome.qcPoints : [])),
    setAside: outcomes.flatMap((outcome) => (outcome.kind === 'set-aside' ? [outcome] : [])),
    received: message.segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
    unmapped: unmappedIn(
      outcomes.flatMap((outcome) => (outcome.kind === 'part' ? [outcome.incoming] : [])),
      reading,
    ),
  };
}

export const unmappedIn = (parts: readonly IncomingPart[], reading: Reading): UnmappedTerm[] =>
  parts.flatMap(({ unmapped }) =>
    unmapped.map((term) => ({ ...term, source: reading.source.id, messageId: reading.messageId })),
  );

type Outcome =
  | { readonly kind: 'part'; readonly incoming: IncomingPart }
  | ({ readonly kind: 'held' } & NormalizedResults['held'][number])
  | {
      readonly kind: 'set-aside';
      readonly reason: SetAsideReason;
      readonly at: string;
      readonly observations: number;
      readonly qcPoints: readonly QcPoint[];
    };

/**
 * Holds a message of readings alone. The profile of another instrument would otherwise set aside every result without
 * a word to anybody.
 */
function heldIfEmpty(outcomes: readonly Outcome[], reading: Reading): readonly Outcome[] {
  const isEmpty = outcomes.every((one) => one.kind === 'set-aside' && one.reason === 'instrument-reading');
  if (!isEmpty || reading.isQualityControl || isReleased(reading, 'only-readings')) return outcomes;
  return outcomes.flatMap((one): Outcome[] =>
    one.kind === 'set-aside'
      ? [
          {
            ...{ kind: 'held', reason: 'only-readings' },
            at: one.at,
            observations: one.observations,
            corrections: 0,
          },
        ]
      : [],
  );
}

function normalizePatient(group: PatientGroup, reading: Reading): Outcome[] {
  const patient = toPatient(group, reading.context);
  const who = {
    patient,
    described: patient === undefined ? toDescribed(group, reading.context) : undefined,
  };
  const counted = new Set<ObservationGroup>();
  const outcomes = group.orders
    .filter((order) => !isOrderOnly(order))
    .flatMap((order) => normalizeOrder(order, group, who, counted, reading));
  const orphans = group.specimens
    .filter(({ observations }) => observations.some((observation) => !counted.has(observation)))
    .flatMap((specimen) => {
      const order: OrderGroup = {
        notes: [],
        others: [],
        observations: specimen.observations,
        specimens: [{ ...specimen, observations: [] }],
      };
      return normalizeOrder(order, group, who, counted, reading);
    });
  return [...outcomes, ...orphans];
}

/** An ORC alone changes an order. It has no results, so it makes no report unless it cancels. */
const isOrderOnly = ({ orc, obr, observations, specimens }: OrderGroup): boolean =>
  orc !== undefined &&
  obr === undefined &&
  [{ observations }, ...specimens].every((one) => one.observations.length === 0) &&
  !isCancellation(readOrc(orc), undefined);

/** The place of a part in its message. */
export const placeOfOrder = ({ obr, orc, observations }: OrderGroup): string =>
  (obr ?? orc ?? observations[0]?.obx)?.at() ?? 'OBR';

function normalizeOrder(
  sent: OrderGroup,
  group: PatientGroup,
  who: { readonly patient: Patient | undefined; readonly described: Described | undefined },
  counted: Set<ObservationGroup>,
  reading: Reading,
): Outcome[] {
  // observations about a specimen are counted once, with the first order after it
  const aboutSpecimen = sent.specimens
    .flatMap(({ observations }) => observations)
    .filter((observation) => !counted.has(observation));
  for (const observation of [...aboutSpecimen, ...sent.observations]) counted.add(observation);
  const all = aboutSpecimen.length + sent.observations.length;
  const at = placeOfOrder(sent);
  const isResult = ({ obx }: ObservationGroup): boolean => !isReadingRow(obx, reading.context);
  const hasReadings = !aboutSpecimen.every(isResult) || !sent.observations.every(isResult);
  const ofSpecimen = hasReadings ? aboutSpecimen.filter(isResult) : aboutSpecimen;
  const order = hasReadings ? { ...sent, observations: sent.observations.filter(isResult) } : sent;
  const observations = ofSpecimen.length + order.observations.length;
  const readings: Outcome[] =
    observations === all
      ? []
      : [
          {
            ...{ kind: 'set-aside', reason: 'instrument-reading', at },
            ...{ observations: all - observations, qcPoints: [] },
          },
        ];
  if (observations === 0 && all > 0) return readings;
  const material = materialOf(order, group, reading);
  if (material === 'control') {
    const qcPoints = toQcPoints(order, ofSpecimen, reading);
    return [{ kind: 'set-aside', reason: 'control-material', at, observations, qcPoints }, ...readings];
  }
  if (material === 'unknown' && !isReleased(reading, 'unknown-role'))
    return [
      {
        ...{ kind: 'held', reason: 'unknown-role', at, observations },
        corrections: statedCorrections(statementsOf(order, ofSpecimen)),
      },
      ...readings,
    ];
  const incoming = toReportPart({ order, ofSpecimen, ...who, group, at, reading });
  return [{ kind: 'part', incoming }, ...readings];
}
