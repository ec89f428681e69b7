import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Report, reportSchema } from '../../../../lib/model/report.ts';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../../../lib/render/fhir/json.ts';
import { type Mapping, mappings, mappingsByName } from '../../../../lib/render/fhir/mapping.ts';
import { describeMappings } from '../../../../lib/render/fhir/mapping-page.ts';
import { validateBundle } from '../../../support/fhir.ts';
import { fullReport } from '../../../support/full-report.ts';
import { asVersion } from '../../../support/normalized.ts';

/** Every path of the model that holds a value: `observations[].code.codings[].code`. */
function leavesOf(schema: Schema, path = ''): string[] {
  if (schema.anyOf !== undefined || schema.oneOf !== undefined)
    return [...new Set((schema.anyOf ?? schema.oneOf ?? []).flatMap((one) => leavesOf(one, path)))];
  if (schema.items !== undefined) return leavesOf(schema.items, `${path}[]`);
  if (schema.properties === undefined) return [path];
  return Object.entries(schema.properties).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

interface Schema {
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const leaves = leavesOf(z.toJSONSchema(reportSchema) as Schema);

const isUnder = (leaf: string, path: string): boolean =>
  leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[]`);

/** The line that counts for a path: the longest; a name that is of no line of its own counts before it. */
function mappingOf(leaf: string): Mapping | 'by name' | undefined {
  const line = mappings
    .filter(({ model }) => isUnder(leaf, model))
    .sort((a, b) => b.model.length - a.model.length)[0];
  const names = leaf.replaceAll('[]', '').split('.');
  const isByName = names.some((name) => name in mappingsByName) && line?.model !== leaf;
  // the words of a value, a concept, a range and a note are what it is about
  const isWords = leaf.endsWith('.text') && !isTimestampText(leaf);
  return isByName && !isWords ? 'by name' : line;
}

const isTimestampText = (leaf: string): boolean => leaves.includes(leaf.replace(/text$/, 'iso'));

test('every part of the model has its line', () => {
  expect(leaves.length).toBeGreaterThan(250);
  expect(leaves.filter((leaf) => mappingOf(leaf) === undefined)).toEqual([]);
});

test('every line is about a part of the model, and of each part there is one', () => {
  expect(
    mappings.map(({ model }) => model).filter((path) => !leaves.some((leaf) => isUnder(leaf, path))),
  ).toEqual([]);
  expect(new Set(mappings.map(({ model }) => model)).size).toBe(mappings.length);
});

const part = (messageId: string): Report['parts'][number] => ({
  messageId,
  source: 'core-lis',
  at: 'OBR[1]',
  watermark: { statusTime: 1, messageTime: 1, receivedTime: 1 },
  specimens: [],
  notes: [],
  observations: [],
  holds: [],
});

/** A result of another collection than the report's head tells of. */
const elsewhere: Report['observations'] = fullReport.observations.map((one) => ({
  ...one,
  slot: `${one.slot}@2026-03-02T07:05`,
  observed: undefined,
  marks: ['order-unknown'],
  collection: {
    observed: fullReport.observed,
    observedEnd: fullReport.observedEnd,
    parent: fullReport.parent,
    specimens: [0],
  },
}));

const report: Report = {
  ...fullReport,
  observations: [...fullReport.observations, ...elsewhere],
  parts: [part('m1'), part('m2')],
};
const rendered = (of: Report): string =>
  toFhirJson(renderBundle(asVersion(of), { system: 'https://lab.test' }));
const before = rendered(report);

test('the report that holds everything is a valid bundle', () => {
  validateBundle(renderBundle(asVersion(report), { system: 'https://lab.test' }));
});

const lineOf = new Map(
  leaves.map((leaf) => {
    const mapping = mappingOf(leaf);
    return [leaf, mapping === 'by name' ? undefined : mapping?.model];
  }),
);

/** The report with one value changed, for each value under a path; nothing where the report has none there. */
function* changed(path: string, value: unknown, other?: unknown): Generator<unknown> {
  if (path === '') {
    if (other === undefined) yield* variants(value);
    else yield other;
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== path.startsWith('[]')) return;
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    for (const [index, one] of list.entries())
      for (const next of changed(path.slice(2).replace(/^\./, ''), one, other)) yield list.with(index, next);
    return;
  }
  const name = /^\w+/.exec(path)?.[0] ?? '';
  const object = value as Record<string, unknown>;
  for (const next of changed(path.slice(name.length).replace(/^\./, ''), object[name], other))
    yield { ...object, [name]: next };
}

/** A value as it might be else: another word, another time, another number, nothing at all. */
function* variants(value: unknown): Generator<unknown> {
  if (typeof value === 'string') {
    yield /^\d{4}-\d\d/.test(value) ? value.replace(/^\d{4}/, '2001') : `${value}Z`;
    if (/^[\d.]+$/.test(value)) yield `1${value}`;
  } else if (typeof value === 'boolean') yield !value;
  else if (typeof value === 'number') yield value + 1;
  else if (Array.isArray(value)) {
    for (const [index, one] of value.entries())
      for (const other of variants(one)) yield value.with(index, other);
    if (value.length > 0) yield [];
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value))
      if (!(name in mappingsByName) || typeof one === 'string')
        for (const other of variants(one)) yield { ...value, [name]: other };
  }
}

/** Codes that FHIR has other codes for: another code of the same table, not any other word. */
const others: Readonly<Record<string, unknown>> = {
  processingId: 'T',
  status: 'P',
  isWithdrawn: true,
  orderStatus: 'CA',
  'observations[].isUnmarkedCorrection': true,
  'observations[].isOfSpecimen': true,
  'observations[].status': 'P',
  'observations[].marks': ['un-verified'],
};

/** What shows only beside something else. */
const beside: Readonly<Record<string, Partial<Report['observations'][number]>>> = {
  'observations[].isUnmarkedCorrection': { status: 'F', corrects: undefined },
  'observations[].reportStatus': { status: undefined, corrects: undefined },
  'observations[].isNull': { values: [] },
  'observations[].converted': {
    converted: {
      values: [{ kind: 'quantity', text: '133', number: '133' }],
      unit: { codings: [{ code: 'mg/dL' }] },
    },
  },
};

const withObservation = (of: Report, more: Partial<Report['observations'][number]>): Report => ({
  ...of,
  observations: of.observations.map((one) => ({ ...one, ...more })),
});

describe('what the table says is what is rendered', () => {
  test.each(mappings.filter((mapping) => 'fhir' in mapping))('$model is in the bundle', ({ model }) => {
    const start = beside[model] === undefined ? report : withObservation(report, beside[model]);
    const reference =
      model === 'observations[].converted' || model === 'observations[].isNull' ? before : rendered(start);
    const other =
      model in others ? [...changed(model, start, others[model])] : [start, ...changed(model, start)];
    expect(other.filter((one) => rendered(one as Report) !== reference)).not.toEqual([]);
  });

  test.each(mappings.filter((mapping) => 'dropped' in mapping))('$model is not', ({ model }) => {
    const own = leaves.filter((leaf) => lineOf.get(leaf) === model);
    expect(own.length).toBeGreaterThan(0);
    // they are part of keys, and of notes on what was corrected
    if (model === 'patient.key' || model === 'observations[].history') return;
    for (const leaf of own)
      for (const other of changed(leaf, report))
        expect([leaf, rendered(other as Report)]).toEqual([leaf, before]);
  });
});

test('nothing below a line is left out that has no line of its own', () => {
  const left = leaves.filter((leaf) => {
    const line = mappings.find(({ model }) => model === lineOf.get(leaf));
    if (line === undefined || !('fhir' in line) || line.model in others || line.model in beside) return false;
    const all = [...changed(leaf, report)];
    return all.length > 0 && all.every((one) => rendered(one as Report) === before);
  });
  expect(left).toEqual([]);
});

test('docs/fhir-mapping.md is the table', () => {
  const file = fileURLToPath(new URL('../../../../docs/fhir-mapping.md', import.meta.url));
  if (process.env['LABWIRE_DOCS'] === 'write') writeFileSync(file, describeMappings());
  const cells = (text: string) => text.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---');
  expect(cells(readFileSync(file, 'utf8'))).toBe(cells(describeMappings()));
});
