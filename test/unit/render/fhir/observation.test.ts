import { describe, expect, test } from '@jest/globals';
import type { Value } from '../../../../lib/model/observation.ts';
import type { ReportedObservation } from '../../../../lib/model/report.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { type ObservationLinks, renderObservation } from '../../../../lib/render/fhir/observation.ts';
import { fullReport } from '../../../support/full-report.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const [whole] = fullReport.observations;
if (whole === undefined) throw new Error('no result');

const links: ObservationLinks = {
  key: 'k',
  subject: { reference: 'urn:uuid:patient' },
  encounter: undefined,
  specimen: undefined,
  basedOn: [],
  members: [],
  derivedFrom: [],
  reportObserved: undefined,
  corrects: undefined,
};

/** Nothing but what no result is without. */
const bare: ReportedObservation = {
  slot: 'GLU',
  at: 'OBX[1]',
  code: { codings: [{ code: 'GLU' }] },
  values: [],
  isNull: false,
  flags: [],
  equipment: [],
  notes: [],
  isOfSpecimen: false,
  messageId: 'm1',
  isUnmarkedCorrection: false,
  history: [],
};

const rendered = (fields: Partial<ReportedObservation> = {}, of: Partial<ObservationLinks> = {}) =>
  renderObservation({ ...bare, ...fields }, { ...links, ...of }, newContext());

const text = (said: string): Value => ({ kind: 'text', text: said });
const number = (said: string): Value => ({ kind: 'quantity', text: said, number: said });
const unit = (code: string, system = 'UCUM') => ({ codings: [{ code, system }] });
const notesOf = (of: ReturnType<typeof rendered>) => of.note?.map((note) => note.text);

test('a result of which nothing is known has what FHIR requires, and nothing else', () => {
  expect(rendered()).toEqual({
    resourceType: 'Observation',
    identifier: [{ system: 'https://lab.test/observation', value: 'k' }],
    status: 'unknown',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: { coding: [{ code: 'GLU' }] },
    subject: links.subject,
    dataAbsentReason: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
    },
  });
});

test('what FHIR has no element for stands in extensions and identifiers', () => {
  const { extension, identifier } = renderObservation(whole, links, newContext());
  expect(extension).toEqual([
    {
      url: 'http://hl7.org/fhir/StructureDefinition/observation-v2-subid',
      extension: [{ url: 'original-sub-identifier', valueString: '1' }], // OBX-4
    },
    {
      url: 'http://hl7.org/fhir/StructureDefinition/observation-analysis-date-time',
      valueDateTime: '2026-03-02T07:26:00-05:00', // OBX-19
    },
  ]);
  expect(identifier?.[1]).toEqual({ system: 'https://lab.test/run', value: 'run-7' }); // OBX-21
});

test('who made the result, where and under whom', () => {
  expect(renderObservation(whole, links, newContext()).performer?.map(({ display }) => display)).toEqual([
    'Dr Given77 Family77 III', // OBX-16
    'Dr Given78 Family78 III', // OBX-16, second repetition
    'Riverside Laboratory', // OBX-23
    'Branch Laboratory', // OBX-15
    undefined, // OBX-25: a role has no name
  ]);
});

describe('OBX-11', () => {
  test.each([
    ['A', 'amended'],
    ['B', 'amended'],
    ['C', 'corrected'],
    ['D', 'entered-in-error'],
    ['F', 'final'],
    ['I', 'registered'],
    ['N', 'final'],
    ['O', 'registered'],
    ['P', 'preliminary'],
    ['R', 'preliminary'],
    ['S', 'preliminary'],
    ['U', 'final'],
    ['V', 'final'],
    ['W', 'entered-in-error'],
    ['X', 'cancelled'],
    ['?', 'unknown'],
  ])('%s is %s', (status, expected) => {
    expect(rendered({ status }).status).toBe(expected); // Observation.status
  });

  test('OBR-25 speaks for one that is empty', () => {
    expect(rendered({ reportStatus: 'P' }).status).toBe('preliminary'); // OBR-25
  });

  test('a final result that replaced another is corrected, also where nobody says so', () => {
    expect(rendered({ status: 'F', isUnmarkedCorrection: true }).status).toBe('corrected');
  });

  test.each([
    ['N', 'not-asked'],
    ['X', 'not-performed'],
    ['F', 'unknown'],
  ])('%s says why there is no value: %s', (status, code) => {
    expect(rendered({ status }).dataAbsentReason?.coding?.[0]?.code).toBe(code); // Observation.dataAbsentReason
  });
});

