/** A JSON schema, or a part of a document: written as JSON, and read by nobody here. */
export type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly summary: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
  /** Empty: no token. Default: that of the document. */
  readonly security?: readonly Json[];
}

type Method = 'get' | 'post' | 'delete';

export type Paths = Readonly<Record<string, Readonly<Partial<Record<Method, Operation>>>>>;

export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

export const FHIR_JSON = 'application/fhir+json';

/** An answer with a body of one media type. */
export const answer = (description: string, type: string, schema: Json, headers?: Json): Json => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: { [type]: { schema } },
});

export const header = (description: string): Json => ({ description, schema: { type: 'string' } });

export const inPath = (name: string, description: string, schema: Json = { type: 'string' }): Json => ({
  ...{ name, in: 'path', required: true, description, schema },
});

/** A document of OpenAPI 3.1. `id`s of operations are made of the method and the path. */
export const documentOf = (options: {
  readonly title: string;
  readonly description: string;
  readonly server: string;
  readonly paths: Paths;
  readonly schemas: Json;
  readonly security: Json;
}): Json => ({
  openapi: '3.1.1',
  info: {
    title: options.title,
    description: options.description,
    version: '1',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [
    {
      url: options.server,
      variables: { api: { default: 'api.example.org', description: 'An output of the deployment' } },
    },
  ],
  security: Object.keys(options.security).map((name) => ({ [name]: [] })),
  paths: Object.fromEntries(
    Object.entries(options.paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [
          method,
          { operationId: `${method}${idOf(path)}`, ...operation },
        ]),
      ),
    ]),
  ),
  components: { schemas: options.schemas, securitySchemes: options.security },
});

/** `/Patient/{id}` is `PatientId`. */
const idOf = (path: string): string =>
  path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
