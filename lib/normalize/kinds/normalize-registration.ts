import type { PatientGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode, type Issue } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { readMrg } from '@labwire/hl7/segments/mrg';
import type { Identifier } from '../../model/concept.ts';
import type { HoldReason } from '../../model/hold-reason.ts';
import { patientKeyOf, patientKeysOf } from '../../model/identity.ts';
import type { PatientField, PatientStatement } from '../../model/known-patient.ts';
import type { LinkRule, Patient, PatientLink } from '../../model/patient.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { type PersonEvent, personEventOf } from '../admit/message-kind.ts';
import { toIdentifier } from '../elements/concept.ts';
import { toPatient } from '../elements/patient.ts';
import { type PatientWithPrior, patientsWithPrior, retiredNumbersOf } from '../elements/prior-numbers.ts';
import { toVisit } from '../elements/visit.ts';
import { isReleased, type Reading, type ReadingOptions, readingOf, watermarkOf } from './reading.ts';

/** One link from one patient to another. */
export interface RegisteredLink {
  /** The key of the retired patient. Several keys if it is not certain which patient is meant. */
  readonly candidates: readonly string[];
  readonly link: PatientLink;
}

/** A registration message (ADT), normalized. */
export interface NormalizedRegistration {
  readonly statements: readonly PatientStatement[];
  readonly links: readonly RegisteredLink[];
  /** Changes of identity that cannot be carried out; they wait for a person. */
  readonly held: readonly { readonly reason: HoldReason; readonly at: string }[];
  /** The message is a merge without both patients, or has a patient without an identifier, or is training. */
  readonly isIncomplete: boolean;
  readonly received: number;
  readonly issues: readonly Issue[];
}

/** A PID of the message with its patient, if it names one. */
interface Entry extends PatientWithPrior {
  readonly patient: Patient | undefined;
}

/** The outcome of an event. Undefined if the message does not name the patients. */
type Outcome = Pick<NormalizedRegistration, 'links' | 'held'> | undefined;

