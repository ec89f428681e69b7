import type { Identifier } from '../../model/concept.ts';
import type { MessageRecord } from '../../model/message.ts';
import { searchNameOf } from '../../normalize/admit/search-names.ts';
import { numberNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { MessageIndex } from '../../ports/message-store.ts';
import type { ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { Site } from '../../site/site.ts';
import { keysInReports, type ReportsOfPatient } from './read-patient.ts';

export interface NumberDependencies {
  readonly names: Pick<ReportNames, 'find'>;
  readonly reports: Pick<ReportStore, 'latest'>;
  readonly messages: Pick<MessageIndex, 'records' | 'heldUnder'>;
  readonly site: Site;
}

type PatientDependencies = Pick<NumberDependencies, 'messages'> & {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly reports: ReportsOfPatient;
};

/** Without patient data, newest first. `isCut`: there are more reports or messages than are read. */
export interface MessagesOfReports {
  readonly messages: readonly MessageRecord[];
  readonly reports: number;
  readonly isCut: boolean;
}

/** A number is one of few reports; more are read only in part. */
const MOST_REPORTS = 20;
const MOST_MESSAGES = 100;
/** Each report of a patient may name a number that the patient had before. */
const MOST_REPORTS_OF_PATIENT = 100;
/** The newest messages that are held under one number or patient. */
const MOST_HELD = 50;
/** The most names that `ReportNames.find` reads with one request. */
const MOST_NAMES = 100;

const kinds = ['filler', 'placer', 'specimen', 'document'] as const;

/**
 * The messages of the reports with this number: an order, a tube or a document, as it was sent; and those that name it and
 * are held, whoever assigned it. A number whose
 * assigner is known can be written as in HL7: `4711^LIS`. Other numbers are looked up in the numbering scheme of each
 * source; a source whose scheme depends on MSH-3 or MSH-4 is found by the assigner only.
 */
export async function findByNumber(
  text: string,
  dependencies: NumberDependencies,
): Promise<MessagesOfReports> {
  const names = namesOfNumber(text, dependencies.site);
  const [value = ''] = text.split('^');
  const held = names.length === 0 ? [] : await heldUnder([searchNameOf(value)], dependencies.messages);
  const keys = new Set<string>();
  for (let from = 0; from < names.length; from += MOST_NAMES)
    for (const reports of (await dependencies.names.find(names.slice(from, from + MOST_NAMES))).values())
      for (const { key } of reports) keys.add(key);
  return messagesOfReports([...keys], dependencies, held);
}

function namesOfNumber(text: string, { sources }: Site): readonly string[] {
  const [value = '', namespace, universalId] = text.trim().split('^');
  if (value === '') return [];
  const assigner: Identifier['assigner'] = {
    ...(namespace ? { namespace } : {}),
    ...(universalId ? { universalId } : {}),
  };
  const names = new Set<string>();
  for (const { id, numbersOf = id, deliver } of sources)
    for (const kind of kinds)
      for (const processingId of deliver)
        for (const name of numberNamesOf(
          toReportNumber(kind, { value, assigner, scope: numbersOf }, numbersOf),
          processingId,
        ))
          names.add(name);
  return [...names];
}

/**
 * The messages of a patient's reports, under every number that the patient's newest reports name. The caller writes the search to the
 * audit log: see `patients`.
 */
export async function messagesOfPatient(
  key: string,
  dependencies: PatientDependencies,
): Promise<MessagesOfReports & { readonly patients: readonly string[] }> {
  const { keys: patients, isCut } = await keysInReports(key, MOST_REPORTS_OF_PATIENT, dependencies);
  const keys = (await Promise.all(patients.map((one) => dependencies.reports.reportsOf(one)))).flat();
  const held = await heldUnder(patients, dependencies.messages);
  const found = await messagesOfReports([...new Set(keys)].toReversed(), dependencies, held);
  return { ...found, patients, isCut: found.isCut || isCut };
}

/** The messages that are held under any of these names; those of the first 20 are read. */
export async function heldUnder(
  names: readonly string[],
  messages: Pick<MessageIndex, 'heldUnder'>,
): Promise<readonly string[]> {
  const asked = names.slice(0, MOST_REPORTS).map((name) => messages.heldUnder(name, MOST_HELD));
  return (await Promise.all(asked)).flat();
}

/** The messages that made these reports, and those that are `held`, the newest first. */
export async function messagesOfReports(
  keys: readonly string[],
  { reports, messages }: Pick<NumberDependencies, 'reports' | 'messages'>,
  held: readonly string[] = [],
): Promise<MessagesOfReports> {
  const versions = await Promise.all(keys.slice(0, MOST_REPORTS).map((key) => reports.latest(key)));
  const ids = new Set([
    ...held,
    ...versions.flatMap((version) => version?.report.parts.map(({ messageId }) => messageId) ?? []),
  ]);
  const records = await messages.records([...ids].slice(0, MOST_MESSAGES));
  return {
    messages: records.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt)),
    reports: keys.length,
    isCut: keys.length > MOST_REPORTS || ids.size > MOST_MESSAGES || held.length >= MOST_HELD,
  };
}
