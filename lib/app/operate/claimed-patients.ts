import { groupResults } from '@labwire/hl7/groups/result-groups';
import type { ClaimedPatient } from '../../model/claimed-patient.ts';
import type { Patient } from '../../model/patient.ts';
import { admitMessage } from '../../normalize/admit/admit-message.ts';
import { lookupsOf } from '../../normalize/admit/lookups.ts';
import { ReadingContext } from '../../normalize/elements/context.ts';
import { toPatient } from '../../normalize/elements/patient.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { dateOf, nameOf } from '../../reports/changes/readable-changes.ts';
import type { Site } from '../../site/site.ts';

interface ClaimDependencies {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly names: Pick<ReportNames, 'find'>;
  readonly reports: Pick<ReportStore, 'latest'>;
  readonly site: Site;
}

/** A number is one of few reports. */
const MOST_REPORTS = 10;
/** The most names that `ReportNames.find` reads with one request. */
const MOST_NAMES = 100;

/**
 * Whom a message names, then everybody for whom its numbers are known: by an order, by a report, or by what was said of the
 * patient's number before. Each claim once. A message of very many orders says only whom it names.
 */
export async function claimedPatients(
  bytes: Uint8Array,
  { identities, names, reports, site }: ClaimDependencies,
): Promise<readonly ClaimedPatient[]> {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) return [];
  const { message, numbers: rules } = admitted.value;
  const context = new ReadingContext({
    ...{ timeZone: site.laboratory.timeZone, numbers: rules, decimalSeparator: undefined, issues: [] },
  });
  const named = groupResults(message.segments).patients.flatMap((group) => toPatient(group, context) ?? []);
  const { aliases, patients, numbers } = lookupsOf(admitted.value) ?? {
    ...{ aliases: [], patients: [], numbers: [] },
  };
  const known = await identities.find({ aliases, patients });
  const found = [...(await names.find(numbers.slice(0, MOST_NAMES))).values()].flat();
  const keys = [...new Set(found.map(({ key }) => key))].slice(0, MOST_REPORTS);
  const versions = await Promise.all(keys.map((key) => reports.latest(key)));
  const claims = [
    ...named.map((patient) => claimOf('message', patient)),
    ...[...known.owners.values()]
      .flat()
      .map(({ patient, messageId }) => ({ ...claimOf('order', patient), messageId })),
    ...versions.flatMap((version) =>
      version?.report.patient === undefined
        ? []
        : [{ ...claimOf('report', version.report.patient), reportKey: version.report.key }],
    ),
    ...[...known.described].flatMap(([key, { accepted }]) =>
      accepted.map((said) => claimOf('number', { key, identifiers: [], ...said })),
    ),
  ];
  return [...new Map(claims.map((claim) => [JSON.stringify(claim), claim])).values()];
}

type Described = Pick<Patient, 'key' | 'identifiers' | 'names' | 'birthDate' | 'sex'>;

const claimOf = (
  by: ClaimedPatient['by'],
  { key, identifiers, birthDate, sex, names }: Described,
): ClaimedPatient => ({
  by,
  key,
  name: nameOf({ names }),
  born: dateOf(birthDate),
  sex,
  numbers: identifiers.map(({ value }) => value),
});
