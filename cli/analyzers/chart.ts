import type { Identifier, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { loincCodesOf } from '../../lib/model/analyte.ts';
import type { QcPoint } from '../../lib/model/qc-point.ts';

/** One result, as an EHR or a chart of control material has it, in the words of a profile's expectations. */
export interface SeenResult {
  /** Every code of the test, the sub-code included. */
  readonly codes: readonly string[];
  readonly loinc: readonly string[];
  /** The value in every form in which it may be expected; empty if there is none. */
  readonly values: readonly string[];
  /** Unit and UCUM code. */
  readonly units: readonly string[];
  readonly status: string | undefined;
  readonly flags: readonly string[];
  readonly ranges: readonly string[];
  /** The numbers of the patient. */
  readonly patient: readonly string[];
}

const LOINC = 'http://loinc.org';

/** What an EHR shows, by the identity and version of each resource. */
export type Chart = ReadonlyMap<string, Resource>;

/** Reads the results and patients of an EHR. */
export async function readChart(url: string): Promise<Chart> {
  const chart = new Map<string, Resource>();
  for (const type of ['Observation', 'Patient'] as const) {
    const response = await fetch(`${url}/${type}?_count=100000`);
    const bundle = (await response.json()) as { readonly entry?: readonly { readonly resource: Resource }[] };
    for (const { resource } of bundle.entry ?? [])
      chart.set(`${type}/${resource.id} ${resource.meta?.versionId}`, resource);
  }
  return chart;
}

/** The results that are new, or have another version, since `before`. Headings of panels are left out. */
export function newResults(before: Chart, now: Chart): readonly SeenResult[] {
  const patients = new Map(
    [...now.values()].flatMap((one) => (one.resourceType === 'Patient' ? [[`Patient/${one.id}`, one]] : [])),
  );
  return [...now]
    .filter(([key]) => !before.has(key))
    .flatMap(([, resource]) =>
      resource.resourceType === 'Observation' && resource.hasMember === undefined
        ? [seen(resource, patients.get(resource.subject?.reference ?? ''))]
        : [],
    );
}

function seen(observation: Observation, patient: Patient | undefined): SeenResult {
  const { code, interpretation, referenceRange, status, valueQuantity } = observation;
  const codings = code?.coding ?? [];
  return {
    codes: [
      ...codings.flatMap((coding) => coding.code ?? []),
      ...textsOf(code?.text),
      ...subCodesOf(observation),
    ],
    loinc: codings.filter(({ system }) => system === LOINC).flatMap((coding) => coding.code ?? []),
    values: valuesOf(observation),
    units: [...textsOf(valueQuantity?.unit), ...textsOf(valueQuantity?.code)],
    status,
    flags: (interpretation ?? []).flatMap(({ coding = [], text }) => [
      ...coding.flatMap((one) => one.code ?? []),
      ...textsOf(text),
    ]),
    ranges: (referenceRange ?? []).flatMap(({ text, low, high }) => [
      ...textsOf(text),
      `${low?.value ?? ''}-${high?.value ?? ''}`,
    ]),
    patient: (patient?.identifier ?? []).flatMap(({ value }: Identifier) => textsOf(value)),
  };
}

/** OBX-4, in the extension of HL7 for it. */
const subCodesOf = ({ extension = [] }: Observation): readonly string[] =>
  extension.flatMap((one) => one.extension ?? []).flatMap(({ valueString }) => textsOf(valueString));

const textsOf = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);

function valuesOf({
  valueQuantity,
  valueString,
  valueCodeableConcept,
  valueRatio,
  valueRange,
  valueDateTime,
}: Observation): readonly string[] {
  const quantity =
    valueQuantity?.value === undefined ? [] : [`${valueQuantity.comparator ?? ''}${valueQuantity.value}`];
  const concept = valueCodeableConcept?.coding ?? [];
  return [
    ...quantity,
    ...textsOf(valueString),
    ...textsOf(valueCodeableConcept?.text),
    ...concept.flatMap((coding) => [...textsOf(coding.code), ...textsOf(coding.display)]),
    ...(valueRatio === undefined ? [] : [`${valueRatio.numerator?.value}:${valueRatio.denominator?.value}`]),
    ...(valueRange === undefined ? [] : [`${valueRange.low?.value}-${valueRange.high?.value}`]),
    ...textsOf(valueDateTime),
  ];
}

/** A point of control material, as a result. */
export const seenPoint = ({ observation }: QcPoint): SeenResult => ({
  codes: [
    ...observation.code.codings.map(({ code }) => code),
    ...textsOf(observation.code.text),
    ...textsOf(observation.subId),
  ].filter((code) => code !== undefined),
  loinc: loincCodesOf(observation.code),
  values: observation.values.map(({ text }) => text),
  units: [...(observation.unit?.codings.map(({ code }) => code) ?? []), ...textsOf(observation.unit?.text)],
  status: observation.status,
  flags: observation.flags,
  ranges: textsOf(observation.referenceRange?.text),
  patient: [],
});
