import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../../lib/app/openapi/document.ts';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
  readonly headers?: Json;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>
  >;
  readonly components: { readonly schemas: Json };
}

/** Checks real answers against a document of OpenAPI. */
export function openApiChecker(json: Json) {
  const document = json as unknown as Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', components: document.components });
  const compiled = new Map<string, ValidateFunction>();
  const seen = new Set<string>();

  function problemsOf(schema: Json, body: unknown): readonly string[] {
    const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object);
    compiled.set(text, validate);
    return validate(body) === true ? [] : [ajv.errorsText(validate.errors)];
  }

  /** The concrete path of the document before one with a parameter. */
  function pathOf(path: string): string | undefined {
    const matches = Object.keys(document.paths).filter((one) =>
      new RegExp(`^${one.replaceAll(/[.$]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    return matches.toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
  }

  return {
    /** The answers that were checked: `get /Patient 200`. */
    seen,
    /** What the document does not say of an answer to a request. */
    async problems(method: string, path: string, response: Response): Promise<readonly string[]> {
      const route = pathOf(path);
      const stated =
        route === undefined ? undefined : document.paths[route]?.[method]?.responses[String(response.status)];
      const name = `${method} ${route ?? path} ${response.status}`;
      if (stated === undefined) return [`${name} is not in the document`];
      seen.add(name);
      const missing = Object.keys(stated.headers ?? {}).filter((one) => !response.headers.has(one));
      if (missing.length > 0) return [`${name} has no header ${missing.join(', ')}`];
      const body = await response.text();
      const type = response.headers.get('content-type')?.split(';')[0] ?? '';
      if (stated.content === undefined) return body === '' ? [] : [`${name} has a body`];
      const content = stated.content[type];
      if (content === undefined) return [`${name} has the media type ${type}`];
      return problemsOf(
        content.schema,
        type.endsWith('json') && !type.includes('ndjson') ? JSON.parse(body) : body,
      ).map((problem) => `${name}: ${problem}`);
    },
  };
}
