import { describe, expect, test } from '@jest/globals';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized, onlyPart } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const orc = (fields: Readonly<Record<number, string>>): string => segment('ORC', fields);
const source = (rules: Readonly<Record<string, unknown>>) =>
  aSite({ sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, ...rules }] });

describe('a part', () => {
  const part = onlyPart(
    toMessage(
      msh(),
      pid(),
      segment('PV1', { 1: '1', 2: 'I', 3: '4W^412^A', 19: 'V9' }),
      orc({ 1: 'RE', 2: 'P-1^EHR', 3: 'F-1^CORELIS', 5: 'CM' }),
      obr({
        2: 'P-1^EHR',
        7: '20260302074500-0500',
        8: '20260302074600-0500',
        11: 'A',
        13: 'fasting',
        16: '12^Berg^Olav',
        22: '20260302080000-0500',
        24: 'CH',
      }),
      segment('NTE', { 1: '1', 3: 'see the chart' }),
      obx(),
    ),
  );

  test('has what its order says', () => {
    expect(part).toMatchObject({
      messageId: 'm1',
      source: 'core-lis',
      at: 'OBR[1]',
      placerOrder: { value: 'P-1', scope: 'EHR' }, // ORC-2, OBR-2
      fillerOrder: { value: 'F-1', scope: 'CORELIS' }, // ORC-3, OBR-3
      orderStatus: 'CM', // ORC-5
      service: { codings: [{ code: 'GLU' }] }, // OBR-4
      observed: { text: '20260302074500-0500' }, // OBR-7
      observedEnd: { text: '20260302074600-0500' }, // OBR-8
      specimenAction: 'A', // OBR-11
      clinicalInformation: 'fasting', // OBR-13
      orderingProvider: { family: 'Berg' }, // OBR-16
      issued: { text: '20260302080000-0500' }, // OBR-22
      section: 'CH', // OBR-24
      status: 'F', // OBR-25
      visit: { number: { value: 'V9' } }, // PV1-19
      notes: [{ text: 'see the chart' }],
    });
  });

  test('has the clocks of its statement', () => {
    expect(part.watermark.statusTime).toBe(Date.parse('2026-03-02T08:00:00-05:00'));
    expect(part.clocks).toMatchObject({ reported: expect.anything(), sent: expect.anything() });
  });

  test('says nothing that its message does not say', () => {
    const { isEnd, isWhole, cancels, isFromAnalyzer, repeats, omitted, released } = part;
    expect([isEnd, isWhole, cancels, isFromAnalyzer, repeats, omitted, released]).toEqual(
      Array.from({ length: 7 }),
    );
  });
});

describe('the parent of a part (OBR-26, OBR-29)', () => {
  test('is a result and the order that has it', () => {
    const { parent } = onlyPart(
      anOru({ order: { 26: 'ORG&Organism&L^1^E. coli', 29: 'P-1&EHR^F-9&CORELIS' } }),
    );
    expect(parent).toMatchObject({
      placerOrder: { value: 'P-1', scope: 'EHR' },
      fillerOrder: { value: 'F-9', scope: 'CORELIS' },
      result: { code: { codings: [{ code: 'ORG' }] }, subId: '1', value: 'E. coli' },
    });
  });

  test('zeros before OBX-4 are no difference, in the result and where it is named', () => {
    const [child, sent] = ['ORG^01', 'ORG^1'].map((parent) => onlyPart(anOru({ order: { 26: parent } })));
    expect(child?.parent?.result?.subId).toBe('1');
    expect(child?.parent).toEqual(sent?.parent);
    expect(onlyPart(anOru({ results: [{ 4: '01' }] })).observations[0]?.subId).toBe('1');
  });

  test('may be the order alone, or the result alone', () => {
    expect(onlyPart(anOru({ order: { 29: '^F-9&CORELIS' } })).parent?.result).toBeUndefined();
    expect(onlyPart(anOru({ order: { 26: 'ORG^1' } })).parent?.fillerOrder).toBeUndefined();
    expect(onlyPart(anOru()).parent).toBeUndefined();
  });
});