/** Turns an admitted ADT into statements about patients and links between them. Pure. */
export function normalizeRegistration(
  admitted: AdmittedMessage,
  options: ReadingOptions,
): NormalizedRegistration {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  const entries = patientsWithPrior(segments).map((entry) => ({
    ...entry,
    patient: toPatient(groupOf(entry.pid), reading.context),
  }));
  const about = {
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
  if (reading.processingId !== 'P') {
    reading.context.warn(
      errorCode.unsupportedProcessingId,
      'MSH-11',
      'Training or debugging: nobody was registered or merged',
    );
    return { statements: [], links: [], held: [], isIncomplete: true, ...about };
  }
  const nobodies = isReleased(reading, 'placeholder-number')
    ? []
    : entries.filter(({ patient }) => patient?.isPlaceholder === true);
  if (nobodies.length > 0)
    return {
      statements: [],
      links: [],
      held: nobodies.map(({ pid }) => ({ reason: 'placeholder-number', at: pid.at(3) })),
      isIncomplete: false,
      ...about,
    };
  const event = personEventOf(reading.msh);
  const outcomes = event === undefined ? [] : outcomesOf(event, entries, reading);
  return {
    statements: entries.flatMap(({ pid, patient }) =>
      patient === undefined ? [] : [statementOf(pid, patient, reading)],
    ),
    links: outcomes.flatMap((outcome) => outcome?.links ?? []),
    held: outcomes.flatMap((outcome) => outcome?.held ?? []),
    isIncomplete: outcomes.includes(undefined) || entries.some(({ patient }) => patient === undefined),
    ...about,
  };
}

const groupOf = (pid: Segment): PatientGroup => ({ pid, notes: [], others: [], orders: [], specimens: [] });

/** Registration ranks above a laboratory. */
const RANK = 3;

const deletable: readonly (readonly [number, PatientField])[] = [
  [5, 'names'],
  [7, 'birthDate'],
  [8, 'sex'],
  [9, 'aliases'],
  [11, 'addresses'],
  [10, 'races'],
  [13, 'phones'],
  [14, 'workPhones'],
  [18, 'account'],
  [19, 'socialSecurity'],
  [22, 'ethnicGroups'],
];

const statementOf = (pid: Segment, patient: Patient, reading: Reading): PatientStatement => ({
  patient,
  by: { rank: RANK, messageId: reading.messageId, ...watermarkOf(undefined, reading) },
  isCertain: true,
  deletes: deletable.flatMap(([number, field]) => (pid.isNull(number) ? [field] : [])),
});

function outcomesOf(event: PersonEvent, entries: readonly Entry[], reading: Reading): Outcome[] {
  switch (event) {
    case 'merge':
      return entries.map((entry) => toMerges(entry, reading));
    case 'link':
    case 'unlink':
      return [toPair(event, entries, reading)];
    case 'move-account':
    case 'move-visit':
      return entries.map((entry) => toMoves(event, entry, reading));
    case 'move-number':
      return entries.map(({ pid, mrg }) => heldOutcome(mrg?.at(1) ?? pid.at(3), movesNumber, reading));
    case 'account':
      return entries.map((entry) =>
        isOfOther(entry, reading)
          ? heldOutcome(entry.mrg?.at(1) ?? 'MRG', movesWithAccount, reading)
          : toRenumbered(entry, reading),
      );
  }
}

const movesNumber =
  'A number was under the wrong person (A43): whose it is now, only PID-2 and MRG-4 say. Send it as A40, A44 or A47';
const movesWithAccount =
  'An account or a visit is merged or renumbered, and MRG-1 is another patient than PID-3: nothing was moved';

/** Holds a change that cannot be carried out. A person may decide that nothing has to be done. */
function heldOutcome(at: string, message: string, reading: Reading): Outcome {
  if (isReleased(reading, 'identity-change')) return { links: [], held: [] };
  reading.context.warn(errorCode.unknownKey, at, message);
  return { links: [], held: [{ reason: 'identity-change', at }] };
}

/** Whether MRG-1 names another patient than PID-3. */
function isOfOther(entry: Entry, { context }: Reading): boolean {
  const own = entry.patient === undefined ? [] : patientKeysOf(entry.patient);
  return retiredNumbersOf(entry, context.numbers).some(
    ({ candidates }) => !candidates.some((one) => own.includes(patientKeyOf(one))),
  );
}

/** An account or a visit of a patient gets another number: from MRG-3 to PID-18, or from MRG-5 to PV1-19. */
function toRenumbered({ patient, mrg, pv1 }: Entry, reading: Reading): NonNullable<Outcome> {
  const { context } = reading;
  if (patient === undefined || mrg === undefined) return { links: [], held: [] };
  const prior = readMrg(mrg);
  const visit = toVisit({ pv1 }, context)?.number;
  const changes = [
    { kind: 'account' as const, at: 3, from: prior.priorAccount, to: patient.account },
    { kind: 'visit' as const, at: 5, from: prior.priorVisit, to: visit },
  ].flatMap(({ kind, at, from: before, to }) => {
    const from = toIdentifier(before, context.senderScope);
    return from === undefined || to === undefined || from.value === to.value ? [] : [{ kind, at, from, to }];
  });
  return {
    held: [],
    links: changes.flatMap(({ at, ...renumbers }) =>
      patientKeysOf(patient).map((key, index) => ({
        candidates: [key],
        link: linkTo(patient, `${mrg.at(at)}[${index + 1}]`, { renumbers }, reading),
      })),
    ),
  };
}

function toMerges(entry: Entry, reading: Reading): Outcome {
  const { patient: survivor, mrg } = entry;
  const { context } = reading;
  const prior = mrg === undefined ? undefined : readMrg(mrg);
  const isNamed =
    prior !== undefined && (prior.priorIdentifiers.length > 0 || prior.priorPatientId !== undefined);
  if (survivor === undefined || mrg === undefined || !isNamed) {
    context.warn(
      errorCode.requiredFieldMissing,
      mrg?.at(1) ?? 'MRG',
      'A merge needs both who stays (PID-3) and who is retired (MRG-1): nobody was merged',
    );
    return undefined;
  }
  const others = othersThan(survivor, retiredNumbersOf(entry, context.numbers));
  if (others.length === 0) {
    context.warn(
      errorCode.unknownKey,
      mrg.at(1),
      'A merge that retires no patient number, or the one that stays: nobody was merged',
    );
    return undefined;
  }
  const sure = others.flatMap(({ candidates }) => (candidates.length === 1 ? candidates : []));
  return {
    held: [],
    links: others.map(({ candidates, repetition }) => {
      const together = sure.filter((key) => !candidates.includes(key));
      const isDecided = isReleased(reading, 'identity-change');
      const rule: LinkRule | undefined =
        together.length === 0 && !isDecided
          ? undefined
          : {
              ...(together.length === 0 ? {} : { with: together }),
              ...(isDecided ? { isReleased: true } : {}),
            };
      return { candidates, link: linkTo(survivor, `${mrg.at(1)}[${repetition}]`, rule, reading) };
    }),
  };
}

/** The retired numbers other than the survivor's leading number, by key. */
const othersThan = (
  survivor: Patient,
  retired: readonly { readonly repetition: number; readonly candidates: readonly Identifier[] }[],
) =>
  retired
    .map(({ repetition, candidates }) => ({ repetition, candidates: candidates.map(patientKeyOf) }))
    .filter(({ candidates }) => !candidates.includes(survivor.key));

const linkTo = (
  survivor: Patient,
  at: string,
  rule: LinkRule | undefined,
  reading: Reading,
): PatientLink => ({
  survivor,
  ...(rule === undefined ? {} : { rule }),
  messageId: reading.messageId,
  source: reading.source.id,
  at,
  watermark: watermarkOf(undefined, reading),
});

/** Links two patients of one message, or ends their link: each to the other, by each of their numbers. */
function toPair(event: 'link' | 'unlink', entries: readonly Entry[], reading: Reading): Outcome {
  const [one, other] = entries;
  if (one?.patient === undefined || other?.patient === undefined || one.patient.key === other.patient.key) {
    reading.context.warn(
      errorCode.requiredFieldMissing,
      'PID[2]-3',
      'Two patients (PID-3) are needed to link them or to end a link: nothing was changed',
    );
    return undefined;
  }
  const rule: LinkRule = event === 'link' ? { isAlias: true } : { ends: true };
  const from = (pid: Segment, retired: Patient, survivor: Patient) =>
    patientKeysOf(retired).map((key, index) => ({
      candidates: [key],
      link: linkTo(survivor, `${pid.at(3)}[${index + 1}]`, rule, reading),
    }));
  return {
    held: [],
    links: [...from(one.pid, one.patient, other.patient), ...from(other.pid, other.patient, one.patient)],
  };
}

/** Moves an account (MRG-3) or a visit (MRG-5) from the patient of MRG-1 to the patient of PID-3. */
function toMoves(event: 'move-account' | 'move-visit', entry: Entry, reading: Reading): Outcome {
  const { patient: survivor, mrg } = entry;
  const { context } = reading;
  const kind = event === 'move-account' ? 'account' : 'visit';
  const prior = mrg === undefined ? undefined : readMrg(mrg);
  const id = toIdentifier(kind === 'account' ? prior?.priorAccount : prior?.priorVisit, context.senderScope);
  if (survivor === undefined || mrg === undefined || id === undefined)
    return heldOutcome(
      mrg?.at(kind === 'account' ? 3 : 5) ?? 'MRG',
      'A move needs the account (MRG-3) or the visit (MRG-5), whose it was (MRG-1) and whose it is (PID-3): nothing was moved',
      reading,
    );
  const others = othersThan(survivor, retiredNumbersOf(entry, context.numbers));
  if (others.length === 0)
    return heldOutcome(
      mrg.at(1),
      'A move from a patient to the same one, or from nobody: nothing was moved',
      reading,
    );
  const rule: LinkRule = {
    only: { kind, id },
    ...(isReleased(reading, 'identity-change') ? { isReleased: true } : {}),
  };
  return {
    held: [],
    links: others.map(({ candidates, repetition }) => ({
      candidates,
      link: linkTo(survivor, `${mrg.at(1)}[${repetition}]`, rule, reading),
    })),
  };
}
