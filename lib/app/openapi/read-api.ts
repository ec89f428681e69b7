import * as z from 'zod';
import { PROVENANCE_OF_MATCHES, parametersOf } from '../fhir-read/parameters.ts';
import { type ReadableType, resourceTypes } from '../fhir-read/resources.ts';
import { postedSubscription } from '../subscribe/wanted-subscription.ts';
import {
  answer,
  documentOf,
  FHIR_JSON,
  header,
  inPath,
  type Json,
  type Operation,
  type Paths,
  ref,
} from './document.ts';

const outcome = (description: string): Json => answer(description, FHIR_JSON, ref('OperationOutcome'));

/** Answers to requests that are refused. Those of API Gateway are JSON of its own. */
const refusals = {
  '400': outcome('A parameter that is not supported or cannot be read'),
  '401': answer('No valid token', 'application/json', ref('GatewayMessage')),
  '403': {
    description: 'No scope for this; or no such route',
    content: {
      [FHIR_JSON]: { schema: ref('OperationOutcome') },
      'application/json': { schema: ref('GatewayMessage') },
    },
  },
  '404': outcome('There is none'),
  '500': outcome('It cannot be answered now: ask again'),
} as const;

const texts: ReadonlyMap<string, string> = new Map(
  Object.entries({
    patient: 'Ids at this server, separated by commas: 4711, Patient/4711',
    subject: 'The same as patient',
    identifier: 'system|value',
    _id: 'Ids, separated by commas',
    _lastUpdated: 'A time, with a prefix such as ge',
    date: 'A time, with a prefix such as ge',
    collected: 'A time, with a prefix such as ge',
    code: 'system|code, code',
    category: 'system|code, code',
    status: 'A code',
    max: 'The number of results of each analyte; default 1',
    _count: 'Resources of a page, at most 100; default 20',
    _cursor: 'The place of a page: from a link next',
    _format: 'json, application/json or application/fhir+json',
    _revinclude: PROVENANCE_OF_MATCHES,
    _type: 'Types, separated by commas',
    _since: 'An instant',
    _until: 'An instant',
    _outputFormat: 'application/fhir+ndjson, application/ndjson or ndjson',
    eventsSinceNumber: 'The first event',
    eventsUntilNumber: 'The last event',
  }),
);

/** Those that may be given once. Others may be repeated, and must then all match. */
const numbers: ReadonlySet<string> = new Set(['max', '_count', 'eventsSinceNumber', 'eventsUntilNumber']);
const once: ReadonlySet<string> = new Set(['_cursor', '_format', '_since', '_until', '_outputFormat']);

function inQuery(names: readonly string[]): Json[] {
  return names.map((name) => ({
    ...{ name, in: 'query', description: texts.get(name) },
    ...(numbers.has(name)
      ? { schema: { type: 'integer', minimum: 1 } }
      : name === '_revinclude'
        ? { schema: { const: PROVENANCE_OF_MATCHES } }
        : once.has(name)
          ? { schema: { type: 'string', minLength: 1 } }
          : {
              schema: { type: 'array', items: { type: 'string', minLength: 1 } },
              style: 'form',
              explode: true,
            }),
  }));
}

const theId = inPath('id', 'The id of the resource', { type: 'string', pattern: '^[A-Za-z0-9.-]{1,64}$' });

const get = (
  summary: string,
  names: readonly string[],
  type: string,
  path: readonly Json[] = [],
): Operation => ({
  summary,
  parameters: [...path, ...inQuery(names)],
  responses: { '200': answer(type, FHIR_JSON, ref(type)), ...refusals },
});

const pathsOfType = (type: ReadableType): Paths => ({
  [`/${type}`]: { get: get(`Searches resources of the type ${type}`, parametersOf.search(type), 'Bundle') },
  [`/${type}/{id}`]: { get: get(`Reads a ${type}`, parametersOf.read, type, [theId]) },
});

const subscriptionPaths: Paths = {
  '/Subscription': {
    post: {
      summary: 'Subscribes to reports, if the site has subscriptions',
      requestBody: { required: true, content: { [FHIR_JSON]: { schema: ref('NewSubscription') } } },
      responses: {
        '201': answer('The endpoint answered the handshake', FHIR_JSON, ref('Subscription'), {
          location: header('The address of the Subscription'),
        }),
        ...refusals,
      },
    },
  },
  '/Subscription/{id}': {
    get: get('Reads a Subscription', [], 'Subscription', [theId]),
    delete: {
      summary: 'Ends a Subscription',
      parameters: [theId],
      responses: { '204': { description: 'It is over' }, ...refusals },
    },
  },
  '/Subscription/{id}/$status': { get: get('The status of a Subscription', [], 'Bundle', [theId]) },
  '/Subscription/{id}/$events': {
    get: get('What a subscriber missed', ['eventsSinceNumber', 'eventsUntilNumber'], 'Bundle', [theId]),
  },
};

const begin = (summary: string, path: readonly Json[] = []): Operation => ({
  summary,
  parameters: [
    ...path,
    {
      ...{ name: 'Prefer', in: 'header', required: true, schema: { type: 'string' } },
      description: 'respond-async; with handling=lenient, what is not supported is ignored',
    },
    ...inQuery(['_type', '_since', '_until', '_outputFormat']),
  ],
  responses: {
    '202': answer('The export has begun', FHIR_JSON, ref('OperationOutcome'), {
      'content-location': header('The address of the export'),
    }),
    ...refusals,
    '429': answer('The client has an export in progress', FHIR_JSON, ref('OperationOutcome'), {
      'content-location': header('The address of that export'),
      'retry-after': header('Seconds'),
    }),
  },
});

