import { loincCodesOf } from '../../lib/model/analyte.ts';
import type { Concept } from '../../lib/model/concept.ts';
import type { Observation } from '../../lib/model/observation.ts';
import type { ReportVersion } from '../../lib/model/report.ts';
import { checkSite } from '../../lib/site/load-site.ts';
import type { CheckedSite } from '../../lib/site/site.ts';
import { Preview } from '../preview.ts';
import { readFiles } from '../read-messages.ts';

/** One result that would come of a file. */
export interface TriedResult {
  /** The place in its message: `OBX[2]`, in the numbering of the results of an ASTM message. */
  readonly at: string;
  readonly code: string | undefined;
  readonly name: string | undefined;
  readonly loinc: string | undefined;
  readonly value: string;
  readonly unit: string | undefined;
  readonly range: string | undefined;
  readonly flags: readonly string[];
  readonly status: string | undefined;
  readonly patient: string | undefined;
  readonly specimen: string | undefined;
  /** The reasons that hold it, if any. */
  readonly held: readonly string[];
}

/** What would become of one file. */
export interface TriedFile {
  readonly file: string;
  readonly messages: readonly {
    readonly name: string;
    readonly type: string | undefined;
    readonly outcome: string;
    readonly issues: readonly string[];
    /** The lines of the answer to a question, where nothing is ordered. */
    readonly answer?: readonly string[];
  }[];
  readonly results: readonly TriedResult[];
  readonly controls: readonly Omit<TriedResult, 'patient' | 'held'>[];
  readonly held: readonly { readonly at: string; readonly reason: string }[];
  /** The number of rows that no feed shows, by reason. */
  readonly setAside: Readonly<Record<string, number>>;
  /** Faults of the file itself. */
  readonly problems: readonly string[];
}

/** A site with one source, which has the profile and takes every sender. */
export function siteOfProfile(name: string): CheckedSite {
  const checked = checkSite({
    laboratory: { name: 'Trial', system: 'https://trial.example', timeZone: 'UTC' },
    sources: [{ id: 'instrument', kind: 'analyzer', profile: name, deliver: ['P', 'T', 'D'], history: true }],
    destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.example/fhir' }],
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return { site: checked.site, siteVersion: checked.version };
}

/** Reads one file as the messages of an instrument, with everything in memory. */
export async function tryFile(file: string, site: CheckedSite): Promise<TriedFile> {
  const preview = new Preview(site);
  const problems: string[] = [];
  for await (const content of readFiles([file]))
    if (content.kind === 'problem') problems.push(textOfIssue(content.issue));
    else await preview.take(content);
  const setAside = new Map<string, number>();
  for (const { record } of preview.messages)
    for (const [reason, count] of Object.entries(record?.ledger?.setAside ?? {}))
      if (count > 0) setAside.set(reason, (setAside.get(reason) ?? 0) + count);
  const heldVersions = await preview.heldVersions();
  return {
    file,
    messages: preview.messages.map(({ name, record, outcome, issues, answer }) => ({
      name,
      type: record?.type,
      outcome,
      issues: issues.map(textOfIssue),
      ...(answer === undefined ? {} : { answer: linesOf(answer) }),
    })),
    results: [
      ...(await preview.delivered()).flatMap((version) => resultsOf(version, [])),
      ...heldVersions.flatMap(({ version, reasons }) => resultsOf(version, reasons)),
    ],
    controls: preview.qcPoints.map(({ observation, material }) => ({
      ...partsOf(observation),
      specimen: material.id?.value,
    })),
    held: preview.held.map(({ at, reason }) => ({ at, reason })),
    setAside: Object.fromEntries(setAside),
    problems,
  };
}

const linesOf = (message: Uint8Array): readonly string[] =>
  Buffer.from(message)
    .toString()
    .split(/[\r\n]+/)
    .filter((line) => line !== '');

const textOfIssue = ({
  at,
  message,
}: {
  readonly at?: string | undefined;
  readonly message: string;
}): string => (at === undefined ? message : `${at} ${message}`);

function resultsOf({ report, subject }: ReportVersion, held: readonly string[]): readonly TriedResult[] {
  const patient = (subject ?? report.patient)?.identifiers[0]?.value;
  const [specimen] = report.specimens;
  const id = specimen?.placerId ?? specimen?.fillerId ?? specimen?.containerId;
  return report.observations.map((observation) => ({
    ...partsOf(observation),
    patient,
    specimen: id?.value,
    held,
  }));
}

const partsOf = (observation: Observation) => ({
  at: observation.at,
  code:
    [ownCode(observation.code), observation.subId].filter((part) => part !== undefined).join(' ') ||
    undefined,
  name:
    observation.code.text ?? observation.code.codings.find(({ display }) => display !== undefined)?.display,
  loinc: loincCodesOf(observation.code)[0],
  value: observation.values.map(({ text }) => text).join(' | '),
  unit: observation.unit?.codings[0]?.code ?? observation.unit?.text,
  range: observation.referenceRange?.text,
  flags: observation.flags,
  status: observation.status,
});

const ownCode = ({ codings }: Concept): string | undefined =>
  (codings.find(({ isMapped }) => isMapped !== true) ?? codings[0])?.code;
