import type { PatientGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode, type Issue } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { readMrg } from '@labwire/hl7/segments/mrg';
import { mayLead, patientKeyOf } from '../../model/identity.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { isMerge } from '../admit/message-kind.ts';
import { toIdentifier } from '../elements/concept.ts';
import { toPatient } from '../elements/patient.ts';
import { type Reading, type ReadingOptions, readingOf, watermarkOf } from './reading.ts';

/** A registration message (ADT), normalized. */
export interface NormalizedRegistration {
  readonly patients: readonly Patient[];
  /** MSH-7: of two descriptions of a patient the newer stands. */
  readonly asOf: number;
  /** Which patients turn out to be another, by their keys. */
  readonly links: readonly { readonly retired: string; readonly link: PatientLink }[];
  /** A merge that does not say who, a patient without an identifier, or training. */
  readonly isIncomplete: boolean;
  readonly received: number;
  readonly issues: readonly Issue[];
}

/** Turns an admitted ADT into patients and links between them. Pure. */
export function normalizeRegistration(
  admitted: AdmittedMessage,
  options: ReadingOptions,
): NormalizedRegistration {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  const entries = patientsOf(segments).map(({ pid, mrg }) => ({
    patient: toPatient(groupOf(pid), reading.context),
    mrg,
  }));
  const isReal = reading.processingId === 'P';
  if (!isReal)
    reading.context.warn(
      errorCode.unsupportedProcessingId,
      'MSH-11',
      'Training or debugging: nobody was registered or merged',
    );
  const links = isMerge(reading.msh)
    ? entries.map(({ patient, mrg }) => toMerges(patient, mrg, reading))
    : [];
  return {
    isIncomplete:
      !isReal || links.includes(undefined) || entries.some(({ patient }) => patient === undefined),
    patients: isReal ? entries.flatMap(({ patient }) => patient ?? []) : [],
    asOf: watermarkOf(undefined, reading).messageTime,
    links: isReal ? links.flatMap((one) => one ?? []) : [],
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

/** Each PID with the MRG that follows it. */
function patientsOf(segments: readonly Segment[]): { pid: Segment; mrg?: Segment }[] {
  const entries: { pid: Segment; mrg?: Segment }[] = [];
  for (const segment of segments) {
    const last = entries.at(-1);
    if (segment.name === 'PID') entries.push({ pid: segment });
    else if (segment.name === 'MRG' && last !== undefined && last.mrg === undefined) last.mrg = segment;
  }
  return entries;
}

const groupOf = (pid: Segment): PatientGroup => ({ pid, notes: [], others: [], orders: [], specimens: [] });

function toMerges(
  survivor: Patient | undefined,
  mrg: Segment | undefined,
  reading: Reading,
): { readonly retired: string; readonly link: PatientLink }[] | undefined {
  const { context, messageId, source } = reading;
  const prior = mrg === undefined ? [] : readMrg(mrg).priorIdentifiers;
  if (survivor === undefined || mrg === undefined || prior.length === 0) {
    context.warn(
      errorCode.requiredFieldMissing,
      mrg?.at(1) ?? 'MRG',
      'A merge needs both who stays (PID-3) and who is retired (MRG-1): nobody was merged',
    );
    return undefined;
  }
  const retired = prior.flatMap((cx, index) => {
    const identifier = toIdentifier(cx, context.senderScope);
    // an account or a visit number that is retired with somebody may be another's medical record number
    return identifier === undefined || !mayLead(identifier) ? [] : [{ key: patientKeyOf(identifier), index }];
  });
  const others = retired.filter(({ key }) => key !== survivor.key);
  if (others.length === 0) {
    context.warn(
      errorCode.unknownKey,
      mrg.at(1),
      'A merge that retires no patient number, or the one that stays: nobody was merged',
    );
    return undefined;
  }
  const watermark = watermarkOf(undefined, reading);
  return others.map(({ key, index }) => ({
    retired: key,
    link: { survivor, messageId, source: source.id, at: `${mrg.at(1)}[${index + 1}]`, watermark },
  }));
}