describe('OBX-14', () => {
  const observed = { text: '', iso: '2026-03-02', zone: 'none' as const };

  test('is its time, before that of the report', () => {
    expect(rendered({ observed }, { reportObserved: '2025' }).effectiveDateTime).toBe('2026-03-02');
    expect(rendered({}, { reportObserved: '2025' }).effectiveDateTime).toBe('2025'); // OBR-7
    expect(rendered()).not.toHaveProperty('effectiveDateTime');
  });
});

describe('OBX-5', () => {
  test('a value has no reason why it is absent', () => {
    expect(rendered({ values: [number('7')] })).not.toHaveProperty('dataAbsentReason');
  });

  test('a number that brings its own unit has that', () => {
    const values = [{ ...number('7'), unit: unit('g/L') } as Value];
    expect(rendered({ values, unit: unit('mg/dL') }).valueQuantity).toMatchObject({ value: 7, code: 'g/L' });
  });

  test('several numbers are components under the same code', () => {
    const observation = rendered({ values: [number('1'), number('2')] });
    expect(observation.component?.map(({ code, valueQuantity }) => [code, valueQuantity?.value])).toEqual([
      [{ coding: [{ code: 'GLU' }] }, 1],
      [{ coding: [{ code: 'GLU' }] }, 2],
    ]);
    expect(observation).not.toHaveProperty('valueQuantity');
  });

  test('several lines are one text; empty ones stay in a block alone', () => {
    const values = [text('one'), text(' '), text('two')];
    expect(rendered({ values }).valueString).toBe('one\ntwo');
    expect(rendered({ values, isTextBlock: true }).valueString).toBe('one\n\ntwo');
  });

  test.each<[string, string, object]>([
    ['10', '20', { valueRange: { low: { value: 10 }, high: { value: 20 } } }],
    ['10', '10', { valueRange: { low: { value: 10 }, high: { value: 10 } } }],
    ['20', '10', { valueString: '20-10' }],
  ])('a range from %s to %s', (low, high, expected) => {
    expect(rendered({ values: [{ kind: 'range', text: `${low}-${high}`, low, high }] })).toMatchObject(
      expected,
    );
  });

  test('a text of control characters is no value', () => {
    const observation = rendered({ values: [text('\u0000\u0001')] });
    expect(observation).not.toHaveProperty('valueString');
    expect(observation.dataAbsentReason).toBeDefined();
  });

  test('a code that says nothing is no value', () => {
    const values: Value[] = [{ kind: 'coded', text: '', concept: { codings: [] } }];
    expect(rendered({ values })).not.toHaveProperty('valueCodeableConcept');
  });

  test('a document is found in the report', () => {
    const values: Value[] = [{ kind: 'document', text: '', document: { data: 'x' } }];
    expect(rendered({ values }).dataAbsentReason).toEqual({
      text: 'The result is a document: see DiagnosticReport.presentedForm',
    });
  });

  test.each(['ED', 'RP'])('%s without content says so, but not where nothing was to come', (valueType) => {
    const missing = 'The document came without content that can be read';
    expect(rendered({ valueType }).dataAbsentReason?.text).toBe(missing); // OBX-2
    for (const fields of [{ isNull: true }, { status: 'X' }, { status: 'N' }])
      expect(rendered({ valueType, ...fields }).dataAbsentReason).not.toHaveProperty('text');
  });

  test('a text of a million characters is kept whole', () => {
    const long = 'a1 '.repeat(333_333).trim();
    expect(rendered({ values: [text(long)] }).valueString).toBe(long);
  });
});

