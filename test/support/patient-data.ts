import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { parseMessage } from '@labwire/hl7/message/message';
import { metricNames } from '../../lib/model/metrics.ts';

/** Finds patient data where none may be: in logs, metrics and errors. */

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Segments whose fields are all about people. */
const aboutPeople = new Set(['PID', 'NK1', 'MRG', 'GT1', 'IN1', 'IN2', 'DG1']);

/** Shorter values occur everywhere by chance. */
const SHORTEST = 3;

/**
 * All values of PID, NK1, MRG, GT1, IN1, IN2, DG1, NTE-3 and OBX-5 of a message: whole fields, components and
 * subcomponents, as sent and decoded. This includes addresses and telephone numbers (PID-11, PID-13, NK1-4,
 * NK1-5).
 */
export function patientValuesOf(bytes: Uint8Array): string[] {
  const parsed = parseMessage(asHl7(bytes).bytes);
  if (!parsed.ok) return [];
  const { segments, delimiters } = parsed.value;
  const texts = segments.flatMap((segment) => {
    if (segment.name === 'OBX') return [segment.field(5), segment.text(5) ?? ''];
    if (segment.name === 'NTE') return [segment.field(3), segment.text(3) ?? ''];
    if (!aboutPeople.has(segment.name)) return [];
    return segment.fields.slice(1).flatMap((field, index) => [field, segment.text(index + 1) ?? '']);
  });
  const parts = texts.flatMap((field) => [
    field,
    ...field
      .split(delimiters.repetition)
      .flatMap((repetition) => [
        repetition,
        ...repetition
          .split(delimiters.component)
          .flatMap((component) => [component, ...component.split(delimiters.subcomponent || '&')]),
      ]),
  ]);
  return parts
    .map((part) => part.trim())
    .flatMap((part) => [part, ...isoDatesOf(part)])
    .filter((part) => part.length >= SHORTEST && /[\p{L}\p{N}]/u.test(part));
}

/** An HL7 date in the form of our own model. */
function isoDatesOf(part: string): string[] {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)(?:\d{4,})?$/.exec(part) ?? [];
  return year === undefined ? [] : [`${year}-${month}-${day}`];
}

/** Words in our own source. They are nobody's data, even if a patient has the same name. */
export function ownWords(): ReadonlySet<string> {
  const words = new Set<string>();
  const read = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) read(path);
      else if (entry.name.endsWith('.ts'))
        for (const [, word = ''] of readFileSync(join(root, path), 'utf8').matchAll(/'([^'\n]+)'/g))
          words.add(word);
    }
  };
  for (const folder of [
    'lib/adapters',
    'lib/app',
    'lib/model',
    'lib/shared',
    'packages/hl7/src',
    'lib/normalize',
    'functions',
    'gateway',
    'local',
  ])
    read(folder);
  for (const word of ['INFO', 'WARN', 'ERROR', 'Error', 'Count', 'Labwire']) words.add(word);
  return words;
}

export interface Leak {
  readonly value: string;
  readonly line: string;
}

/** Fields with counts or times, which may equal any number. */
const counters = new Set([
  ...[
    'bytes',
    'version',
    'status',
    'stored',
    'held',
    'setAside',
    'reportVersions',
    'updates',
    'updatesFiltered',
    'resources',
    'retriedPuts',
    'attempt',
  ],
  ...[
    'retryInSeconds',
    'durationMs',
    'sampling_rate',
    'Timestamp',
    'waitedMs',
    'retryInMs',
    'port',
    'percent',
    'minutes',
    'seconds',
    'missing',
  ],
]);

/** Finds values in lines. Values are indexed by their first word, so that 100,000 cost no more than ten. */
export class LeakFinder {
  readonly #byFirstWord = new Map<string, string[]>();
  readonly #ownWords: ReadonlySet<string>;
  readonly values: number;

  constructor(values: Iterable<string>, own: ReadonlySet<string>) {
    this.#ownWords = own;
    const unique = new Set([...values].map((value) => value.toLowerCase()));
    this.values = unique.size;
    for (const value of unique) {
      const [first] = wordsOf(value);
      if (first === undefined) continue;
      const list = this.#byFirstWord.get(first) ?? [];
      list.push(value);
      this.#byFirstWord.set(first, list);
    }
  }

  find(line: string): Leak[] {
    return textsOf(line).flatMap((text) =>
      this.#ownWords.has(text) || isDerived(text)
        ? []
        : this.#findIn(withoutOurs(text).toLowerCase()).map((value) => ({ value, line })),
    );
  }

  #findIn(text: string): string[] {
    const found: string[] = [];
    for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu))
      for (const value of this.#byFirstWord.get(word) ?? []) {
        const at = text.indexOf(value, Math.max(0, index - value.length));
        if (at !== -1 && isWhole(text, at, value.length)) found.push(value);
      }
    return [...new Set(found)];
  }
}

/** The start of the text of a JavaScript error. */
const kindOfError = /^[A-Z]\w*Error: |^Error: /;

/** The text without the kind of its error and the folder of this checkout, whose name may be that of a patient. */
const withoutOurs = (text: string): string => text.replace(kindOfError, '').replaceAll(root, '/');

const isMetric = (name: string): boolean => (metricNames as readonly string[]).includes(name);

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

const isWhole = (text: string, at: number, length: number): boolean =>
  !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(text[at + length] ?? ' ');

/**
 * Digests of messages and reports, request ids, and times. A patient's value of the same form cannot be
 * distinguished from them.
 */
export const isDerived = (text: string): boolean =>
  /^[0-9a-f]{32}$/.test(text) || /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) || /^[0-9a-f-]{36}$/.test(text);

/** Every text and number in a line, or the line itself if it is no JSON. */
function textsOf(line: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return [line];
  }
  const texts: string[] = [];
  const collect = (value: unknown, name: string): void => {
    if (Array.isArray(value)) for (const one of value) collect(one, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value)) {
        texts.push(key);
        collect(one, key);
      }
    else if (typeof value !== 'number' || !(counters.has(name) || isMetric(name))) texts.push(String(value));
  };
  collect(json, '');
  return texts;
}
