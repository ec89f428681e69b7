import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { holdTexts, setAsideTexts } from '../../lib/model/reasons.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What each layer may import of the others; itself it may always. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'packages/hl7': [],
  'lib/shared': [],
  'lib/model': ['lib/shared'],
  'lib/ports': ['lib/shared', 'packages/hl7', 'lib/model'],
  'lib/terminology': ['lib/shared', 'packages/hl7', 'lib/model'],
  'lib/destinations': [
    'lib/shared',
    'packages/hl7',
    'lib/model',
    'lib/ports',
    'lib/terminology',
    'lib/normalize',
    'lib/render',
    'lib/adapters',
  ],
  'lib/profiles': ['lib/shared', 'packages/hl7', 'lib/model', 'lib/terminology'],
  'lib/site': [
    'lib/shared',
    'packages/hl7',
    'lib/model',
    'lib/terminology',
    'lib/profiles',
    'lib/destinations',
    'lib/quality',
  ],
  'lib/normalize': ['lib/shared', 'packages/hl7', 'lib/model', 'lib/site', 'lib/terminology'],
  'lib/reports': ['lib/shared', 'lib/model'],
  'lib/quality': ['lib/shared', 'lib/model'],
  'lib/render/fhir': ['lib/shared', 'packages/hl7', 'lib/model'],
  'lib/render/hl7': ['lib/shared', 'lib/model', 'packages/hl7'],
  'lib/render/astm': ['lib/shared', 'lib/model', 'packages/hl7', 'lib/render/hl7'],
  'lib/render/chart': ['lib/shared', 'lib/quality'],
  'lib/app': [
    'lib/shared',
    'packages/hl7',
    'lib/model',
    'lib/ports',
    'lib/site',
    'lib/normalize',
    'lib/reports',
    'lib/quality',
    'lib/render',
    'lib/terminology',
  ],
  'lib/console': [
    'lib/shared',
    'packages/hl7',
    'lib/model',
    'lib/ports',
    'lib/site',
    'lib/normalize',
    'lib/reports',
    'lib/render',
    'lib/app',
  ],
  'lib/adapters': ['lib/shared', 'lib/model', 'lib/ports'],
  infra: ['lib/shared', 'lib/site', 'lib/destinations', 'lib/model'],
  functions: ['lib/', 'packages/hl7'],
  gateway: ['lib/', 'packages/hl7'],
  simulators: ['packages/hl7', 'gateway'],
  local: ['lib/', 'packages/hl7', 'gateway', 'infra'],
  cli: ['lib/', 'packages/hl7', 'gateway', 'local', 'simulators'],
  bench: ['lib/', 'packages/hl7', 'gateway', 'local', 'cli', 'infra'],
};

/** Packages that are for one layer alone. */
const confined: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/': ['lib/adapters', 'functions', 'gateway', 'local', 'cli', 'bench'],
  '@aws-lambda-powertools/': ['lib/adapters', 'functions'],
  '@cloud-copilot/iam-simulate': ['local'],
  'aws-cdk-lib': ['infra', 'local'],
  hono: ['functions', 'lib/console'],
  commander: ['cli'],
  '@commander-js/': ['cli'],
  serialport: ['gateway'],
  'prom-client': ['gateway'],
  dynalite: ['local', 'bench'],
  esbuild: ['lib/site', 'bench'],
  'hl7-standard': ['lib/normalize', 'bench'],
  'quickjs-emscripten-core': ['lib/normalize'],
  '@jitl/': ['lib/normalize'],
  '@lhncbc/ucum-lhc': ['lib/terminology'],
  'csv-parse': ['lib/terminology'],
  'hl7v2-dictionary': ['packages/hl7'],
  fauxqs: ['local'],
  oauth4webapi: ['lib/adapters'],
  jose: ['lib/adapters', 'local'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  /** Loaded when it is asked for. */
  readonly isLazy: boolean;
}

function imports(): Import[] {
  const folders = [...new Set(Object.keys(allowed).map((layer) => layer.split('/')[0] ?? ''))];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  return files
    .filter((file) => /\.ts$/.test(file) && !/\.d\.ts$|^packages\/hl7\/test\//.test(file))
    .flatMap((from) => {
      const source = readFileSync(join(root, from), 'utf8');
      return [...source.matchAll(/(\bfrom|\bimport\(?)\s*'([^']+)'/g)].map(([, word, to = '']) => ({
        from,
        to: placeOf(from, to),
        isLazy: word === 'import(',
      }));
    });
}

