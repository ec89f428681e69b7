import type { Bundle, Observation, Patient, Reference, Resource } from '@medplum/fhirtypes';

/** Resources as an EHR holds them, and the patient whom a reference is to. */
export interface Chart {
  readonly observations: readonly Observation[];
  readonly patientOf: (subject: Reference | undefined) => Patient | undefined;
}

/** What an EHR holds after transactions, one after the other: the last about each result counts. */
export function chartAfter(bundles: readonly Bundle[]): Chart {
  const observations = new Map<string, Observation>();
  const patients = new Map<Observation, Patient>();
  for (const { entry = [] } of bundles) {
    const resources = new Map<string | undefined, Resource | undefined>(
      entry.map(({ fullUrl, resource }) => [fullUrl, resource]),
    );
    for (const { resource } of entry) {
      if (resource?.resourceType !== 'Observation') continue;
      const subject = resources.get(resource.subject?.reference);
      if (subject?.resourceType === 'Patient') patients.set(resource, subject);
      observations.set(resource.identifier?.[0]?.value ?? '', resource);
    }
  }
  return {
    observations: [...observations.values()],
    patientOf: (subject) => [...patients].find(([observation]) => observation.subject === subject)?.[1],
  };
}

/**
 * The results that a chart shows, sorted, a line each: `patient | code | value unit | status | @time`.
 * What was entered in error or cancelled is not shown; a tag in front of numbers is left out.
 */
export function linesOf({ observations, patientOf }: Chart, tag: string): string[] {
  return observations
    .filter(({ status }) => status !== 'entered-in-error' && status !== 'cancelled')
    .map((one) => {
      const ids = patientOf(one.subject)?.identifier ?? [];
      const patient = ids.map(({ value = '' }) => value).find((value) => value.startsWith(tag));
      const code = one.code.coding?.map(({ code }) => code).find((word) => word !== undefined);
      return [
        patient?.slice(tag.length) ?? '?',
        code ?? one.code.text ?? '',
        resultOf(one),
        one.status,
        `@${one.effectiveDateTime ?? ''}`,
      ].join(' | ');
    })
    .sort();
}

function resultOf({ valueQuantity, valueCodeableConcept, valueString }: Observation): string {
  if (valueQuantity !== undefined) {
    const { comparator = '', value, unit = '' } = valueQuantity;
    return `${comparator}${value} ${unit}`;
  }
  const coding = valueCodeableConcept?.coding?.[0];
  return coding?.code ?? valueCodeableConcept?.text ?? valueString ?? '';
}
