import type { CapabilityStatement } from '@medplum/fhirtypes';
import { resourceTypes } from './resources.ts';

const parameters: ReadonlyMap<string, readonly (readonly [string, 'token' | 'date' | 'reference'])[]> =
  new Map<string, readonly (readonly [string, 'token' | 'date' | 'reference'])[]>(
    Object.entries({
      Patient: [
        ['_id', 'token'],
        ['identifier', 'token'],
      ],
      DiagnosticReport: common(
        ['date', 'date'],
        ['code', 'token'],
        ['category', 'token'],
        ['status', 'token'],
      ),
      Observation: common(['date', 'date'], ['code', 'token'], ['category', 'token'], ['status', 'token']),
      ServiceRequest: common(['code', 'token'], ['status', 'token']),
      Specimen: common(['collected', 'date']),
    }),
  );

function common(
  ...more: readonly (readonly [string, 'token' | 'date' | 'reference'])[]
): readonly (readonly [string, 'token' | 'date' | 'reference'])[] {
  return [
    ['_id', 'token'],
    ['_lastUpdated', 'date'],
    ['identifier', 'token'],
    ['patient', 'reference'],
    ['subject', 'reference'],
    ...more,
  ];
}

/** The capabilities of this server (FHIR R4 §3.1.0.9). */
export const capabilityStatement = (options: {
  readonly laboratory: string;
  readonly issuer: string;
  readonly baseUrl: string;
  readonly date: string;
}): CapabilityStatement => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: options.date,
  publisher: options.laboratory,
  kind: 'instance',
  software: { name: 'Labwire' },
  implementation: { description: `Results of ${options.laboratory}`, url: options.baseUrl },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: {
        service: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                code: 'SMART-on-FHIR',
              },
            ],
          },
        ],
        description: `Tokens of ${options.issuer} with SMART scopes such as system/Observation.rs`,
      },
      resource: resourceTypes.map((type) => ({
        type,
        interaction: [{ code: 'read' as const }, { code: 'search-type' as const }],
        searchParam: (parameters.get(type) ?? []).map(([name, kind]) => ({ name, type: kind })),
        ...(type === 'Observation'
          ? {
              operation: [
                { name: 'lastn', definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn' },
              ],
            }
          : {}),
      })),
    },
  ],
});
