import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { notKept, numbersIn } from '../../../lib/normalize/fields-not-kept.ts';
import { renderBundle } from '../../../lib/render/fhir/bundle.ts';
import {
  choices,
  type Fields,
  fieldsOf,
  messageWith,
  results,
  sampleOf,
  samples,
  segments,
  shows,
} from '../../support/every-field.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';
import {
  describeDeviations,
  isSamePlace,
  leavesIn,
  targetsOfMaps,
  withMaps,
  withoutPart,
} from '../../support/v2-to-fhir.ts';
import { reasons } from '../../support/v2-to-fhir-reasons.ts';

/** Values that FHIR has codes for: two, to find where the bundles differ. */
const coded = new Map<string, readonly [Fields, Fields]>([
  ...choices,
  ['OBR-5', [{ 5: 'S' }, { 5: 'A' }]],
  ['OBR-11', [{ 11: 'G' }, { 11: 'L' }]],
  ['OBR-27', [{ 27: '^^^^^S' }, { 27: '^^^^^A' }]],
  ['TQ1-9', [{ 9: 'S' }, { 9: 'A' }]],
  [
    'OBX-6',
    [
      { 2: 'NM', 5: '93', 6: 'mg/dL' },
      { 2: 'NM', 5: '93', 6: 'g/L' },
    ],
  ],
  ['SPM-11', [{ 11: 'P' }, { 11: '' }]],
]);

async function leavesOf(name: string, fields: Fields): Promise<(readonly [string, string])[]> {
  const cloud = aMemoryCloud();
  await cloud.run(messageWith(name, fields, name === 'TXA' ? results.file : results.text));
  const [version] = cloud.reports.all();
  return version === undefined ? [] : [...leavesIn(renderBundle(version, { system: 'https://lab.test' }))];
}

/** The elements of FHIR in which the data of a field are. */
async function placesOf(name: string, field: number, type: string): Promise<string[]> {
  const id = `${name}-${field}`;
  const choice = coded.get(id);
  if (choice === undefined) {
    const leaves = await leavesOf(name, samples.get(id) ?? sampleOf(field, type));
    return distinct(leaves.flatMap(([place, value]) => (shows(value) ? withoutPart(place) : [])));
  }
  const [one, other] = [await leavesOf(name, choice[0]), await leavesOf(name, choice[1])];
  const [before, after] = [one, other].map((leaves) => new Set(leaves.map((leaf) => leaf.join(' '))));
  return distinct(
    [...one, ...other].flatMap(([place, value]) =>
      before?.has(`${place} ${value}`) === after?.has(`${place} ${value}`) ? [] : withoutPart(place),
    ),
  );
}

const distinct = (places: readonly string[]): string[] => [...new Set(places)].sort();

const notKeptReasons = new Map<string, string>(
  notKept.flatMap(({ segment, fields, reason }) =>
    numbersIn(fields).map((field) => [`${segment}-${field}`, reason] as const),
  ),
);

withMaps.test(
  "FHIR out is as in HL7's maps, or there is a reason; docs/v2-to-fhir.md is the table",
  async () => {
    const targets = targetsOfMaps();
    const rows = [];
    const used = new Set<string>();
    const unexplained: string[] = [];
    for (const name of segments)
      for (const [number, { type }] of [...fieldsOf(name)].sort(([a], [b]) => a - b)) {
        const field = `${name}-${number}`;
        const theirs = targets.get(field) ?? [];
        const ours = notKeptReasons.has(field) ? [] : await placesOf(name, number, type);
        const missing = theirs.filter((target) => !ours.some((place) => isSamePlace(place, target)));
        if (missing.length === 0) {
          if (theirs.length > 0 || ours.length > 0) rows.push({ field, theirs, ours, reason: undefined });
          continue;
        }
        const reason = reasons.get(field) ?? notKeptReasons.get(field);
        if (reasons.has(field)) used.add(field);
        if (reason === undefined)
          unexplained.push(`${field}: ${missing.join(', ')}; ours ${ours.join(', ')}`);
        rows.push({ field, theirs, ours, reason });
      }
    expect(unexplained).toEqual([]);
    expect([...reasons.keys()].filter((field) => !used.has(field))).toEqual([]);
    expect(rows.length).toBeGreaterThan(150);
    const file = fileURLToPath(new URL('../../../docs/v2-to-fhir.md', import.meta.url));
    const page = describeDeviations(rows);
    if (process.env['LABWIRE_DOCS'] === 'write') writeFileSync(file, page);
    const plain = (text: string) => text.replaceAll(/ +|-{3,}/g, ' ').replaceAll(/\s+/g, ' ');
    expect(plain(readFileSync(file, 'utf8'))).toBe(plain(page));
  },
);

test('a reason is about a field that there is', () => {
  for (const field of reasons.keys()) {
    const [name = '', number] = field.split('-');
    expect([field, fieldsOf(name).has(Number(number))]).toEqual([field, true]);
  }
});
