import type { Difference } from '../../model/chart-change.ts';
import type { Patient } from '../../model/patient.ts';
import type { Report, ReportedObservation } from '../../model/report.ts';
import { reportStatus, resultStatus } from '../../model/status.ts';
import type { Timestamp } from '../../model/timestamp.ts';

/**
 * The lines of a report that differ: patient, order, status, and one line for each result. Everything else that differs is
 * in `diffReports`.
 */
export function readableChanges(before: Report | undefined, after: Report): readonly Difference[] {
  const [old, fresh] = [before === undefined ? new Map<string, Line>() : linesOf(before), linesOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), fresh.get(key)];
    const field = is?.field ?? was?.field ?? key;
    return was?.text === is?.text ? [] : [{ field, before: was?.text, after: is?.text }];
  });
}

interface Line {
  readonly field: string;
  readonly text: string;
}

function linesOf(report: Report): ReadonlyMap<string, Line> {
  const { patient, placerOrder, fillerOrder, service, specimens, observed, observations, isWithdrawn } =
    report;
  const head: readonly (readonly [string, string | undefined])[] = [
    ['Patient', patient && nameOf(patient)],
    ['Patient number', patient?.identifiers.map(({ value }) => value).join(', ')],
    ['Born', dateOf(patient?.birthDate)],
    ['Sex', patient?.sex],
    ['Order', [...new Set([fillerOrder?.value, placerOrder?.value])].filter(Boolean).join(', ')],
    ['Service', service?.text ?? service?.codings[0]?.display ?? service?.codings[0]?.code],
    [
      'Specimen',
      specimens.flatMap(({ placerId, fillerId }) => placerId?.value ?? fillerId?.value ?? []).join(', '),
    ],
    ['Collected', dateOf(observed)],
    ['Report', isWithdrawn === true ? 'withdrawn' : wordOf(reportStatus(report))],
  ];
  return new Map([
    ...head.flatMap(([field, text]): [string, Line][] =>
      text === undefined || text === '' ? [] : [[`head ${field}`, { field, text }]],
    ),
    ...observations.map((one): [string, Line] => [
      `slot ${one.slot}`,
      {
        field: one.code?.text ?? one.code?.codings[0]?.display ?? one.code?.codings[0]?.code ?? 'no code',
        text: resultOf(one),
      },
    ]),
  ]);
}

/** `1948-12-05`, `2026-03-02 08:15 -05:00`: as exactly as it was sent. */
export const dateOf = (at: Timestamp | undefined): string | undefined =>
  at?.iso.replace(/T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?/, ' $1 ').trim();

/** `Okafor, Amara` */
export const nameOf = ({ names: [name] }: Pick<Patient, 'names'>): string | undefined =>
  name && [name.family, name.given.join(' ')].filter(Boolean).join(', ');

/** `93 mg/dL [70-99] H, final` */
function resultOf(one: ReportedObservation): string {
  const { values, unit, referenceRange, flags } = one;
  const value = values.map(({ text }) => text).join(', ');
  const parts = [
    value === '' ? 'no value' : value,
    unit?.codings[0]?.code ?? unit?.text,
    referenceRange && `[${referenceRange.text}]`,
    flags.join(' '),
  ];
  return `${parts.filter(Boolean).join(' ')}, ${wordOf(resultStatus(one)) ?? 'no status'}`;
}

/** HL7 tables 0085 and 0123. A code without a word here is shown as it is. */
const statusWords: ReadonlyMap<string, string> = new Map([
  ['F', 'final'],
  ['C', 'corrected'],
  ['P', 'preliminary'],
  ['R', 'not verified'],
  ['A', 'partial'],
  ['I', 'pending'],
  ['O', 'ordered'],
  ['X', 'no result'],
  ['D', 'deleted'],
  ['W', 'wrong'],
]);

const wordOf = (status: string | undefined): string | undefined =>
  status === undefined ? undefined : (statusWords.get(status) ?? status);