describe('a cancellation', () => {
  const cancelsOf = (order: Readonly<Record<number, string>>, control?: Readonly<Record<number, string>>) =>
    onlyPart(
      toMessage(msh(), pid(), ...(control === undefined ? [] : [orc(control)]), obr({ 25: '', ...order })),
    ).cancels;

  test.each([
    ['OBR-25 X', { 25: 'X' }, undefined],
    ['ORC-1 OC', {}, { 1: 'OC', 3: 'F-1^CORELIS' }],
    ['ORC-1 CR', {}, { 1: 'CR', 3: 'F-1^CORELIS' }],
    ['ORC-1 CA', {}, { 1: 'CA', 3: 'F-1^CORELIS' }],
    ['ORC-5 CA', {}, { 1: 'SC', 3: 'F-1^CORELIS', 5: 'CA' }],
  ])('%s without results takes the report back, as its source is set', (_, order, control) => {
    expect(cancelsOf(order, control)).toBe('withdraw');
  });

  test.each(['DC', 'OD', 'DR', 'UC', 'UD'])(
    'ORC-1 %s touches no result, whatever else is said',
    (control) => {
      expect(cancelsOf({ 25: 'X' }, { 1: control, 3: 'F-1^CORELIS', 5: 'CA' })).toBeUndefined();
    },
  );

  test('beside results takes nothing back: they say themselves what they are', () => {
    expect(onlyPart(anOru({ order: { 25: 'X' } })).cancels).toBeUndefined();
  });
});

describe('holds of a result', () => {
  const holdsOf = (rules: Readonly<Record<string, unknown>>, result: Readonly<Record<number, string>>) =>
    onlyPart(anOru({ results: [result] }), { site: source(rules) }).observations[0]?.holds;

  test('a code without LOINC is held only where the source says so', () => {
    expect(holdsOf({ unmapped: 'hold' }, {})).toEqual(['unmapped-code']);
    expect(holdsOf({}, {})).toBeUndefined();
    expect(holdsOf({ unmapped: 'hold' }, { 3: '2345-7^Glucose^LN' })).toBeUndefined();
  });

  test.each(['W', 'D'])('what is taken back (%s) is never held for it', (status) => {
    expect(holdsOf({ unmapped: 'hold' }, { 11: status })).toBeUndefined();
  });

  test('a person’s release lifts it', () => {
    const part = onlyPart(anOru(), { site: source({ unmapped: 'hold' }), released: ['unmapped-code'] });
    expect(part.observations[0]?.holds).toBeUndefined();
  });

  test('what is not production is held as a whole', () => {
    expect(onlyPart(anOru({ header: { 11: 'T' } })).holds).toEqual(['processing-id']);
    const site = source({ deliver: ['P', 'T'] });
    expect(onlyPart(anOru({ header: { 11: 'T' } }), { site }).holds).toEqual([]);
  });
});

describe('rules that go with a part', () => {
  test('are those of its source', () => {
    const site = source({ unmarkedCorrections: 'hold', repeats: 'add', omitted: 'hold' });
    expect(onlyPart(anOru(), { site })).toMatchObject({
      holdsUnmarkedCorrections: true,
      repeats: 'add',
      omitted: 'hold',
    });
    expect(onlyPart(anOru({ header: { 3: 'ANALYZER' } })).isFromAnalyzer).toBe(true);
  });

  test('a release goes with it, where several messages make the hold', () => {
    const released = ['set-unclear', 'unmapped-code'] as const;
    expect(onlyPart(anOru(), { released }).released).toEqual(['set-unclear']);
  });
});

test('a result has the same place in its report, whether or not its patient is known', () => {
  const slots = [pid(), pid({ 3: '' })].map((patient) => {
    const [incoming] = normalized(toMessage(msh(), patient, obr(), obx())).parts;
    return incoming?.part.observations.map(({ slot }) => slot);
  });
  expect(slots[0]).toEqual(slots[1]);
});

describe('a number that an instrument repeats in every message', () => {
  const message = toMessage(
    msh({ 3: 'GX', 9: 'ORU^R01' }),
    segment('PID', { 3: 'P-1^^^^MR' }),
    segment('ORC', { 1: 'RE', 2: '1', 3: 'F-1' }),
    segment('OBR', { 1: '1', 4: 'FLU' }),
    segment('OBX', { 1: '1', 2: 'ST', 3: 'FLU', 5: 'NEGATIVE', 11: 'F' }),
  );
  const siteWith = (orders: object) => aSite({ sources: [{ id: 'gx', kind: 'analyzer', ...orders }] });

  test('is the number of an order by the standard', () => {
    expect(onlyPart(message, { site: siteWith({}) }).placerOrder?.value).toBe('1');
  });

  test('is none where the source or its profile says so; other numbers stay', () => {
    const part = onlyPart(message, { site: siteWith({ orders: { none: ['ORC-2'] } }) });
    expect(part.placerOrder).toBeUndefined(); // ORC-2
    expect(part.fillerOrder?.value).toBe('F-1'); // ORC-3
  });
});