/** The file that an import means, from the root on; the name of a package as it is. */
function placeOf(from: string, to: string): string {
  if (to.startsWith(engine)) return `packages/hl7/src/${to.slice(engine.length)}.ts`;
  return to.startsWith('.') ? relative(root, join(root, dirname(from), to)) : to;
}

const engine = '@labwire/hl7/';

const layerOf = (file: string): string | undefined =>
  Object.keys(allowed).find((layer) => file.startsWith(`${layer}/`));

/** The files of a circle, the first of them at both ends; empty where there is none. */
function circleIn(all: readonly Import[]): readonly string[] {
  const next = Map.groupBy(all, ({ from }) => from);
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    way.push(file);
    for (const { to } of next.get(file) ?? []) {
      const circle = visit(to);
      if (circle.length > 0) return circle;
    }
    way.pop();
    done.add(file);
    return [];
  };
  for (const file of next.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** Everything that is loaded with a file. */
function loadedWith(file: string, all: readonly Import[]): ReadonlySet<string> {
  const next = Map.groupBy(
    all.filter(({ isLazy }) => !isLazy),
    ({ from }) => from,
  );
  const found = new Set([file]);
  for (const one of found) for (const { to } of next.get(one) ?? []) found.add(to);
  return found;
}

const isForbidden = ({ from, to }: Pick<Import, 'from' | 'to'>): boolean => {
  const layer = layerOf(from);
  if (layer === undefined) return false;
  const target = layerOf(to);
  if (target !== undefined)
    return target !== layer && !allowed[layer]?.some((one) => `${target}/`.startsWith(one));
  const rule = Object.entries(confined).find(([name]) => to.startsWith(name));
  return rule !== undefined && !rule[1].includes(layer);
};

test('no layer imports what it may not', () => {
  const all = imports();
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(isForbidden)).toEqual([]);
});

test('no program loads the dictionary of HL7, which takes a second', () => {
  const loading = imports().filter(({ to }) => to === 'hl7v2-dictionary');
  expect(loading.map(({ from }) => from)).toEqual(['packages/hl7/write-definitions.ts']);
});

test('no file imports itself by way of others', () => {
  expect(circleIn(imports())).toEqual([]);
  const closed = ['a.ts', 'b.ts', 'c.ts'].map((from, index, all) => ({
    from,
    to: all[(index + 1) % 3] ?? '',
    isLazy: false,
  }));
  expect(circleIn(closed)).toEqual(['a.ts', 'b.ts', 'c.ts', 'a.ts']);
});

test('a site is read without loading what reaches destinations', () => {
  const all = imports();
  const loaded = [...loadedWith('lib/site/load-site.ts', all)];
  expect(loaded).toContain('lib/destinations/fhir/schema.ts');
  expect(loaded.filter((file) => /^lib\/(?:adapters|render)\/|\/(?:deliver|check)\.ts$/.test(file))).toEqual(
    [],
  );
  expect([...loadedWith('lib/destinations/fhir/deliver.ts', all)]).toContain(
    'lib/adapters/http/http-client.ts',
  );
});

test.each([
  ['packages/hl7/src/ack.ts', 'lib/model/report.ts'],
  ['packages/hl7/src/ack.ts', 'lib/shared/clock.ts'],
  ['lib/app/accept/accept-message.ts', 'lib/adapters/dynamodb/keys.ts'],
  ['lib/app/accept/accept-message.ts', '@aws-sdk/client-sqs'],
  ['lib/normalize/elements/patient.ts', 'lib/reports/merge-report.ts'],
  ['functions/receive.ts', 'local/start.ts'],
])('the rule sees that %s must not import %s', (from, to) => {
  expect(isForbidden({ from, to })).toBe(true);
});

test('every file of lib belongs to a layer', () => {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  expect(files.filter((file) => layerOf(join('lib', file)) === undefined)).toEqual([]);
});

test('field numbers are read in packages/hl7 alone', () => {
  const reader = /\.(?:value|field|text|repetitions|isNull)\(\d/;
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const found = files.filter((file) => reader.test(readFileSync(join(root, 'lib', file), 'utf8')));
  expect(found).toEqual(['normalize/elements/observation.ts']);
});

test('the page on holds says of every reason what the program says', () => {
  const page = readFileSync(join(root, 'docs/holds.md'), 'utf8');
  for (const [reason, { why, todo }] of Object.entries(holdTexts)) {
    expect(page).toMatch(new RegExp(`\\| \`${reason}\` +\\| `));
    expect(page).toContain(why);
    expect(page).toContain(todo);
  }
  for (const [reason, why] of Object.entries(setAsideTexts)) {
    expect(page).toContain(`\`${reason}\``);
    expect(page).toContain(why);
  }
});
