import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asyncApi, contentSchema, feedSchema } from '../../../lib/model/feed.ts';
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

describe('every update that the fixtures make', () => {
  const folder = fileURLToPath(new URL('../../fixtures/hl7/', import.meta.url));
  const validate = new Ajv2020({ strict: false }).compile(feedSchema());

  test('is one of the schema, and every reason comes up', async () => {
    const reasons = new Set<string>();
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
        count++;
      }
    }
    expect(count).toBeGreaterThan(150);
    expect([...reasons].sort()).toEqual([...updateReasonSchema.options].sort());
  });

  test('and what is none of it is refused', () => {
    expect(validate({ schema: 'labwire.report.v1' })).toBe(false);
    expect(validate({ schema: 'labwire.report.v2', destination: 'd', reportKey: 'k', version: 1 })).toBe(
      false,
    );
  });
});
