import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { backport } from '../../render/fhir/subscription.ts';
import { usCoreProfile } from '../../render/fhir/us-core.ts';
import { PROVENANCE_OF_MATCHES, parametersOf } from './parameters.ts';
import { type ReadableType, resourceTypes } from './resources.ts';
import type { Issuer } from './smart-configuration.ts';

type Kind = 'token' | 'date' | 'reference';

/** The definitions of search parameters in FHIR R4: `http://hl7.org/fhir/SearchParameter/…`. */
type Definitions = Readonly<Record<string, readonly [Kind, string]>>;

const ofEvery: Definitions = {
  _id: ['token', 'Resource-id'],
  _lastUpdated: ['date', 'Resource-lastUpdated'],
};
const clinical: Definitions = {
  patient: ['reference', 'clinical-patient'],
  identifier: ['token', 'clinical-identifier'],
  code: ['token', 'clinical-code'],
  date: ['date', 'clinical-date'],
};

/** Every other parameter is a token. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ['collected', 'date'],
  ['patient', 'reference'],
  ['subject', 'reference'],
]);

const definitions: Readonly<Record<ReadableType, Definitions>> = {
  DiagnosticReport: { ...clinical, ...own('DiagnosticReport', 'category', 'status', 'subject') },
  Observation: { ...clinical, ...own('Observation', 'category', 'status', 'subject') },
  Patient: own('Patient', 'identifier'),
  Provenance: own('Provenance', 'patient'),
  ServiceRequest: { ...clinical, ...own('ServiceRequest', 'status', 'subject') },
  Specimen: own('Specimen', 'collected', 'identifier', 'patient', 'subject'),
};

function own(type: string, ...names: readonly string[]): Definitions {
  return Object.fromEntries(names.map((name) => [name, [kinds.get(name) ?? 'token', `${type}-${name}`]]));
}

/** The profiles of US Core that the resources are made for (docs/fhir-mapping.md). */
const profiles: Readonly<Record<ReadableType, string>> = {
  DiagnosticReport: usCoreProfile('diagnosticreport-lab'),
  Observation: usCoreProfile('observation-lab'),
  Patient: usCoreProfile('patient'),
  Provenance: usCoreProfile('provenance'),
  ServiceRequest: usCoreProfile('servicerequest'),
  Specimen: usCoreProfile('specimen'),
};

function resourceOf(type: ReadableType): CapabilityStatementRestResource {
  const names = parametersOf.search(type);
  const known = { ...ofEvery, ...definitions[type] };
  return {
    type,
    supportedProfile: [profiles[type]],
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    ...(names.includes('_revinclude') ? { searchRevInclude: [PROVENANCE_OF_MATCHES] } : {}),
    searchParam: Object.entries(known)
      .filter(([name]) => names.includes(name))
      .map(([name, [kind, definition]]) => ({
        name,
        definition: `http://hl7.org/fhir/SearchParameter/${definition}`,
        type: kind,
      })),
    ...(type === 'Patient' ? { operation: [exportOperation('patient-export')] } : {}),
    ...(type === 'Observation'
      ? {
          operation: [
            { name: 'lastn', definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn' },
          ],
        }
      : {}),
  };
}

const subscription: CapabilityStatementRestResource = {
  type: 'Subscription',
  supportedProfile: [backport.subscription],
  interaction: [{ code: 'create' }, { code: 'read' }, { code: 'delete' }],
  operation: ['status', 'events'].map((name) => ({
    name,
    definition: `http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-${name}`,
  })),
};

const exportOperation = (name: 'export' | 'patient-export' | 'group-export') => ({
  name: 'export',
  definition: `http://hl7.org/fhir/uv/bulkdata/OperationDefinition/${name}`,
});

/** A Group is the reports of a destination, and can be exported alone. */
const group: CapabilityStatementRestResource = {
  type: 'Group',
  operation: [exportOperation('group-export')],
};

function oauthUris(endpoints: Pick<Issuer, 'token_endpoint' | 'authorization_endpoint'> = {}) {
  const { token_endpoint: token, authorization_endpoint: authorize } = endpoints;
  if (token === undefined) return {};
  return {
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: [
          { url: 'token', valueUri: token },
          ...(authorize === undefined ? [] : [{ url: 'authorize', valueUri: authorize }]),
        ],
      },
    ],
  };
}

/** The capabilities of this server (FHIR R4 §3.1.0.9). */
export const capabilityStatement = (options: {
  readonly laboratory: string;
  readonly issuer: string;
  readonly baseUrl: string;
  readonly date: string;
  /** The issuer's addresses, for clients that read them here as in SMART 1. Left out if they are not known. */
  readonly endpoints?: Pick<Issuer, 'token_endpoint' | 'authorization_endpoint'> | undefined;
  /** Subscriptions are taken. Default: no. */
  readonly isSubscribable?: boolean;
}): CapabilityStatement => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: options.date,
  publisher: options.laboratory,
  kind: 'instance',
  software: { name: 'Labwire' },
  instantiates: ['http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data'],
  implementation: { description: `Results of ${options.laboratory}`, url: options.baseUrl },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: {
        ...oauthUris(options.endpoints),
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
      resource: [
        ...resourceTypes.map(resourceOf),
        group,
        ...(options.isSubscribable === true ? [subscription] : []),
      ],
      operation: [exportOperation('export')],
    },
  ],
});
