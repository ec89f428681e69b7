import { type KnownPatient, type PatientStatement, patientAsKnown } from '../../model/known-patient.ts';
import type { Patient } from '../../model/patient.ts';
import type { Report } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import { looksAlike, withStatement } from '../../reports/patient-as-known.ts';
import type { Site } from '../../site/site.ts';
import type { Filing } from './filing.ts';

/** Adds a word to what is known of a patient; `known`: what was just read. */
export const describePatient = (
  statement: PatientStatement,
  identities: Pick<IdentityStore, 'describe'>,
  known?: KnownPatient | undefined,
): Promise<KnownPatient> =>
  identities.describe(statement.patient.key, (standing) => withStatement(standing, statement), known);

/** A laboratory information system is believed before an analyzer; registration before both. */
const ranks = { lis: 2, analyzer: 1 } as const;

/** What a part says of its own patient; undefined where it names none, or only links others. */
export function statementOf(
  { part, describedBy }: Pick<Filing, 'part' | 'describedBy'>,
  { sources }: Pick<Site, 'sources'>,
): PatientStatement | undefined {
  if (part.patient === undefined || part.replaces !== undefined) return undefined;
  const { source, messageId, watermark } = describedBy ?? part;
  const kind = sources.find(({ id }) => id === source)?.kind ?? 'analyzer';
  return { patient: part.patient, by: { rank: ranks[kind], messageId, ...watermark } };
}

/** What a word is to what is known: the first, one that is known, one that says the same later, or another. */
type Learned = 'first' | 'same' | 'again' | 'other';

/** What the word of a part adds to what is known of its patient. */
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

/** Whether a part tells of somebody of whom nothing, or nothing of the kind, was accepted before. */
export function teaches(incoming: Filing, site: Site): boolean {
  const learned = learn(incoming, site);
  return (
    learned !== undefined &&
    learned.kind !== 'same' &&
    learned.known.accepted.length !== (incoming.known?.patient?.accepted.length ?? -1)
  );
}

/** The patient that the chart gets: as all messages together describe them. */
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
  // what is noted of a patient is of one report
  return all === undefined ? patient : { ...patientAsKnown(all), notes: patient.notes };
}
