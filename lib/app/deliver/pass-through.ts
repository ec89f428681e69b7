import type { ObservationGroup, SpecimenGroup } from '@labwire/hl7/groups/result-groups';
import { copyField, copyFields } from '@labwire/hl7/message/copy';
import type { Segment } from '@labwire/hl7/message/segment';
import { readNte } from '@labwire/hl7/segments/nte';
import {
  type CopiedFields,
  type CopiedSegment,
  type FieldParts,
  nameOfNote,
  nameOfSpecimen,
  type PassedNotes,
  type PassedOrder,
  type PassedResult,
  type PassedSegment,
  type PassedSpecimen,
  type PassedThrough,
  type PassThrough,
  placeOfResult,
  wantedFields,
  wantsSegment,
} from '../../model/pass-through.ts';
import type { Report, ReportedObservation, ReportPart } from '../../model/report.ts';
import { SOCIAL_SECURITY_TYPE } from '../../model/social-security.ts';
import { admitMessage } from '../../normalize/admit/admit-message.ts';
import {
  type OriginalPlace,
  type OriginalPlaces,
  originalPlaces,
} from '../../normalize/kinds/original-places.ts';
import type { RunScript } from '../../normalize/transform/script-runner.ts';
import { transformMessage } from '../../normalize/transform/transform-message.ts';
import type { OriginalMessages } from '../../ports/original-messages.ts';
import { orderGroupName, orderGroupsOf } from '../../render/hl7/order-groups.ts';
import { leadingParts } from '../../reports/assemble-report.ts';
import { isTakenBack } from '../../reports/statements/statement.ts';
import type { Site } from '../../site/site.ts';

/** One request reads so many items. Of a report of more messages, the leading ones are read. */
const MOST_ORIGINALS = 100;

export interface PassThroughDependencies {
  readonly originals: OriginalMessages;
  readonly site: Site;
  readonly runScript: RunScript | undefined;
  /** What the destination wants, and the version of HL7 in which it is written. */
  readonly wanted: PassThrough;
  readonly version: string;
  /** Whether it is sent social security numbers. Default: no. */
  readonly socialSecurity?: boolean | undefined;
}

export interface Passed {
  readonly passed: PassedThrough;
  /** The number of messages that could not be read: their retention is over, or their source is gone. */
  readonly missing: number;
}

/**
 * What the original messages of a report add to it. Each field comes from the statement that stands: that of the leading
 * part for OBR, ORC and TQ1, of the part that names the patient for PID, PD1 and PV1, of the standing result for OBX and
 * its NTE, of the part that states the specimen for SPM and SAC. Nothing comes from a statement that was corrected, taken back, set aside or held, and nothing of another patient.
 */
export async function passThrough(report: Report, dependencies: PassThroughDependencies): Promise<Passed> {
  if (report.isWithdrawn === true) return { passed: nothing, missing: 0 };
  const parts = leadingParts(report);
  const results = report.observations.filter((one) => !isTakenBack(one) && one.status !== 'X');
  const ids = [...new Set([...parts, ...results].map(({ messageId }) => messageId))].slice(0, MOST_ORIGINALS);
  const originals = await readOriginals(ids, dependencies);
  const copier = new Copier(originals, dependencies);
  const passed = {
    ...copier.patient(report, parts),
    orders: copier.orders(report, parts),
    specimens: copier.specimens(report, parts),
    results: copier.results(results),
  };
  return { passed, missing: ids.length - originals.size };
}

const nothing: PassedThrough = {
  pid: new Map(),
  pd1: new Map(),
  pv1: new Map(),
  patientNotes: new Map(),
  patientSegments: [],
  orders: new Map(),
  specimens: new Map(),
  results: new Map(),
};

/** Reads messages as they were read for the report: by the site's settings, after the source's script. */
async function readOriginals(
  ids: readonly string[],
  { originals, site, runScript }: PassThroughDependencies,
): Promise<ReadonlyMap<string, OriginalPlaces>> {
  const read = new Map<string, OriginalPlaces>();
  for (const [id, bytes] of await originals.bytesOf(ids)) {
    const admitted = admitMessage(bytes, site);
    if (!admitted.ok) continue;
    const transformed = await transformMessage(admitted.value, runScript);
    if (transformed.kind === 'ready') read.set(id, originalPlaces(transformed.admitted));
  }
  return read;
}