describe('OBX-6', () => {
  test.each([
    ['5-10', '/HPF', '5-10 /HPF'],
    ['5-10 /hpf', '/HPF', '5-10 /hpf'],
    ['NEGATIVE', 'mg/dL', 'NEGATIVE'],
    ['250 mg/dL', 'mmol/L', '250 mg/dL'],
  ])('belongs to a number in text, and to no words: %s in %s', (said, code, expected) => {
    expect(rendered({ values: [text(said)], unit: unit(code) }).valueString).toBe(expected);
  });

  test('what is no unit of words may be more of them, and is kept', () => {
    expect(notesOf(rendered({ values: [text('Type')], unit: unit('B Pos', 'L') }))).toEqual([
      'Sent as its unit: B Pos',
    ]);
    expect(rendered({ values: [text('NEGATIVE')], unit: unit('mg/dL') })).not.toHaveProperty('note');
  });
});

describe('OBX-7', () => {
  test('limits are numbers with the unit of the value, or of the range', () => {
    const referenceRange = { text: '3.5-5.1', low: '3.5', high: '5.1' };
    expect(rendered({ referenceRange, unit: unit('mmol/L') }).referenceRange).toEqual([
      {
        low: { value: 3.5, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
        high: { value: 5.1, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
        text: '3.5-5.1',
      },
    ]);
    const own = { ...referenceRange, unit: unit('mg/dL') };
    expect(rendered({ referenceRange: own, unit: unit('g/L') }).referenceRange?.[0]?.low?.code).toBe('mg/dL');
  });

  test('a limit that is outside itself stays text', () => {
    const referenceRange = { text: '<5', high: '5', isExclusive: true };
    expect(rendered({ referenceRange }).referenceRange).toEqual([{ text: '<5' }]);
  });

  test.each([undefined, { text: ' ' }])('%j is no range', (referenceRange) => {
    expect(rendered({ referenceRange })).not.toHaveProperty('referenceRange');
  });
});

describe('OBX-8', () => {
  test.each(['H', 'LL', 'POS', '<', 'SYN-R'])('%s is a code of FHIR', (flag) => {
    expect(rendered({ flags: [flag] }).interpretation).toEqual([
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: flag },
        ],
      },
    ]); // Observation.interpretation
  });

  test('small letters are the same code', () => {
    expect(rendered({ flags: ['hh'] }).interpretation?.[0]?.coding?.[0]?.code).toBe('HH');
  });

  test('what is no code is text, and what says nothing is nothing', () => {
    expect(rendered({ flags: ['delta', 'constructor', ' ', '\u0000'] }).interpretation).toEqual([
      { text: 'delta' },
      { text: 'constructor' },
    ]);
  });
});

describe('a value in the unit that the site asks for', () => {
  const converted = { values: [number('5.2')], unit: unit('mmol/L') };
  const sent = {
    values: [number('94')],
    unit: unit('mg/dL'),
    referenceRange: { text: '70-99', low: '70', high: '99' },
  };

  test('stands with what the laboratory wrote', () => {
    const observation = rendered({ ...sent, converted });
    expect(observation.valueQuantity).toMatchObject({ value: 5.2, code: 'mmol/L' });
    expect(notesOf(observation)).toEqual(['Reported by the laboratory as 94 mg/dL, reference range 70-99']); // Observation.note
  });

  test('never stands beside a range in another unit', () => {
    expect(rendered({ ...sent, converted })).not.toHaveProperty('referenceRange');
  });
});

