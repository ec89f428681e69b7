import { describe, expect, test } from '@jest/globals';
import type { NamedReport, ReportNumber } from '../../../../lib/model/named-report.ts';
import { findReport } from '../../../../lib/reports/find/find-report.ts';
import { withPart } from '../../../../lib/reports/find/gathered-names.ts';
import type { SoughtReport } from '../../../../lib/reports/find/sought-report.ts';

const HOUR_MS = 3_600_000;
const limits = { reuseMs: 720 * HOUR_MS, sampleMs: 12 * HOUR_MS };

const number = (
  kind: ReportNumber['kind'],
  value: string,
  more: Partial<ReportNumber> = {},
): ReportNumber => ({
  kind,
  value,
  sender: 'lis',
  ...more,
});
const service = (code: string, system?: string) => ({ codings: [{ code, system }] });

const aReport = (key: string, overrides: Partial<NamedReport> = {}): NamedReport => ({
  key,
  version: 1,
  numbers: [number('filler', 'F1')],
  services: [service('CHEM', 'L')],
  first: 0,
  last: 0,
  patients: ['anna'],
  ...overrides,
});

const aPart = (overrides: Partial<SoughtReport> = {}): SoughtReport => ({
  numbers: [number('filler', 'F1')],
  services: [service('CHEM', 'L')],
  first: 0,
  last: 0,
  patients: ['anna'],
  messageTime: 0,
  statedTime: 0,
  isCorrection: false,
  isUntimed: false,
  isClockless: false,
  exchanges: false,
  replacesOrder: false,
  alsoTold: [],
  ...overrides,
});

/** `found a`, `found a with b`, `new`, `ambiguous`. */
function outcomeOf(part: SoughtReport, known: readonly NamedReport[]): string {
  const found = findReport(part, known, limits);
  if (found.kind !== 'found') return found.kind;
  const joins = found.joins.map(({ key }) => key).join(' ');
  return `found ${found.report.key}${joins === '' ? '' : ` with ${joins}`}`;
}

const [f1, f2, p1, p2, s1] = [
  number('filler', 'F1'),
  number('filler', 'F2'),
  number('placer', 'P1'),
  number('placer', 'P2'),
  number('specimen', 'S1'),
] as const;

describe('a stronger number counts before a weaker', () => {
  test.each<[string, readonly ReportNumber[], readonly ReportNumber[], string]>([
    ['equal fillers', [f1], [f1], 'found a'],
    ['equal fillers of different placers', [f1, p2], [f1, p1], 'found a'],
    ['different fillers of one placer', [f2, p1], [f1, p1], 'new'],
    ['equal placers, one filler', [p1], [f1, p1], 'found a'],
    ['different placers of one specimen', [p2, s1], [p1, s1], 'new'],
    ['a specimen in common', [s1], [f1, s1], 'found a'],
    ['a placer and a filler of one value', [number('placer', 'F1')], [f1], 'new'],
  ])('%s', (_, ours, theirs, outcome) => {
    expect(outcomeOf(aPart({ numbers: [...ours] }), [aReport('a', { numbers: [...theirs] })])).toBe(outcome);
  });
});

test('an order that replaces another joins the reports of both, although their numbers differ', () => {
  const both = [aReport('a', { numbers: [f1, p1] }), aReport('b', { numbers: [f2, p2] })];
  const part = aPart({ numbers: [f2, p2, f1, p1], exchanges: true });
  expect(outcomeOf({ ...part, replacesOrder: true }, both)).toBe('found a with b');
  expect(outcomeOf(part, both)).toBe('new');
});

describe('a part whose number equals two that cannot be compared', () => {
  const ofAnalyzer = number('filler', 'F1', { namespace: 'LAB', sender: 'analyzer' });
  const bridge = number('filler', 'F1', { namespace: 'LAB' });
  const apart = [aReport('a', { numbers: [ofAnalyzer] }), aReport('b', { numbers: [f1] })];

  test('joins their reports, also if it corrects', () => {
    expect(outcomeOf(aPart({ numbers: [bridge] }), apart)).toBe('found a with b');
    expect(outcomeOf(aPart({ numbers: [bridge], isCorrection: true }), apart)).toBe('found b with a');
  });

  test('joins them whatever their placer numbers are, and nothing if its own number equals one only', () => {
    const placed = apart.map((report, at) => ({
      ...report,
      numbers: [...report.numbers, [p1, p2][at] ?? p1],
    }));
    expect(outcomeOf(aPart({ numbers: [bridge] }), placed)).toBe('found a with b');
    expect(outcomeOf(aPart({ numbers: [ofAnalyzer] }), placed)).toBe('found a');
  });

  test('leaves the decision to the placer number', () => {
    const [first] = apart.map((report) => ({ ...report, numbers: [...report.numbers, p1] }));
    if (first === undefined) throw new Error('two reports');
    expect(outcomeOf(aPart({ numbers: [f1, p1] }), [first])).toBe('found a');
    expect(outcomeOf(aPart({ numbers: [f1, p2] }), [first])).toBe('new');
    expect(outcomeOf(aPart({ numbers: [f1] }), [first])).toBe('new');
  });

  test('does not join two samples that had one number', () => {
    const samples = [0, 24].map((hours, at) =>
      aReport(at === 0 ? 'a' : 'b', { first: hours * HOUR_MS, last: hours * HOUR_MS }),
    );
    expect(outcomeOf(aPart({ isCorrection: true, first: 24 * HOUR_MS, last: 24 * HOUR_MS }), samples)).toBe(
      'found b',
    );
  });
});

