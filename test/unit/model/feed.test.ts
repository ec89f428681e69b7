import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asyncApi, contentSchema, feedSchema } from '../../../lib/model/feed.ts';
import { type JsonSchema, named } from '../../../lib/model/feed-words/describe.ts';
import { updateReasonSchema, updateSchema } from '../../../lib/model/update.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';
import { aSite } from '../../support/site.ts';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));

test.each([
  ['update.schema.json', feedSchema()],
  ['content.schema.json', contentSchema()],
  ['asyncapi.json', asyncApi()],
])('docs/feed/%s is what the program says', (name, generated) => {
  const file = `${docs}feed/${name}`;
  if (process.env['LABWIRE_DOCS'] === 'write')
    writeFileSync(file, `${JSON.stringify(generated, undefined, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(generated)));
});

/** The places of properties that have no description, and the descriptions that were used. */
function described(schema: JsonSchema, at: string, found: { missing: string[]; used: Set<string> }): void {
  for (const part of [...(schema.oneOf ?? []), ...(schema.items === undefined ? [] : [schema.items])])
    described(part, at, found);
  for (const [name, part] of [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.$defs ?? {}),
  ]) {
    if (part.description === undefined) found.missing.push(`${at}${name}`);
    else found.used.add(part.description);
    described(part, `${at}${name}.`, found);
  }
}

test('every property of the schemas has a description, and every description is used', () => {
  const found = { missing: [] as string[], used: new Set<string>() };
  for (const schema of [feedSchema(), contentSchema()]) described(schema, '', found);
  expect(found.missing).toEqual([]);
  const words = named.flatMap((one) =>
    [...one.words].map(([path, text]) => ({ path: `${one.name}.${path}`, text })),
  );
  expect(words.filter(({ text }) => !found.used.has(text)).map(({ path }) => path)).toEqual([]);
});

test('asyncapi.json is a document of AsyncAPI 3.0', () => {
  const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json');
  const ajv = new Ajv({
    strict: false,
    validateFormats: false,
    logger: false,
    meta: false,
    validateSchema: false,
  });
  const validate = ajv.compile(schema);
  expect([validate(asyncApi()), validate.errors]).toEqual([true, null]);
  expect(validate({ ...asyncApi(), channels: 'none' })).toBe(false);
});

/** The shortest update of each reason is its example. */
function keepShortest(examples: Map<string, string>, reason: string, example: string): void {
  const known = examples.get(reason);
  if (known === undefined || example.length < known.length) examples.set(reason, example);
}

describe('every update that the fixtures make', () => {
  const folder = fileURLToPath(new URL('../../fixtures/hl7/', import.meta.url));
  const validate = new Ajv2020({ strict: false }).compile(feedSchema());

  test('is one of the schema, and every reason comes up', async () => {
    const reasons = new Set<string>();
    const examples = new Map<string, string>();
    let count = 0;
    const site = aSite({
      sources: [
        { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, numbersOf: 'laboratory' },
        { id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' }, numbersOf: 'laboratory' },
      ],
    });
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.hl7'))) {
      const cloud = aMemoryCloud(site);
      const ids: string[] = [];
      for (const message of splitMessages(readFileSync(`${folder}${file}`))) {
        const record = await cloud.run(message).catch(() => undefined);
        if (record !== undefined) ids.push(record.id);
      }
      for (const messageId of ids)
        await cloud.replay({ messageId }, { ...site, laboratory: { ...site.laboratory, timeZone: 'UTC' } });
      for (const { update } of cloud.updates.updates) {
        const sent = JSON.parse(JSON.stringify(update));
        expect([validate(sent), validate.errors]).toEqual([true, null]);
        expect(updateSchema.parse(sent)).toEqual(sent);
        reasons.add(update.reason);
        keepShortest(examples, update.reason, JSON.stringify(sent, undefined, 2));
        count++;
      }
    }
    expect(count).toBeGreaterThan(150);
    expect([...reasons].sort()).toEqual([...updateReasonSchema.options].sort());
    for (const [reason, example] of examples) {
      const file = `${docs}feed/examples/${reason}.json`;
      if (process.env['LABWIRE_DOCS'] === 'write') writeFileSync(file, `${example}\n`);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(example));
    }
  });

  test('and what is none of it is refused', () => {
    expect(validate({ schema: 'labwire.report.v1' })).toBe(false);
    expect(validate({ schema: 'labwire.report.v2', destination: 'd', reportKey: 'k', version: 1 })).toBe(
      false,
    );
  });
});