class Copier {
  readonly #originals: ReadonlyMap<string, OriginalPlaces>;
  readonly #wanted: PassThrough;
  readonly #version: string;
  readonly #socialSecurity: boolean;

  constructor(
    originals: ReadonlyMap<string, OriginalPlaces>,
    {
      wanted,
      version,
      socialSecurity = false,
    }: Pick<PassThroughDependencies, 'wanted' | 'version' | 'socialSecurity'>,
  ) {
    this.#originals = originals;
    this.#wanted = wanted;
    this.#version = version;
    this.#socialSecurity = socialSecurity;
  }

  /** All from one message: the one that describes the patient, and the one that describes the visit. */
  patient(
    report: Report,
    parts: readonly ReportPart[],
  ): Pick<PassedThrough, 'pid' | 'pd1' | 'pv1' | 'patientNotes' | 'patientSegments'> {
    const key = report.patient?.key;
    const named = parts.find(({ patient }) => patient !== undefined);
    // after a merge the message describes the retired patient; a patient from the order is not in the message
    if (named === undefined || !isOf(key, named)) return nothing;
    const visiting = parts.find(({ visit }) => visit !== undefined) ?? named;
    const place = this.#placeOf(named)?.patient;
    return {
      pid: this.#fields('PID', place?.pid),
      pd1: this.#fields('PD1', onlyOne('PD1', place?.others)),
      pv1: isOf(key, visiting) ? this.#fields('PV1', this.#placeOf(visiting)?.patient.pv1) : new Map(),
      patientNotes: this.#notes(place?.notes),
      patientSegments: this.#segments(place?.others ?? []),
    };
  }

