import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '@medplum/fhirtypes';
import { parse } from 'csv-parse/sync';
import { needing } from './needs.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const folder =
  process.env['LABWIRE_V2_TO_FHIR'] ??
  join(dirname(checkout.replace(/\/$/, '')), 'shared', 'v2-to-fhir', 'segments');

/** Tests that need HL7's own maps from version 2 to FHIR. */
export const withMaps = needing({
  isHere: existsSync(folder),
  orElse: "HL7's v2-to-FHIR maps are not here (LABWIRE_V2_TO_FHIR names the folder of their segments)",
});

/** Columns of the maps. */
const [FIELD, TARGET, EXTENSION, ASSIGNMENT] = [1, 9, 10, 16];

/** For each field, the elements of FHIR into which HL7's maps put its data: `PID-5` into `Patient.name`. */
export function targetsOfMaps(): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, Set<string>>();
  for (const file of readdirSync(folder).sort()) {
    const [, resource = ''] = file.split('.');
    const rows: string[][] = parse(readFileSync(join(folder, file)), { relax_column_count: true, bom: true });
    for (const row of rows.slice(2)) {
      const field = row[FIELD]?.trim() ?? '';
      const target = targetOf(row);
      if (!/^[A-Z][A-Z\d]{2}-\d+$/.test(field) || target === undefined) continue;
      targets.set(field, (targets.get(field) ?? new Set()).add(`${resource}.${target}`));
    }
  }
  return new Map([...targets].map(([field, all]) => [field, [...all].sort()]));
}

/** The element that a row is about. Undefined for rows without one, and for constants beside the data. */
function targetOf(row: readonly string[]): string | undefined {
  const target = row[TARGET]?.trim() ?? '';
  const isConstant = (row[ASSIGNMENT]?.trim() ?? '') !== '' || target.includes('=');
  if (isConstant || /\.(?:url|type\.(?:text|coding\.(?:code|system)))$/.test(target)) return undefined;
  if (target === '') return (row[EXTENSION]?.trim() ?? '') === '' ? undefined : 'extension';
  return elementOf(target);
}

const CHOICES =
  /\b(effective|occurrence|occurrenceTIming|value|collected|multipleBirth|deceased|additive)[A-Z]\w*.*$/;

