import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { holdTexts, setAsideTexts } from '../../lib/model/reasons.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What each layer may import of the others; itself it may always. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'lib/shared': [],
  'lib/mllp': ['lib/shared'],
  'lib/hl7': ['lib/shared'],
  'lib/astm': ['lib/shared', 'lib/hl7'],
  'lib/model': ['lib/shared'],
  'lib/ports': ['lib/shared', 'lib/model'],
  'lib/terminology': ['lib/shared', 'lib/model'],
  'lib/site': ['lib/shared', 'lib/hl7', 'lib/model', 'lib/terminology'],
  'lib/normalize': ['lib/shared', 'lib/astm', 'lib/hl7', 'lib/model', 'lib/site', 'lib/terminology'],
  'lib/reports': ['lib/shared', 'lib/model'],
  'lib/render/fhir': ['lib/shared', 'lib/model'],
  'lib/render/hl7': ['lib/shared', 'lib/model', 'lib/hl7'],
  'lib/render/astm': ['lib/shared', 'lib/model', 'lib/hl7', 'lib/render/hl7'],
  'lib/app': [
    'lib/shared',
    'lib/astm',
    'lib/hl7',
    'lib/model',
    'lib/ports',
    'lib/site',
    'lib/normalize',
    'lib/reports',
    'lib/render',
    'lib/terminology',
  ],
  'lib/adapters': ['lib/shared', 'lib/model', 'lib/ports'],
  infra: ['lib/site', 'lib/model'],
  functions: ['lib/'],
  gateway: ['lib/'],
  local: ['lib/', 'gateway', 'infra'],
  cli: ['lib/', 'gateway', 'local'],
  bench: ['lib/', 'gateway', 'local', 'cli', 'infra'],
};

/** Packages that are for one layer alone. */
const confined: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/': ['lib/adapters', 'functions', 'gateway', 'local', 'cli', 'bench'],
  '@aws-lambda-powertools/': ['lib/adapters', 'functions'],
  '@cloud-copilot/iam-simulate': ['local'],
  'aws-cdk-lib': ['infra', 'local'],
  hono: ['functions'],
  commander: ['cli'],
  serialport: ['gateway'],
  'prom-client': ['gateway'],
  dynalite: ['local', 'bench'],
  esbuild: ['lib/site', 'bench'],
  'hl7-standard': ['lib/normalize', 'bench'],
  '@lhncbc/ucum-lhc': ['lib/terminology'],
  'csv-parse': ['lib/terminology'],
  'hl7v2-dictionary': ['lib/hl7'],
  fauxqs: ['local'],
  oauth4webapi: ['lib/adapters'],
  jose: ['lib/adapters'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function imports(): Import[] {
  const folders = [...new Set(Object.keys(allowed).map((layer) => layer.split('/')[0] ?? ''))];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .flatMap((from) => {
      const source = readFileSync(join(root, from), 'utf8');
      const specifiers = [...source.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].map(
        ([, to]) => to ?? '',
      );
      return specifiers.map((to) => ({
        from,
        to: to.startsWith('.') ? relative(root, join(root, dirname(from), to)) : to,
      }));
    });
}

const layerOf = (file: string): string | undefined =>
  Object.keys(allowed).find((layer) => file.startsWith(`${layer}/`));

const isForbidden = ({ from, to }: Import): boolean => {
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

test.each([
  ['lib/hl7/ack.ts', 'lib/model/report.ts'],
  ['lib/shared/issue.ts', 'lib/hl7/ack.ts'],
  ['lib/app/accept-message.ts', 'lib/adapters/aws/keys.ts'],
  ['lib/app/accept-message.ts', '@aws-sdk/client-sqs'],
  ['lib/normalize/patient.ts', 'lib/reports/merge-report.ts'],
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

test('field numbers are read in lib/hl7 and lib/astm alone', () => {
  const reader = /\.(?:value|field|text|repetitions|isNull)\(\d/;
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/^(?:hl7|astm)\//.test(file),
  );
  const found = files.filter((file) => reader.test(readFileSync(join(root, 'lib', file), 'utf8')));
  expect(found).toEqual(['normalize/observation.ts']);
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