const theExport = inPath('id', 'The id of the export');

const exportPaths: Paths = {
  '/$export': { get: begin('Exports all reports') },
  '/Patient/$export': { get: begin('Exports all reports') },
  '/Group/{group}/$export': {
    get: begin('Exports the reports that a destination was sent', [
      inPath('group', 'The id of the destination'),
    ]),
  },
  '/$export/{id}': {
    get: {
      summary: 'How far an export is, or its files',
      parameters: [theExport],
      responses: {
        '200': answer('It is complete', 'application/json', ref('ExportManifest'), {
          expires: header('The files can be read until then'),
        }),
        '202': {
          description: 'It is in progress',
          headers: { 'x-progress': header('How far it is'), 'retry-after': header('Seconds') },
        },
        ...refusals,
      },
    },
    delete: {
      summary: 'Ends an export',
      parameters: [theExport],
      responses: { '202': { description: 'Its files are not answered any more' }, ...refusals },
    },
  },
  '/$export/{id}/{file}': {
    get: {
      summary: 'A file of an export',
      parameters: [
        theExport,
        inPath('file', 'The name of the file', { type: 'string', pattern: '^[A-Za-z]+-\\d+\\.ndjson$' }),
      ],
      responses: {
        '200': answer('A resource in each line', 'application/fhir+ndjson', { type: 'string' }),
        ...refusals,
      },
    },
  },
};

const paths: Paths = {
  '/metadata': {
    get: {
      summary: 'What the server can do',
      security: [],
      responses: {
        '200': answer('CapabilityStatement', FHIR_JSON, ref('CapabilityStatement')),
        '500': refusals['500'],
      },
    },
  },
  '/.well-known/smart-configuration': {
    get: {
      summary: 'Where tokens are issued, and which scopes are understood',
      security: [],
      responses: {
        '200': answer('SMART App Launch 2.2', 'application/json', ref('SmartConfiguration')),
        '500': refusals['500'],
      },
    },
  },
  ...Object.assign({}, ...resourceTypes.map(pathsOfType)),
  '/Observation/$lastn': {
    get: get('The last results of each analyte of a patient', parametersOf.lastn, 'Bundle'),
  },
  ...subscriptionPaths,
  ...exportPaths,
};

/** A resource of FHIR R4, as far as this API promises more than the standard. */
const resource = (type: string, required: readonly string[] = [], properties: Json = {}): Json => ({
  type: 'object',
  description: `FHIR R4: https://hl7.org/fhir/R4/${type.toLowerCase()}.html`,
  required: ['resourceType', ...required],
  properties: { resourceType: { const: type }, id: { type: 'string' }, ...properties },
});

const text = { type: 'string' } as const;
const list = (items: Json): Json => ({ type: 'array', items });
const object = { type: 'object' } as const;
const meta = {
  type: 'object',
  required: ['versionId', 'lastUpdated'],
  properties: { versionId: text, lastUpdated: text },
} as const;

/** What resources of each type always have. */
const always: Readonly<Record<ReadableType, readonly string[]>> = {
  DiagnosticReport: ['id', 'meta', 'status', 'code', 'subject'],
  Observation: ['id', 'meta', 'status', 'code', 'subject'],
  Patient: ['id', 'identifier'],
  Provenance: ['id', 'meta', 'target', 'recorded', 'agent'],
  ServiceRequest: ['id', 'meta', 'status', 'intent', 'subject'],
  Specimen: ['id', 'meta', 'identifier', 'subject'],
};

const schemas: Json = {
  ...Object.fromEntries(
    resourceTypes.map((type) => [
      type,
      resource(type, always[type], type === 'Patient' ? { identifier: list(object) } : { meta }),
    ]),
  ),
  Bundle: resource('Bundle', ['type'], {
    type: text,
    link: list({ ...object, required: ['relation', 'url'] }),
    entry: list({ ...object, properties: { fullUrl: text, resource: object } }),
  }),
  CapabilityStatement: resource('CapabilityStatement', [
    'status',
    'date',
    'kind',
    'fhirVersion',
    'format',
    'rest',
  ]),
  OperationOutcome: resource('OperationOutcome', ['issue'], {
    issue: { ...list({ ...object, required: ['severity', 'code'] }), minItems: 1 },
  }),
  Subscription: resource('Subscription', ['id', 'status', 'criteria', 'channel']),
  NewSubscription: z.toJSONSchema(postedSubscription, { io: 'input' }),
  SmartConfiguration: {
    ...object,
    required: ['issuer', 'jwks_uri', 'capabilities', 'scopes_supported', 'grant_types_supported'],
    properties: {
      issuer: text,
      jwks_uri: text,
      token_endpoint: text,
      capabilities: list(text),
      scopes_supported: list(text),
    },
  },
  ExportManifest: {
    ...object,
    description: 'Bulk Data Access 2.0, Response - Complete Status',
    required: ['transactionTime', 'request', 'requiresAccessToken', 'output', 'error'],
    properties: {
      transactionTime: text,
      request: text,
      requiresAccessToken: { const: true },
      output: list({
        ...object,
        required: ['type', 'url', 'count'],
        properties: { type: { enum: resourceTypes }, url: text, count: { type: 'integer', minimum: 1 } },
      }),
      deleted: list(object),
      error: list(object),
    },
  },
  GatewayMessage: { ...object, required: ['message'], properties: { message: text } },
};

/** The read API, as OpenAPI. */
export const readApi = (): Json =>
  documentOf({
    title: 'Labwire: results over FHIR',
    description: 'FHIR R4. Tokens of the issuer with SMART scopes: docs/fhir-read.md.',
    server: 'https://{api}/live/fhir',
    paths,
    schemas,
    security: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  });
