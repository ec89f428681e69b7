import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { gatewayPaths } from '../../../../infra/constructs/gateway-roles.ts';
import { resourceTypes } from '../../../../lib/app/fhir-read/resources.ts';
import type { Json } from '../../../../lib/app/openapi/document.ts';
import { readApi } from '../../../../lib/app/openapi/read-api.ts';
import { receiveApi } from '../../../../lib/app/openapi/receive-api.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const apis = [
  ['receive', receiveApi()],
  ['read', readApi()],
] as const;

describe.each(apis)('docs/openapi.%s.json', (name, generated) => {
  const file = `${root}docs/openapi.${name}.json`;

  test('is what the program says; LABWIRE_DOCS=write npx jest test/unit/app/openapi writes it', () => {
    if (process.env['LABWIRE_DOCS'] === 'write')
      writeFileSync(file, `${JSON.stringify(generated, undefined, 2)}\n`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(generated)));
  });

  test('is a document of OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(readFileSync(file, 'utf8')))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  test('refers to schemas that it has, and has none that nothing needs', () => {
    const text = JSON.stringify(generated);
    const named = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, one]) => one));
    const { schemas } = (generated as { components: { schemas: Json } }).components;
    // Sender stands in a header, as text
    const had = Object.keys(schemas).filter((one) => one !== 'Sender');
    expect([...named].sort()).toEqual(had.sort());
  });

  test('has a parameter for each part of a path, and an id for each operation', () => {
    const ids: unknown[] = [];
    for (const [path, methods] of Object.entries(generated['paths'] as Record<string, Record<string, Json>>))
      for (const { operationId, parameters = [] } of Object.values(methods)) {
        ids.push(operationId);
        const named = (parameters as Json[]).filter((one) => one['in'] === 'path').map((one) => one['name']);
        expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one));
      }
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** The routes of a function as it registers them with Hono: `get /:type/:id?`. */
function routesIn(name: string): string[] {
  const source = readFileSync(`${root}functions/${name}.ts`, 'utf8');
  const single = [...source.matchAll(/app\.(get|post|delete)\('([^']+)'/g)].map(
    ([, method, path]) => `${method} ${path}`,
  );
  const several = [...source.matchAll(/app\.on\(\[([^\]]+)\], '([^']+)'/g)].flatMap(
    ([, methods = '', path]) =>
      [...methods.matchAll(/'(\w+)'/g)].map(([, method]) => `${method?.toLowerCase()} ${path}`),
  );
  const listed = [...source.matchAll(/for \(const path of \[([^\]]+)\]\)\s+app\.get\(path/g)].flatMap(
    ([, paths = '']) => [...paths.matchAll(/'([^']+)'/g)].map(([, path]) => `get ${path}`),
  );
  return [...single, ...several, ...listed];
}

/** Operations of a document that a route serves. */
function served(document: Json, route: string): string[] {
  const [method = '', path = ''] = route.split(' ');
  const pattern = new RegExp(
    `^${path
      .replaceAll(/[.$]/g, '\\$&')
      .replaceAll(/\/:\w+\?/g, '(?:/[^/]+)?')
      .replaceAll(/:\w+/g, '[^/]+')}$`,
  );
  return Object.entries(document['paths'] as Record<string, Json>)
    .filter(([one, methods]) => method in methods && pattern.test(one))
    .map(([one]) => `${method} ${one}`);
}

test.each(apis)('every route of %s is in its document, and no other', (name, document) => {
  const routes = routesIn(name);
  expect(routes.length).toBeGreaterThan(1);
  for (const route of routes) expect([route, served(document, route).length > 0]).toEqual([route, true]);
  const all = Object.entries(document['paths'] as Record<string, Json>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const reached = new Set(routes.flatMap((route) => served(document, route)));
  expect(all.filter((one) => !reached.has(one))).toEqual([]);
});

test('the template has the routes of the document that takes messages', () => {
  expect(Object.keys(receiveApi()['paths'] as Json).sort()).toEqual([...gatewayPaths].sort());
});

test('each type can be searched and read', () => {
  const paths = Object.keys(readApi()['paths'] as Json);
  for (const type of resourceTypes)
    expect(paths).toEqual(expect.arrayContaining([`/${type}`, `/${type}/{id}`]));
});
