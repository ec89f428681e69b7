import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import { passThrough } from '../../../lib/app/deliver/pass-through.ts';
import { isPassable, wantedFields } from '../../../lib/model/pass-through.ts';
import {
  describeFields,
  type FieldOutcome,
  notKept,
  numbersIn,
} from '../../../lib/normalize/fields-not-kept.ts';
import { renderBundle } from '../../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../../lib/render/fhir/json.ts';
import { renderOru } from '../../../lib/render/hl7/oru.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';
import { msh, pid, segment, toMessage } from '../../support/messages.ts';

type Fields = Readonly<Record<number, string>>;

const segments = 'PID PD1 PV1 ORC OBR OBX SPM SAC NTE TQ1 TXA'.split(' ');

/** The fields of a segment in v2.5.1 and, newer ones, in v2.8. */
const fieldsOf = (name: string) =>
  new Map([...definitionsOf('2.8').fields(name), ...definitionsOf('2.5.1').fields(name)]);

/** Some fields were reserved in v2.5.1 and have a meaning since. */
const nameOf = (name: string, field: number, official: string): string =>
  (official.startsWith('Reserved') ? definitionsOf('2.8').fields(name).get(field)?.name : official)
    ?.replaceAll(' _ ', ' - ')
    .trim() ?? official;

const result = { 1: '1', 2: 'ST', 3: 'PATH^Report^L', 5: 'Benign', 11: 'F' };

/** A message of results, or for TXA of a document, with these fields in one of its segments. */
function messageWith(name: string, fields: Fields): Uint8Array {
  const line = (one: string, base: Fields = {}) => segment(one, one === name ? { ...base, ...fields } : base);
  const only = (...optional: readonly string[]) => (optional.includes(name) ? [line(name)] : []);
  const patient = [name === 'PID' ? pid(fields) : pid(), ...only('PD1'), line('PV1', { 1: '1', 2: 'I' })];
  if (name === 'TXA')
    return toMessage(
      ...[msh({ 9: 'MDM^T02^MDM_T02' }), segment('EVN', { 1: 'T02' }), ...patient],
      ...[line('TXA', { 1: '1', 2: 'PN', 12: 'D-1^PATHSYS', 17: 'AU' }), line('OBX', result)],
    );
  return toMessage(
    ...[msh(), ...patient, line('ORC', { 1: 'RE', 3: 'F-1^CORELIS', 12: '66^Stone' })],
    ...[line('OBR', { 1: '1', 4: 'GLU', 7: '20010101', 25: 'F' }), ...only('TQ1')],
    ...[line('OBX', result), ...(name === 'NTE' ? [line('NTE', { 3: 'a note' })] : [])],
    // OBR-9, OBR-14 and OBR-15 are the specimen in versions without SPM
    ...(name === 'OBR' ? [] : [line('SPM', { 1: '1', 2: '^S-1', 4: 'BLD' })]),
    ...only('SAC'),
  );
}

interface Outputs {
  readonly feed: string;
  readonly fhir: string;
  readonly hl7: string;
  /** HL7 out for a destination that wants everything of the original message. */
  readonly passed: string;
}

/** The report of a message in each form. The parts of a report are internal. */
async function outputsOf(name: string, fields: Fields): Promise<Outputs> {
  const cloud = aMemoryCloud();
  await cloud.run(messageWith(name, fields));
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

/** Values of fields in which only some values are meant: two, and the outputs must differ. */
const choices = new Map<string, readonly [Fields, Fields]>([
  ['PID-8', [{ 8: 'F' }, { 8: 'M' }]],
  ['PID-25', [{ 25: '1' }, { 25: '2' }]],
  ['PV1-2', [{ 2: 'I' }, { 2: 'O' }]],
  ['ORC-5', [{ 5: 'IP' }, { 5: 'CM' }]],
  ['OBR-24', [{ 24: 'CH' }, { 24: 'HM' }]],
  ['OBR-25', [{ 25: 'F' }, { 25: 'P' }]],
  [
    'OBX-2',
    [
      { 2: 'NM', 5: '93' },
      { 2: 'ST', 5: '93' },
    ],
  ],
  ['OBX-11', [{ 11: 'F' }, { 11: 'P' }]],
  ['SPM-11', [{ 11: 'P' }, { 11: 'L' }]],
  ['TXA-17', [{ 17: 'AU' }, { 17: 'IP' }]],
  ['TXA-19', [{ 19: 'AV' }, { 19: 'CA' }]],
]);

const token = 'TKN7';
const time = '20010203040506';
const number = '73519';

/** Values of fields that are read from a part, or beside another field. */
const samples = new Map<string, Fields>([
  ['PID-2', { 2: `${token}^^^RIVERSIDE^MR`, 3: '' }],
  ['OBR-9', { 9: `${number}^mL`, 15: 'UR' }],
  ['OBR-27', { 27: `^^^^^${token}` }],
]);

function sampleOf(field: number, type: string): Fields {
  if (/^(?:DTM|TS|DT|DLD|DR|TM)$/.test(type)) return { [field]: time };
  return { [field]: /^(?:NM|SI|CQ)$/.test(type) ? number : token };
}

const shows = (text: string): boolean =>
  text.includes(token) || text.includes(number) || /2001-?02-?03T?04/.test(text);

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

test('no field of the list comes out, unless a destination wants it', async () => {
  const silent: string[] = [];
  for (const [name, fields] of listed) {
    const values = fields.map((field) => sampleOf(field, fieldsOf(name).get(field)?.type ?? ''));
    const all = await outputsOf(name, Object.assign({}, ...values) as Fields);
    expect([name, shows(all.feed), shows(all.fhir), shows(all.hl7)]).toEqual([name, false, false, false]);
    expect(all.feed).not.toBe('');
    const known = ['PID', 'PV1', 'ORC', 'OBR', 'OBX'] as const;
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
