import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { passThrough } from '../../../lib/app/deliver/pass-through.ts';
import {
  isPassable,
  type PassedSegment,
  passedFields,
  wantedFields,
} from '../../../lib/model/pass-through.ts';
import {
  describeFields,
  type FieldOutcome,
  notKept,
  notRead,
  numbersIn,
} from '../../../lib/normalize/fields-not-kept.ts';
import { renderBundle } from '../../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../../lib/render/fhir/json.ts';
import { renderOru } from '../../../lib/render/hl7/oru.ts';
import {
  choices,
  type Fields,
  fieldsOf,
  messageWith,
  nameOf,
  sampleOf,
  samples,
  segments,
  shows,
} from '../../support/every-field.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';

interface Outputs {
  readonly feed: string;
  readonly fhir: string;
  readonly hl7: string;
  /** HL7 out for a destination that wants everything of the original message. */
  readonly passed: string;
}

const outputsOf = (name: string, fields: Fields): Promise<Outputs> =>
  outputsOfMessage(messageWith(name, fields));

/** The report of a message in each form. The parts of a report are internal. */
async function outputsOfMessage(bytes: Uint8Array): Promise<Outputs> {
  const cloud = aMemoryCloud();
  await cloud.run(bytes);
  const [version] = cloud.reports.all();
  if (version === undefined) return { feed: '', fhir: '', hl7: '', passed: '' };
  const form = { version: '2.5.1', charset: 'UNICODE UTF-8', sendingFacility: 'Lab' } as const;
  const { passed } = await passThrough(version.report, {
    ...{ originals: cloud.messages, site: cloud.dependencies.site, runScript: undefined },
    ...{ wanted: 'all', version: '2.5.1' },
  });
  const { parts: _, ...report } = version.report;
  return {
    feed: JSON.stringify(report),
    fhir: toFhirJson(renderBundle(version, { system: 'https://lab.test' })),
    hl7: renderOru(version, form),
    passed: renderOru(version, { ...form, passed }),
  };
}

async function outcomeOf(name: string, field: number, type: string): Promise<Omit<FieldOutcome, 'name'>> {
  const id = `${name}-${field}`;
  const choice = choices.get(id);
  if (choice === undefined) {
    const { feed, fhir, hl7 } = await outputsOf(name, samples.get(id) ?? sampleOf(field, type));
    return { field: id, feed: shows(feed), fhir: shows(fhir), hl7: shows(hl7) };
  }
  const [one, other] = [await outputsOf(name, choice[0]), await outputsOf(name, choice[1])];
  return {
    field: id,
    feed: one.feed !== other.feed,
    fhir: one.fhir !== other.fhir,
    hl7: one.hl7 !== other.hl7,
  };
}

const listed = new Map(
  segments.map((name) => [
    name,
    notKept.filter((one) => one.segment === name).flatMap(({ fields }) => numbersIn(fields)),
  ]),
);

test('the list names fields that exist, each once', () => {
  for (const [name, fields] of listed) {
    expect([name, fields.filter((field) => !fieldsOf(name).has(field))]).toEqual([name, []]);
    expect(new Set(fields).size).toBe(fields.length);
  }
});

test('every field that is not in the list comes out, and docs/fields.md says where', async () => {
  const outcomes: FieldOutcome[] = [];
  for (const name of segments)
    for (const [field, { type, name: official }] of [...fieldsOf(name)].sort(([a], [b]) => a - b))
      if (listed.get(name)?.includes(field) !== true)
        outcomes.push({
          ...(await outcomeOf(name, field, type)),
          name: nameOf(name, field, official),
        });
  const silent = outcomes.filter(({ feed, fhir, hl7 }) => !feed && !fhir && !hl7);
  expect(silent.map(({ field }) => field)).toEqual([]);
  // the feed is the model: what comes out anywhere is in it
  expect(outcomes.filter(({ feed }) => !feed).map(({ field }) => field)).toEqual([]);
  const file = fileURLToPath(new URL('../../../docs/fields.md', import.meta.url));
  const page = describeFields(outcomes);
  if (process.env['LABWIRE_DOCS'] === 'write') writeFileSync(file, page);
  const plain = (text: string) => text.replaceAll(/ +|-{3,}/g, ' ').replaceAll(/\s+/g, ' ');
  expect(plain(readFileSync(file, 'utf8'))).toBe(plain(page));
});

test.each(notRead.flatMap(({ segments: names }) => names))('nothing comes out of %s', async (name) => {
  const unread = `${name}|1|${Array.from({ length: 12 }, (_, index) => `UNREAD${index}^UNREAD`).join('|')}`;
  const [head, patient, ...rest] = Buffer.from(messageWith('NTE', { 3: 'a note' }))
    .toString()
    .split('\r');
  for (const lines of [
    [head, patient, unread, ...rest],
    [head, patient, ...rest.slice(0, -1), unread, ''],
  ]) {
    const { feed, fhir, hl7, passed } = await outputsOfMessage(Buffer.from(lines.join('\r')));
    expect(feed).toContain('a note');
    expect(`${feed}${fhir}${hl7}${passed}`).not.toContain('UNREAD');
  }
});

test('no field of the list comes out, unless a destination wants it', async () => {
  const silent: string[] = [];
  for (const [name, fields] of listed) {
    const values = fields.map((field) => sampleOf(field, fieldsOf(name).get(field)?.type ?? ''));
    const all = await outputsOf(name, Object.assign({}, ...values) as Fields);
    expect([name, shows(all.feed), shows(all.fhir), shows(all.hl7)]).toEqual([name, false, false, false]);
    expect(all.feed).not.toBe('');
    const known = Object.keys(passedFields) as PassedSegment[];
    const newest = known.find((one) => one === name);
    const wanted = newest === undefined ? [] : wantedFields(newest, 'all', '2.5.1');
    for (const field of fields) {
      const type = fieldsOf(name).get(field)?.type ?? '';
      const isWanted = wanted.includes(field);
      const { passed } = isWanted ? await outputsOf(name, sampleOf(field, type)) : { passed: '' };
      if (isWanted && !shows(passed)) silent.push(`${name}-${field}`);
      expect([name, field, isPassable(`${name}-${field}`)]).toEqual([name, field, isWanted]);
    }
    expect([name, shows(all.passed)]).toEqual([name, wanted.some((field) => fields.includes(field))]);
  }
  expect(silent).toEqual([]);
});
