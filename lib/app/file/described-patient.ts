import { type KnownPatient, type PatientStatement, patientAsKnown } from '../../model/known-patient.ts';
import type { Patient } from '../../model/patient.ts';
import type { Report } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import { looksAlike, withStatement } from '../../reports/patients/patient-as-known.ts';
import type { Site } from '../../site/site.ts';
import type { Filing } from './filing.ts';

/** Adds a statement to what is known of a patient. `known` is the value that was just read. */
export const describePatient = (
  statement: PatientStatement,
  identities: Pick<IdentityStore, 'describe'>,
  known?: KnownPatient | undefined,
): Promise<KnownPatient> =>
  identities.describe(statement.patient.key, (standing) => withStatement(standing, statement), known);

/**
 * Statements of a laboratory information system count more than those of an analyzer; registration counts
 * more than both.
 */
const ranks = { lis: 2, analyzer: 1 } as const;

/**
 * The statement of a part about its own patient. Undefined if the part names no patient, has the
 * patient of its report, or only links others.
 */
export function statementOf(
  { part, describedBy }: Pick<Filing, 'part' | 'describedBy'>,
  { sources, patients }: Pick<Site, 'sources' | 'patients'>,
): PatientStatement | undefined {
  if (part.patient === undefined || part.replaces !== undefined) return undefined;
  if (part.patientFrom?.kind === 'report') return undefined;
  const { source, messageId, watermark } = describedBy ?? part;
  const kind = sources.find(({ id }) => id === source)?.kind ?? 'analyzer';
  return {
    patient: part.patient,
    by: { rank: ranks[kind], messageId, ...watermark },
    isCertain: part.released?.includes('patient-mismatch'),
    placeholderNames: patients.placeholderNames,
  };
}

/**
 * A statement is the first about its patient, adds nothing (`same`), repeats known data at a later time
 * (`again`), or changes the data (`other`).
 */
type Learned = 'first' | 'same' | 'again' | 'other';

/** Compares the statement of a part with what is known of its patient. */
export function learn(
  incoming: Filing,
  site: Site,
): { readonly kind: Learned; readonly known: KnownPatient } | undefined {
  const statement = statementOf(incoming, site);
  if (statement === undefined) return undefined;
  const isAsked = incoming.known?.key === statement.patient.key;
  const before = isAsked ? incoming.known?.patient : undefined;
  const known = withStatement(before, statement);
  if (!isAsked) return { kind: 'other', known };
  if (before === undefined) return { kind: 'first', known };
  if (before === known) return { kind: 'same', known };
  return { kind: looksAlike(before, known) ? 'again' : 'other', known };
}

/** Whether a part adds a new description of its patient. */
export function teaches(incoming: Filing, site: Site): boolean {
  const learned = learn(incoming, site);
  return (
    learned !== undefined &&
    learned.kind !== 'same' &&
    learned.known.accepted.length !== (incoming.known?.patient?.accepted.length ?? -1)
  );
}

/** The patient for the chart, described by all messages together. */
export async function subjectOf(
  { patient }: Report,
  incoming: Filing,
  site: Site,
  identities: Pick<IdentityStore, 'find'>,
): Promise<Patient | undefined> {
  if (patient === undefined) return undefined;
  const statement = statementOf(incoming, site);
  const isOwn = statement?.patient.key === patient.key;
  const known =
    incoming.known?.key === patient.key
      ? incoming.known.patient
      : (await identities.find({ aliases: [], patients: [patient.key] })).described.get(patient.key);
  const all = isOwn ? withStatement(known, statement) : known;
  // notes about a patient belong to one report
  return all === undefined ? patient : { ...patientAsKnown(all), notes: patient.notes };
}
