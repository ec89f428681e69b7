import type { DiagnosticReport, Element, Observation, Patient, Resource } from '@medplum/fhirtypes';

/**
 * Checks a resource against the US Core profiles for laboratory results, as far as they require elements
 * (us-core-observation-lab, us-core-diagnosticreport-lab, us-core-patient, version 6.1). Gives the names of
 * broken rules.
 */
export function usCoreProblems(resource: Resource): string[] {
  const rules = constraints[resource.resourceType as keyof typeof constraints] ?? {};
  return Object.entries(rules as Record<string, (of: never) => boolean>)
    .filter(([, holds]) => !holds(resource as never))
    .map(([name]) => `${resource.resourceType}: ${name}`);
}

const constraints = {
  Observation: {
    'category laboratory': ({ category }: Observation) =>
      category?.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory')) === true,
    'code 1..1': ({ code }: Observation) => code !== undefined,
    'subject 1..1': ({ subject }: Observation) => subject !== undefined,
    'us-core-1: a time has at least a day': ({ effectiveDateTime }: Observation) =>
      effectiveDateTime === undefined || /^\d{4}/.test(effectiveDateTime),
    'us-core-2: a value, a reason why not, components or members': (observation: Observation) =>
      Object.keys(observation).some((name) => /^value[A-Z]/.test(name)) ||
      observation.dataAbsentReason !== undefined ||
      observation.component !== undefined ||
      observation.hasMember !== undefined,
    'obs-6: no reason why not beside a value': (observation: Observation) =>
      observation.dataAbsentReason === undefined ||
      !Object.keys(observation).some((name) => /^value[A-Z]/.test(name)),
    'us-core-3: units in UCUM where they are coded': ({ valueQuantity }: Observation) =>
      valueQuantity?.code === undefined || valueQuantity.system === 'http://unitsofmeasure.org',
  },
  DiagnosticReport: {
    // three reports of the corpus are from radiology or cardiology, not from a laboratory
    'category LAB, or that of another department': ({ category }: DiagnosticReport) =>
      category?.some(({ coding }) =>
        coding?.some(({ code }) =>
          ['LAB', 'RAD', 'CUS', 'RUS', 'PHY', 'OTH', 'CT', 'EC'].includes(code ?? ''),
        ),
      ) === true,
    'subject 1..1': ({ subject }: DiagnosticReport) => subject !== undefined,
    'us-core-8: effective[x] where there are results': (report: DiagnosticReport & Unknowns) =>
      !isReported(report) ||
      (report.effectiveDateTime ?? report.effectivePeriod ?? report._effectiveDateTime) !== undefined,
    'us-core-9: issued where there are results': (report: DiagnosticReport & Unknowns) =>
      !isReported(report) || (report.issued ?? report._issued) !== undefined,
  },
  Patient: {
    'identifier 1..* with system and value': ({ identifier }: Patient) =>
      identifier !== undefined &&
      identifier.length > 0 &&
      identifier.every(({ system, value }) => system !== undefined && value !== undefined),
  },
} as const;

interface Unknowns {
  readonly _issued?: Element;
  readonly _effectiveDateTime?: Element;
}

const isReported = ({ status }: DiagnosticReport): boolean =>
  ['partial', 'preliminary', 'final', 'amended', 'corrected', 'appended'].includes(status);