  orders(report: Report, parts: readonly ReportPart[]): ReadonlyMap<string, PassedOrder> {
    const standing = report.observations.map((one) => partOf(one, parts));
    return new Map(
      orderGroupsOf(report).map((group) => {
        const own = new Set(group.observations.map((one) => partOf(one, parts)));
        const isApart = group.observations.some(({ collection }) => collection !== undefined);
        const candidates = parts.filter((part) => own.has(part) || (!isApart && !standing.includes(part)));
        return [orderGroupName(group), this.#order(candidates)];
      }),
    );
  }

  /** Where a part leaves a field empty, the next part's counts, as for the fields that the report holds. */
  #order(candidates: readonly ReportPart[]): PassedOrder {
    const [orc, obr] = [new Map<number, FieldParts>(), new Map<number, FieldParts>()];
    const segments = new Map<string, readonly CopiedSegment[]>();
    const notes = new Map<string, CopiedFields>();
    let timings: readonly Segment[] = [];
    for (const part of candidates) {
      // what it states is not known, so older statements may be wrong
      if (!this.#originals.has(part.messageId)) break;
      const order = this.#placeOf(part)?.order;
      for (const [number, field] of this.#fields('ORC', order?.orc))
        if (!orc.has(number)) orc.set(number, field);
      for (const [number, field] of this.#fields('OBR', order?.obr))
        if (!obr.has(number)) obr.set(number, field);
      for (const [name, fields] of this.#notes(order?.notes)) if (!notes.has(name)) notes.set(name, fields);
      if (timings.length === 0) timings = (order?.others ?? []).filter(({ name }) => name === 'TQ1');
      for (const [name, some] of Map.groupBy(this.#segments(order?.others ?? []), (one) => one.name))
        if (!segments.has(name)) segments.set(name, some);
    }
    return { orc, obr, notes, timings: this.#timings(timings), segments: [...segments.values()].flat() };
  }

  /** Each with its priority (TQ1-9), but for the first: that of the report stands there. */
  #timings(timings: readonly Segment[]): readonly CopiedFields[] {
    const all = timings.map((segment, index) => {
      const fields = this.#fields('TQ1', segment);
      const isNext = index > 0 && segment.isFilled(9) && (fields.size > 0 || this.#wanted === 'all');
      return isNext ? new Map([...fields, [9, copyField(segment, 9)] as const]) : fields;
    });
    return all.filter(({ size }, index) => index === 0 || size > 0);
  }

  /** From the message that states the specimen. Two specimens of one name are not told apart, and get nothing. */
  specimens(report: Report, parts: readonly ReportPart[]): ReadonlyMap<string, PassedSpecimen> {
    const passed = new Map<string, PassedSpecimen>();
    for (const [name, same] of Map.groupBy(report.specimens, nameOfSpecimen)) {
      const [{ at } = {}] = same.length === 1 ? same : [];
      const stating = parts.filter(({ specimens }) => specimens.some((one) => nameOfSpecimen(one) === name));
      // the newest of two messages may have corrected it, also if it is gone
      const [part] = stating;
      const group = part && this.#placeOf(part)?.order.specimens.find((one) => placeOfSpecimen(one) === at);
      if (at === undefined || group === undefined) continue;
      passed.set(name, {
        spm: this.#fields('SPM', group.spm),
        containers: this.#containers(group.containers),
        notes: this.#notes(group.notes),
      });
    }
    return passed;
  }

  /** Several are told apart by their numbers. Those without one, or with the same, get nothing. */
  #containers(segments: readonly Segment[]): ReadonlyMap<string, CopiedFields> {
    const all = segments.filter(({ name }) => name === 'SAC');
    const byNumber = Map.groupBy(all, (one) => copyField(one, 3)[0]?.[0]?.[0] ?? '');
    return new Map(
      [...byNumber].flatMap(([number, [first, ...more]]) =>
        more.length > 0 || (number === '' && all.length > 1)
          ? []
          : [[number, this.#fields('SAC', first)] as const],
      ),
    );
  }

  results(observations: readonly ReportedObservation[]): ReadonlyMap<string, PassedResult> {
    return new Map(
      observations.flatMap((one) => {
        const found = this.#originals.get(one.messageId)?.results.get(one.at);
        return found === undefined ? [] : [[placeOfResult(one), this.#result(found)] as const];
      }),
    );
  }

  #result({ obx, notes, others }: ObservationGroup): PassedResult {
    return {
      obx: this.#fields('OBX', obx),
      notes: this.#notes(notes),
      segments: this.#segments(others),
    };
  }

  /** A note of a report gets the fields of the note with its place and its text. */
  #notes(notes: readonly Segment[] = []): PassedNotes {
    return new Map(
      notes.flatMap((note) => {
        const [text, fields] = [readNte(note)?.text, this.#fields('NTE', note)];
        return text === undefined || fields.size === 0
          ? []
          : [[nameOfNote({ at: note.at(), text }), fields] as const];
      }),
    );
  }

  #placeOf({ messageId, at }: ReportPart): OriginalPlace | undefined {
    return this.#originals.get(messageId)?.parts.get(at);
  }

  #fields(name: PassedSegment, segment: Segment | undefined): CopiedFields {
    if (segment === undefined) return new Map();
    const copied = wantedFields(name, this.#wanted, this.#version)
      .filter((field) => segment.isFilled(field))
      .map(
        (field) =>
          [
            field,
            isList(name, field) ? this.#admitted(copyField(segment, field)) : copyField(segment, field),
          ] as const,
      );
    return new Map(copied.filter(([, field]) => hasContent(field)));
  }

  /** Without the social security numbers in lists of a patient's numbers, unless the destination is sent them. */
  #admitted(field: FieldParts): FieldParts {
    return this.#socialSecurity
      ? field
      : field.filter(([, , , , type]) => type?.[0] !== SOCIAL_SECURITY_TYPE);
  }

  #segments(segments: readonly Segment[]): CopiedSegment[] {
    return segments
      .filter(({ name }) => wantsSegment(name, this.#wanted))
      .map((segment) => ({ name: segment.name, fields: copyFields(segment) }));
  }
}

/** The segment of this name. Undefined if there are several: a report has room for one. */
function onlyOne(name: string, segments: readonly Segment[] = []): Segment | undefined {
  const [first, ...more] = segments.filter((one) => one.name === name);
  return more.length === 0 ? first : undefined;
}

const placeOfSpecimen = ({ spm, containers }: SpecimenGroup): string | undefined =>
  (spm ?? containers[0])?.at();

/** Numbers of a patient, or of the mother, with their types. */
const isList = (name: PassedSegment, field: number): boolean =>
  name === 'PID' && (field === 4 || field === 21);

/** A field of delimiters alone says nothing. */
const hasContent = (field: FieldParts): boolean => field.flat(2).some((part) => part !== '');

const isOf = (key: string | undefined, { patient, patientFrom }: ReportPart): boolean =>
  patient?.key === key && patientFrom === undefined;

const partOf = (
  { messageId, at }: ReportedObservation,
  parts: readonly ReportPart[],
): ReportPart | undefined =>
  parts.find((part) => part.messageId === messageId && part.observations.some((one) => one.at === at));