describe('a weaker number of several reports', () => {
  const sets = [aReport('a', { numbers: [f1, p1] }), aReport('b', { numbers: [f2, p1] })];

  test('finds none', () => {
    expect(outcomeOf(aPart({ numbers: [p1] }), sets)).toBe('ambiguous');
  });

  test('finds none for a correction, unless only one has its time', () => {
    const correction = aPart({ numbers: [p1], isCorrection: true });
    expect(outcomeOf(correction, sets)).toBe('ambiguous');
    const [first, second] = sets.map((set, at) => ({ ...set, first: at * HOUR_MS, last: at * HOUR_MS }));
    if (first === undefined || second === undefined) throw new Error('two sets');
    expect(outcomeOf({ ...correction, first: HOUR_MS, last: HOUR_MS }, [first, second])).toBe('found b');
    expect(outcomeOf(correction, [first, second])).toBe('found a');
    expect(outcomeOf({ ...correction, first: 2 * HOUR_MS, last: 2 * HOUR_MS }, [first, second])).toBe(
      'ambiguous',
    );
  });

  test('finds the one of the part’s patient', () => {
    const others = [
      aReport('a', { numbers: [f1, p1], patients: ['ben'] }),
      aReport('b', { numbers: [f2, p1] }),
    ];
    expect(outcomeOf(aPart({ numbers: [p1] }), others)).toBe('found b');
  });

  test('finds all where nothing tells them apart', () => {
    const same = [aReport('b', { numbers: [p1] }), aReport('a', { numbers: [p1, s1] })];
    expect(outcomeOf(aPart({ numbers: [p1] }), same)).toBe('found a with b');
  });
});

test('a part with both numbers joins the order that got another placer number and what names only that', () => {
  const renumbered = aReport('a', { numbers: [f1, p2] });
  const byPlacer = aReport('b', { numbers: [p1] });
  expect(outcomeOf(aPart({ numbers: [f1, p1] }), [renumbered, byPlacer])).toBe('found a with b');
  const ofOther = aReport('b', { numbers: [f2, p1] });
  expect(outcomeOf(aPart({ numbers: [f1, p1] }), [renumbered, ofOther])).toBe('found a');
});

test('reports of two patients are never joined', () => {
  const known = [aReport('a', { numbers: [f1] }), aReport('b', { numbers: [p1], patients: ['ben'] })];
  expect(outcomeOf(aPart({ numbers: [f1, p1] }), known)).toBe('found a');
});

test('a service that would fit two reports of a filler fits none', () => {
  const known = [
    aReport('a', { services: [service('CHEM', 'L')] }),
    aReport('b', { services: [service('CHEM', 'X')] }),
  ];
  expect(outcomeOf(aPart({ services: [service('CHEM')] }), known)).toBe('new');
});

test.each<[string, string | undefined, string]>([
  ['in the same words', 'CHEM PANEL', 'found a'],
  ['in other words', 'Blood gas', 'new'],
  ['without words', undefined, 'new'],
])('a service that is named by words alone is that of a code %s', (_, text, expected) => {
  const known = [aReport('a', { services: [{ ...service('CHEM', 'L'), text: 'Chem panel' }] })];
  expect(outcomeOf(aPart({ services: [{ codings: [], text }] }), known)).toBe(expected);
});

test('what names no patient is never of a report that names one', () => {
  expect(outcomeOf(aPart({ patients: [] }), [aReport('a')])).toBe('new');
});