describe('a correction', () => {
  const { messageId: _, isUnmarkedCorrection: __, history: ___, ...stated } = bare;
  const before = { ...stated, messageId: 'm0', reported: '2026-03-01', unit: unit('mg/dL') };
  const corrects = { messageId: 'm0', at: 'OBX[1]' };
  const noteOn = (values: readonly Value[], of: ObservationLinks['corrects'] = corrects) =>
    notesOf(
      rendered({ values: [number('7')], history: [{ ...before, values: [...values] }] }, { corrects: of }),
    );

  test('never stands without what it corrects, and when that was said', () => {
    expect(noteOn([number('6.1')])).toEqual([
      'Corrects the result reported before: "6.1" mg/dL (2026-03-01)',
    ]);
  });

  test('says that there was no value', () => {
    expect(noteOn([])).toEqual(['Corrects the result reported before: no value (2026-03-01)']);
  });

  test('quotes a code by its name, a number as it reads and a time without delimiters', () => {
    const concept = { codings: [{ code: '78065002', system: 'SCT', display: 'Enterococcus faecalis' }] };
    const quotes = ': Enterococcus faecalis (2026-03-01)';
    expect(noteOn([{ kind: 'coded', text: '78065002^Enterococcus faecalis^SCT', concept }])).toEqual([
      `Corrects the result reported before${quotes}`,
    ]);
    expect(noteOn([{ kind: 'quantity', text: '<^5', number: '5', comparator: '<' }])).toEqual([
      'Corrects the result reported before: "<5" mg/dL (2026-03-01)',
    ]);
  });

  test('names a document, and does not say that there was no value', () => {
    expect(noteOn([{ kind: 'document', text: '', document: {} }])).toEqual([
      'Corrects the result reported before, a document (2026-03-01)',
    ]);
  });

  test.each([
    ['a long text', [text('a'.repeat(81))]],
    ['a text of two lines', [text('a\nb')]],
    ['lines', [text('a'), text('b')]],
  ])('does not quote %s', (_name, values) => {
    expect(noteOn(values)).toEqual(['Corrects the result reported before, a text (2026-03-01)']);
  });

  test.each([undefined, { messageId: 'm9', at: 'OBX[1]' }, { messageId: 'm0', at: 'OBX[9]' }])(
    'of what was not reported before has no note: %j',
    (of) => {
      expect(
        notesOf(rendered({ history: [{ ...before, values: [number('6')] }] }, { corrects: of })),
      ).toBeUndefined();
    },
  );
});

test.each([
  ['order-unknown', 1],
  ['un-verified', 1],
  ['failed-rerun', 1],
  ['no-original', 0],
] as const)('a result that is marked %s has %d note of doubt', (mark, count) => {
  expect(notesOf(rendered({ marks: [mark] })) ?? []).toHaveLength(count);
});

test('a reagent is named in words, with its lot and when it expires', () => {
  expect(
    notesOf(
      rendered({
        reagents: [
          {
            substance: { codings: [{ code: 'R1', display: 'Reagent one' }] }, // INV-1
            lot: 'LOT-5', // INV-16
            expires: { text: '', iso: '2027-01-01', zone: 'none' }, // INV-12
          },
          { substance: { codings: [], text: 'in words' } },
          {},
        ],
      }),
    ),
  ).toEqual(['Reagent: Reagent one, lot LOT-5, expires 2027-01-01', 'Reagent: in words']);
});

test('members and origins are those that the report gives', () => {
  const members = [{ reference: 'urn:uuid:member' }];
  const derivedFrom = [{ reference: 'urn:uuid:origin' }];
  expect(rendered({}, { members, derivedFrom })).toMatchObject({ hasMember: members, derivedFrom });
});

test('the places in the body are one concept: the code of the first, and the words of all', () => {
  const knee = { codings: [{ code: '72696002', system: 'SCT' }], text: 'Knee' };
  const left = { codings: [{ code: '7771000', system: 'SCT' }], text: 'Left' };
  expect(rendered({ bodySites: [knee, left] }).bodySite).toMatchObject({
    coding: [{ code: '72696002' }],
    text: 'Knee, Left', // OBX-20
  });
  expect(rendered({ bodySites: [knee] }).bodySite).toMatchObject({ text: 'Knee' });
});