/** A path without repetitions, types in brackets, and what is below a choice of types or an extension. */
const elementOf = (path: string): string =>
  path
    .replaceAll(/\[\d*\]/g, '')
    .replace(/\(.*$/, '')
    .replaceAll(/(^|\.)_/g, '$1')
    .replace(/\bextension\b.*$/, 'extension')
    .replace(CHOICES, '$1[x]');

type Part = Readonly<Record<string, unknown>>;

/** Every text and number of a bundle with the element in which it is. */
export function* leavesIn({ entry = [] }: Bundle): Generator<readonly [element: string, value: string]> {
  const referrers = referrersIn(entry);
  for (const { fullUrl = '', resource } of entry) {
    if (resource === undefined) continue;
    // the messages of a version are named by digests of their content
    for (const [path, value] of resource.resourceType === 'Provenance' ? [] : leavesOf(resource))
      for (const place of placesOf(resource.resourceType, fullUrl, referrers))
        yield [isSupporting(resource.resourceType) ? place : `${place}.${elementOf(path)}`, value];
  }
}

/** Persons, organizations and devices stand where they are referred to. */
const isSupporting = (type: string): boolean =>
  ['Practitioner', 'PractitionerRole', 'Organization', 'Device'].includes(type);

interface Referrer {
  readonly type: string;
  readonly fullUrl: string;
  readonly path: string;
}

function referrersIn(entry: NonNullable<Bundle['entry']>): ReadonlyMap<string, readonly Referrer[]> {
  const referrers = new Map<string, Referrer[]>();
  for (const { fullUrl = '', resource } of entry)
    for (const [path, value] of resource === undefined ? [] : leavesOf(resource))
      if (path.endsWith('.reference') && resource !== undefined) {
        const element = elementOf(path.replace(/\.reference$/, ''));
        const referrer = { type: resource.resourceType, fullUrl, path: element };
        referrers.set(value, [...(referrers.get(value) ?? []), referrer]);
      }
  return referrers;
}

function placesOf(
  type: string,
  fullUrl: string,
  referrers: ReadonlyMap<string, readonly Referrer[]>,
): readonly string[] {
  if (!isSupporting(type)) return [type];
  return (referrers.get(fullUrl) ?? []).flatMap((one) =>
    isSupporting(one.type) ? placesOf(one.type, one.fullUrl, referrers) : [`${one.type}.${one.path}`],
  );
}

function* leavesOf(part: unknown, path = ''): Generator<readonly [path: string, value: string]> {
  if (Array.isArray(part)) for (const one of part) yield* leavesOf(one, path);
  else if (typeof part === 'object' && part !== null)
    for (const [name, inner] of Object.entries(part as Part))
      yield* leavesOf(inner, path === '' ? name : `${path}.${name}`);
  else if (path !== 'resourceType') yield [path, String(part)];
}

/** An element without the part of its data type in which a text stands: `Patient.name` of `Patient.name.family`. */
export const withoutPart = (element: string): string =>
  element.split('.').length < 3
    ? element
    : element.replace(/(?:\.coding)?\.(?:code|display|value|family|line|text|data|extension)$/, '');

/** Whether two elements are one, or one is a part of the other. `$this` is a whole resource. */
export function isSamePlace(one: string, other: string): boolean {
  const [resource] = one.split('.');
  return (
    other === `${resource}.$this` ||
    one === other ||
    one.startsWith(`${other}.`) ||
    other.startsWith(`${one}.`)
  );
}

export interface Comparison {
  readonly field: string;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** Why the field is not, or not only, where HL7's maps have it. Undefined if it is there. */
  readonly reason: string | undefined;
}

/** The page docs/v2-to-fhir.md. */
export function describeDeviations(rows: readonly Comparison[]): string {
  const same = rows.filter(({ theirs, reason }) => theirs.length > 0 && reason === undefined);
  const beyond = rows.filter(({ theirs }) => theirs.length === 0);
  const other = rows.filter(({ reason }) => reason !== undefined);
  const inCode = (elements: readonly string[]) =>
    elements.length === 0 ? '—' : elements.map((one) => `\`${one}\``).join(', ');
  return [
    "# HL7's v2-to-FHIR maps",
    '',
    '_Written by the program: `LABWIRE_DOCS=write npx jest test/unit/normalize/v2-to-fhir`, where the maps are. A test puts a value into',
    "each field, looks for it in FHIR, and compares the place with that in HL7's maps._",
    '',
    'HL7 publishes maps from version 2 to FHIR R4 ([HL7/v2-to-fhir](https://github.com/HL7/v2-to-fhir)). Elements are compared without their',
    'conditions and data types. Persons, organizations and devices are compared by the element that refers to them.',
    `Of ${rows.length} fields with a place in either, ${same.length} are where the maps have them, ${beyond.length} have no place in the maps, and ${other.length} are elsewhere or not in FHIR.`,
    '',
    '## Elsewhere, or not in FHIR',
    '',
    "| Field | HL7's maps | Labwire | Reason |",
    '| --- | --- | --- | --- |',
    ...other.map(
      ({ field, theirs, ours, reason }) =>
        `| ${field} | ${inCode(theirs)} | ${inCode(ours)} | ${reason ?? ''} |`,
    ),
    '',
    '## As in the maps',
    '',
    '| Field | In FHIR |',
    '| --- | --- |',
    ...same.map(({ field, ours }) => `| ${field} | ${inCode(ours)} |`),
    '',
    '## Without a place in the maps',
    '',
    '| Field | In FHIR |',
    '| --- | --- |',
    ...beyond.map(({ field, ours }) => `| ${field} | ${inCode(ours)} |`),
    '',
  ].join('\n');
}