describe('a number that is used again', () => {
  const at = (hours: number) => ({ first: hours * HOUR_MS, last: hours * HOUR_MS });
  const sample = (hours: number, more: Partial<NamedReport> = {}) =>
    aReport('a', { numbers: [s1], ...at(hours), ...more });

  test.each<[string, SoughtReport, NamedReport, string]>([
    ['an order within the window', aPart(at(719)), aReport('a'), 'found a'],
    ['an order behind the window', aPart(at(721)), aReport('a'), 'new'],
    ['an order before the window', aPart(), aReport('a', at(721)), 'new'],
    ['a sample within hours', aPart({ numbers: [s1], ...at(12) }), sample(0), 'found a'],
    ['a sample after hours', aPart({ numbers: [s1], ...at(13) }), sample(0), 'new'],
    [
      'a sample that a LIS named',
      aPart({ numbers: [s1], ...at(13) }),
      sample(0, { isOrdered: true }),
      'found a',
    ],
    [
      'a sample that is corrected',
      aPart({ numbers: [s1], ...at(13), isCorrection: true }),
      sample(0),
      'found a',
    ],
  ])('%s', (_, part, report, outcome) => {
    expect(outcomeOf(part, [report])).toBe(outcome);
  });

  test('a correction by a clock that fell back is of the newest of all', () => {
    const known = [sample(0), { ...sample(24), key: 'b' }];
    const part = aPart({ numbers: [s1], ...at(20_000), isCorrection: true, isUntimed: true });
    expect(outcomeOf(part, known)).toBe('found b');
  });

  test('a correction is of the newest before it, and joins nothing', () => {
    const known = [sample(0), { ...sample(24), key: 'b' }, { ...sample(72), key: 'c' }];
    expect(outcomeOf(aPart({ numbers: [s1], ...at(48), isCorrection: true }), known)).toBe('found b');
  });

  describe('if the part comes from a clock that fell back', () => {
    const part = aPart({ numbers: [s1], ...at(300), isClockless: true });
    const correction = sample(0, { corrects: 'only' });

    test.each<[string, SoughtReport, readonly NamedReport[], string]>([
      ['is that of a correction that came first', part, [correction], 'found a'],
      ['is not that of a correction with an original', part, [sample(0, { corrects: 'also' })], 'new'],
      ['is not that of another sample', part, [sample(0)], 'new'],
      ['is not that of a correction behind the window', part, [sample(-500, { corrects: 'only' })], 'new'],
      ['is not that of a correction of another service', { ...part, services: [] }, [correction], 'new'],
      [
        'is first that of the sample of its hours',
        part,
        [correction, { ...sample(299), key: 'b' }],
        'found b',
      ],
      ['and a part with a time is not', { ...part, isClockless: false }, [correction], 'new'],
    ])('%s', (_, sought, known, outcome) => {
      expect(outcomeOf(sought, known)).toBe(outcome);
    });
  });
});

test('a report lacks its original until a part comes that corrects nothing', () => {
  const correction = withPart(undefined, aPart({ isCorrection: true }), 'a');
  expect(correction.corrects).toBe('only');
  expect(withPart(correction, aPart({ isCorrection: true }), 'a').corrects).toBe('only');
  expect(withPart(correction, aPart(), 'a').corrects).toBe('also');
  expect(withPart(withPart(undefined, aPart(), 'a'), aPart(), 'a').corrects).toBeUndefined();
});

describe('an exchange that comes after a part of the new service', () => {
  const exchange = aPart({ services: [service('CMP', 'L')], exchanges: true, messageTime: 10 });
  const ofNew = aReport('new', { services: [service('CMP', 'L')] });
  const ofOld = aReport('old');
  const bothNamed = aReport('new', { services: [service('CMP', 'L'), service('CHEM', 'L')] });
  const gas = aReport('gas', { services: [service('GAS', 'L')] });

  test.each<[string, readonly NamedReport[], string]>([
    ['joins the report of the earlier service', [ofNew, ofOld], 'found new with old'],
    ['joins it again where an earlier try did not end', [bothNamed, ofOld], 'found new with old'],
    ['joins no service that came after it', [{ ...ofNew, exchangedAt: 10 }, gas], 'found new'],
    ['joins nothing to a report that has an earlier service', [bothNamed, gas], 'found new'],
    ['joins no report of another patient', [ofNew, { ...ofOld, patients: ['bo'] }], 'found new'],
    ['is ambiguous where two services may be meant', [ofNew, ofOld, gas], 'ambiguous'],
  ])('%s', (_, known, outcome) => {
    expect(outcomeOf(exchange, known)).toBe(outcome);
  });

  test('is known from then on, until the earlier service has come', () => {
    const known = withPart(ofNew, exchange, 'new');
    expect(known.exchangedAt).toBe(10);
    expect(outcomeOf(aPart({ statedTime: 9 }), [known])).toBe('found new');
    expect(outcomeOf(aPart({ statedTime: 11 }), [known])).toBe('new');
    expect(withPart(bothNamed, exchange, 'new').exchangedAt).toBeUndefined();
  });
});

describe('a time of collection that was typed wrong', () => {
  const at = (text: string) => ({ first: Date.parse(text), last: Date.parse(text) });
  const report = aReport('a', at('2026-02-10T08:00Z'));

  test.each([
    ['2025-02-10T08:00Z', {}, 'found a'],
    ['2022-02-10T13:00Z', {}, 'found a'],
    ['2027-02-10T08:00Z', {}, 'found a'],
    ['2026-10-02T08:00Z', {}, 'found a'],
    ['2025-03-15T08:00Z', {}, 'new'],
    ['2020-02-10T08:00Z', {}, 'new'],
    ['2025-10-02T08:00Z', {}, 'new'],
    ['2025-02-10T08:00Z', { patients: ['bo'] }, 'new'],
    ['2025-02-10T08:00Z', { patients: [] }, 'new'],
  ])('%s, with %o, is of the report of 2026-02-10: %s', (time, rest, expected) => {
    expect(outcomeOf(aPart({ ...at(time), ...rest }), [report])).toBe(expected);
  });

  test('makes no two samples of one tube number one', () => {
    const tubes = [aReport('a', { numbers: [s1], ...at('2026-02-10T08:00Z') })];
    expect(outcomeOf(aPart({ numbers: [s1], ...at('2025-02-10T08:00Z') }), tubes)).toBe('new');
  });
});
