import type { ObservationGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { namesCriticalRange, type Obx, readObx, repeats } from '@labwire/hl7/segments/obx';
import { isMisfit, type ObxValue, readObxValues } from '@labwire/hl7/segments/obx-value';
import type { Concept } from '../../model/concept.ts';
import type { Observation, Value } from '../../model/observation.ts';
import { toConcept, toConcepts, toOrganization, toPerson, toPersons } from './concept.ts';
import type { ReadingContext } from './context.ts';
import { saidByInstrument } from './instrument-value.ts';
import { toReagents } from './reagents.ts';
import { toReferenceRange } from './reference-range.ts';
import { withCodeOf } from './result-code.ts';
import { plainSubId } from './sub-id.ts';
import { toTimestamp } from './timestamp.ts';
import { holdsBareNumber, toUnit } from './unit.ts';

/** Assigns slots. A result that repeats within its report gets a slot of its own. */
export class SlotCounter {
  readonly #counts = new Map<string, number>();

  slotOf(reportKey: string, obx: Obx): string {
    const { identifier } = obx;
    const code = identifier?.code ?? identifier?.alternateCode ?? identifier?.text ?? '';
    const system = identifier?.code === undefined ? identifier?.alternateSystem : identifier.system;
    const slot = [code, system ?? '', obx.subId ?? '', obx.instanceId ?? ''].join('|');
    const key = `${reportKey}#${slot}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count === 1 ? slot : `${slot}|${count}`;
  }
}

export function toObservation(
  group: ObservationGroup,
  options: {
    readonly reportKey: string;
    readonly slots: SlotCounter;
    readonly isOfSpecimen: boolean;
    readonly context: ReadingContext;
    /** OBX-4 only counts the rows of its order: see `countsRows`. */
    readonly countsRows?: boolean;
  },
): Observation {
  const { context } = options;
  const segment = group.obx;
  const read = withCodeOf(readObx(segment), segment, context);
  const obx = { ...read, subId: options.countsRows === true ? undefined : plainSubId(read.subId) };
  const reagents = group.others.length === 0 ? [] : toReagents(group.others, context);
  const sent = readObxValues(segment, obx.valueType, context.decimalSeparator);
  const { values, flags, status, notes } = saidByInstrument(segment, obx, sent, context);
  if (values.some((value) => isMisfit(value, obx.valueType)))
    context.warn(
      errorCode.dataType,
      segment.at(5),
      'OBX-5 does not fit its type in OBX-2; it was kept as text',
    );
  if (values.length === 0 && notes.length === 0 && isSaid(segment))
    context.warn(errorCode.dataType, segment.at(5), 'OBX-5 holds no value of its type; it has none');
  const unit = unitOf(obx.units, segment, context);
  if (repeats(segment, 6))
    context.warn(errorCode.dataType, segment.at(6), 'OBX-6 repeats; its first unit was used');
  if (repeats(segment, 7) && !namesCriticalRange(segment))
    context.warn(errorCode.dataType, segment.at(7), 'OBX-7 repeats; it was kept as text without limits');
  return {
    slot: options.slots.slotOf(options.reportKey, obx),
    at: segment.at(),
    code: toConcept(obx.identifier) ?? { codings: [] },
    subId: obx.subId,
    run: obx.instanceId,
    valueType: obx.valueType,
    values: values.map((value) => toValue(value, context.timeZone)),
    isNull: segment.isNull(5),
    unit,
    ...(segment.isNull(6) ? { isUnitNull: true } : {}),
    referenceRange: toReferenceRange(obx.referenceRange, context.decimalSeparator, unit),
    ...(obx.criticalRange === undefined
      ? {}
      : { criticalRange: toReferenceRange(obx.criticalRange, context.decimalSeparator, unit) }),
    flags: [...flags],
    status,
    observed: context.moment(obx.observed, segment.at(14)),
    analyzed: context.moment(obx.analyzed, segment.at(19)),
    ...toMethods(obx.methods),
    ...(obx.bodySites.length === 0 ? {} : { bodySites: toConcepts(obx.bodySites) }),
    equipment: [...obx.equipment],
    ...toPerformers(obx.responsibleObservers, context.senderScope),
    ...laboratoriesOf(obx, context),
    director: toPerson(obx.medicalDirector, context.senderScope),
    reagents: reagents.length === 0 ? undefined : reagents,
    notes: [...notes.map((text) => ({ text, source: 'O', at: segment.at() })), ...context.notes(group.notes)],
    isOfSpecimen: options.isOfSpecimen,
  };
}

/** OBX-23 and OBX-24. OBX-15 is the laboratory if OBX-23 is empty, and a laboratory of its own if it is not. */
function laboratoriesOf(
  { performingOrganization: xon, performingAddress: xad, producer }: Obx,
  { senderScope }: ReadingContext,
): Pick<Observation, 'performingLaboratory' | 'producer'> {
  const performingLaboratory = toOrganization({ xon, producer, xad }, senderScope);
  if (xon === undefined || producer === undefined) return { performingLaboratory };
  return { performingLaboratory, producer: toOrganization({ producer }, senderScope) };
}

function toMethods([first, ...others]: Obx['methods']): Pick<Observation, 'method' | 'otherMethods'> {
  const method = toConcept(first);
  return others.length === 0 ? { method } : { method, otherMethods: toConcepts(others) };
}

function toPerformers(
  [first, ...others]: Obx['responsibleObservers'],
  senderScope: string,
): Pick<Observation, 'performer' | 'otherPerformers'> {
  const performer = toPerson(first, senderScope);
  return others.length === 0 ? { performer } : { performer, otherPerformers: toPersons(others, senderScope) };
}

/** Whether OBX-5 contains anything, even delimiters alone. */
const isSaid = (segment: Segment): boolean => segment.field(5).trim() !== '' && !segment.isNull(5);

function unitOf(units: Obx['units'], segment: Segment, context: ReadingContext): Concept | undefined {
  if (units?.code !== undefined && context.instrument?.units?.none.includes(units.code) === true)
    return undefined;
  const unit = toUnit(units);
  if (units !== undefined && unit === undefined && holdsBareNumber(units))
    context.warn(
      errorCode.dataType,
      segment.at(6),
      'A number or a dash is no unit; the result was left without one',
    );
  return unit;
}

function toValue(value: ObxValue, timeZone: string): Value {
  switch (value.kind) {
    case 'coded':
      return {
        kind: 'coded',
        text: value.text,
        concept: toConcept(value.cwe) ?? { codings: [], text: value.text },
      };
    case 'moment':
      return { kind: 'moment', text: value.text, moment: toTimestamp(value.timestamp, timeZone) };
    case 'quantity':
      return { ...value, unit: 'unit' in value ? toUnit(value.unit) : undefined };
    case 'series':
    case 'time':
    case 'period':
    case 'structured':
      return { kind: 'text', text: value.text };
    default:
      return value;
  }
}
