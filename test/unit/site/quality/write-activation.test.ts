import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { qualityFileSchema, type TargetOfSystem } from '../../../../lib/site/quality/schema.ts';
import { withActivation } from '../../../../lib/site/quality/write-activation.ts';

const text = `# the night bench
systems:
  - id: sodium
    source: chem
    analyte: NA
    levels: ["1"]
  - id: glucose # the module at the window
    source: chem
    analyte: GLU
    levels: ["1"]
    lots:
      - { material: control, lot: "0458", active: 2026-03-01T06:00:00Z, by: Ines }
      # opened by mara
      - { material: control, lot: "0459", parallel: 2026-03-20T06:00:00Z }
`;
const at = '2026-04-01T10:00:00.000Z';
const target: TargetOfSystem = {
  ...{ material: 'control', lot: '0459', level: '1', basis: 'established', mean: '101.40', sd: '2.0280' },
  ...{ unit: 'mg/dL', scale: 'linear', from: at, by: 'mara' },
};
const change = {
  lots: [
    { material: 'control', lot: '0458', active: '2026-03-01T06:00:00Z', by: 'Ines', retired: at },
    { material: 'control', lot: '0459', parallel: '2026-03-20T06:00:00Z', active: at, by: 'mara' },
  ],
  targets: [target],
};

test('the states and the target are added, and everything else stays as it was written', () => {
  const written = withActivation(text, 'glucose', change) ?? '';
  for (const words of ['# the night bench', '# the module at the window', '# opened by mara', 'lot: "0458"'])
    expect(written).toContain(words);
  expect(written).toContain('mean: "101.40", sd: "2.0280"');
  const [sodium, glucose] = qualityFileSchema.parse(parse(written)).systems;
  expect(sodium).toMatchObject({ id: 'sodium', lots: [], targets: [] });
  expect(glucose).toMatchObject({ lots: change.lots, targets: [target] });
});

test('a reviewer sees the activation alone, however the file is written', () => {
  const block = `systems:
  - id: "glucose" # first
    levels: [ "1",  '2' ]   # odd spaces
    lots:
      - material: control
        lot: "0458"
        active: 2026-03-01T06:00:00Z # the old one
        by: Ines
      # a comment
      - material: control
        lot: "0459"
        parallel: 2026-03-20T06:00:00Z # beside it
    # before the targets
    targets:
      - material: control
        mean: "1"
        unit: mg/dL # as sent

    # after them
    gate: {mode: gate}
`;
  const by = { ...target, by: 'no: one, {x}' };
  const written = withActivation(block, 'glucose', { ...change, targets: [by] }) ?? '';
  const added = written.split('\n').filter((line) => !block.split('\n').includes(line));
  expect(added).toEqual([
    `        retired: ${at}`,
    `        active: ${at}`,
    '        by: mara',
    `      - { material: control, lot: "0459", level: "1", basis: established, mean: "101.40", sd: "2.0280", from: ${at}, by: "no: one, {x}", unit: mg/dL }`,
  ]);
  // nothing else is touched
  expect(
    written
      .split('\n')
      .filter((line) => !added.includes(line))
      .join('\n'),
  ).toBe(block);
  expect(parse(written).systems[0].targets[1].by).toBe('no: one, {x}');
});

test.each([
  ['[]', '[{'],
  ['', '\n      - {'],
  ['[{ lot: "7" }]', '[{ lot: "7" }, {'],
])('targets that are written as %p get the new one', (before, after) => {
  const written = withActivation(`${text}    ${`targets: ${before}`.trim()}\n`, 'glucose', change) ?? '';
  expect(written).toContain(`targets: ${after}`.replace(': \n', ':\n'));
  expect(parse(written).systems[1].targets.at(-1)).toMatchObject({ mean: '101.40' });
});

test('a second activation adds its target to the first one', () => {
  const once = withActivation(text, 'glucose', change) ?? '';
  const next = { ...target, from: '2026-05-01T10:00:00.000Z' };
  const twice = withActivation(once, 'glucose', { lots: [], targets: [next] }) ?? '';
  expect(qualityFileSchema.parse(parse(twice)).systems[1]?.targets).toEqual([target, next]);
});

test.each([
  ['the test system', 'lactate', change],
  ['a lot', 'glucose', { lots: [{ material: 'control', lot: '9' }], targets: [] }],
  ['lots at all', 'sodium', change],
])('a file without %s is not changed', (_, system, asked) => {
  expect(withActivation(text, system, asked)).toBeUndefined();
});
