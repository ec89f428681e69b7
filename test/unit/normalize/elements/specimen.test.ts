import { describe, expect, test } from '@jest/globals';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

type Fields = Readonly<Record<number, string>>;

function read(order: Fields, ...after: readonly string[]) {
  const { parts, issues } = normalized(toMessage(msh(), pid(), obr(order), obx(), ...after));
  const [only] = parts;
  if (only === undefined) throw new Error('no part');
  return { specimens: only.part.specimens, issues };
}

const spm = (fields: Fields = {}): string =>
  segment('SPM', { 1: '1', 2: 'P-1&LIS^S-1&LAB', 4: 'BLD^Blood^L', ...fields });

describe('the specimens of an order', () => {
  test('a specimen has both of its numbers, its type, role, times and what is wrong with it', () => {
    const { specimens } = read(
      {},
      spm({
        11: 'P',
        17: '202603020700-0500',
        18: '202603020730-0500',
        21: 'RC^Clotted^L',
        24: 'HEM^Hemolyzed^L~LIP^Lipemic^L',
      }),
    );
    expect(specimens).toHaveLength(1);
    expect(specimens[0]).toMatchObject({
      at: 'SPM[1]',
      placerId: { value: 'P-1', scope: 'LIS' }, // SPM-2.1
      fillerId: { value: 'S-1', scope: 'LAB' }, // SPM-2.2
      type: { codings: [{ code: 'BLD' }] }, // SPM-4
      roles: ['P'], // SPM-11
      collected: { iso: '2026-03-02T07:00:00-05:00' }, // SPM-17
      received: { iso: '2026-03-02T07:30:00-05:00' }, // SPM-18
      rejectReasons: [{ codings: [{ code: 'RC' }] }], // SPM-21
      conditions: [{ codings: [{ code: 'HEM' }] }, { codings: [{ code: 'LIP' }] }], // SPM-24
    });
  });

  test('the time that it was collected is where its range begins', () => {
    const { specimens } = read({}, spm({ 17: '202603020700-0500^202603021900-0500' }));
    expect(specimens[0]?.collected?.iso).toBe('2026-03-02T07:00:00-05:00');
  });

  test('a timed collection has an end', () => {
    const { specimens } = read({}, spm({ 17: '202603020700-0500^202603030700-0500' }));
    expect(specimens[0]?.collectedEnd?.iso).toBe('2026-03-03T07:00:00-05:00'); // SPM-17.2
  });

  test('a specimen says from which place in the body, how and how much was taken', () => {
    const { specimens } = read(
      {},
      spm({
        5: 'POOL^Pooled^L',
        6: 'EDTA^^L~GEL^^L',
        7: 'VENIP^Venipuncture^L',
        8: '56459004^Foot^SCT',
        9: 'L^Left^HL70163~UP^Upper^L',
        12: '1450^mL&&UCUM',
        14: 'cloudy~in two tubes',
      }),
    );
    expect(specimens[0]).toMatchObject({
      typeModifiers: [{ codings: [{ code: 'POOL' }] }], // SPM-5
      additives: [{ codings: [{ code: 'EDTA' }] }, { codings: [{ code: 'GEL' }] }], // SPM-6
      method: { text: 'Venipuncture' }, // SPM-7
      bodySite: { codings: [{ code: '56459004' }] }, // SPM-8
      bodySiteModifiers: [{ text: 'Left' }, { text: 'Upper' }], // SPM-9
      quantity: { number: '1450', unit: { codings: [{ code: 'mL', system: 'UCUM' }] } }, // SPM-12
      description: 'cloudy\nin two tubes', // SPM-14
    });
  });

  test('what is no time is left out, and said where it stands', () => {
    const { specimens, issues } = read({}, spm({ 17: 'constructor', 18: '20261301' }));
    expect([specimens[0]?.collected, specimens[0]?.received]).toEqual([undefined, undefined]);
    expect(issues.map(({ at }) => at)).toEqual(['SPM[1]-17', 'SPM[1]-18']);
  });

  test('the first container leads, the others are kept, and the first accession and status count', () => {
    const containers = [
      segment('SAC', { 3: 'C-1' }),
      segment('SAC', { 2: 'ACC-1', 3: 'C-2', 8: 'R' }),
      segment('SAC', { 2: 'ACC-2', 3: 'C-3', 8: 'I' }),
    ];
    const [specimen] = read({}, spm(), ...containers).specimens;
    expect(specimen?.containerId?.value).toBe('C-1');
    expect(specimen?.otherContainerIds?.map(({ value }) => value)).toEqual(['C-2', 'C-3']);
    expect([specimen?.accessionId?.value, specimen?.containerStatus]).toEqual(['ACC-1', 'R']);
  });

  test('specimens stay in their order, and say nothing that was not sent', () => {
    const { specimens } = read({}, spm(), spm({ 1: '2', 2: '^S-2', 4: '', 11: '' }));
    expect(specimens.map(({ fillerId }) => fillerId?.value)).toEqual(['S-1', 'S-2']);
    expect(specimens[1]).toMatchObject({ roles: [], rejectReasons: [], conditions: [], notes: [] });
    expect([specimens[1]?.placerId, specimens[1]?.type, specimens[1]?.containerId]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([specimens[1]?.otherContainerIds, specimens[1]?.parentIds]).toEqual([undefined, undefined]);
  });
});

describe('an order without SPM', () => {
  test('has one specimen where OBR-15 or OBR-14 says something', () => {
    expect(read({ 15: 'BLD&Blood&L' }).specimens).toHaveLength(1);
    expect(read({ 14: '202603020730-0500' }).specimens).toMatchObject([
      { received: { iso: '2026-03-02T07:30:00-05:00' }, type: undefined, roles: [] },
    ]);
  });

  test('has its code, its place, and what else OBR-15 and OBR-9 say', () => {
    const { specimens } = read({ 9: '12^mL', 15: 'WND&Wound&HL70070^EDTA^swab^FOT&Foot^L&Left^SWA&Swabbed' });
    expect(specimens).toMatchObject([
      {
        type: { codings: [{ code: 'WND', display: 'Wound', system: 'HL70070' }], text: 'Wound' }, // OBR-15.1
        additives: [{ codings: [{ code: 'EDTA' }] }], // OBR-15.2
        description: 'swab', // OBR-15.3
        bodySite: { codings: [{ code: 'FOT' }] }, // OBR-15.4
        bodySiteModifiers: [{ text: 'Left' }], // OBR-15.5
        method: { text: 'Swabbed' }, // OBR-15.6
        quantity: { number: '12', unit: { codings: [{ code: 'mL' }] } }, // OBR-9
      },
    ]);
  });

  test('a person in OBR-15 is no place in the body', () => {
    const [specimen] = read({ 15: '5555^PRIMARY^PAT^M^^^MD^^LEVEL SEVEN' }).specimens;
    expect([specimen?.type?.text, specimen?.bodySite, specimen?.additives]).toEqual([
      '5555',
      undefined,
      undefined,
    ]);
  });

  test('has none where neither does, also if OBR-9 has an amount, which the report keeps', () => {
    expect(read({ 7: '202603020700-0500', 9: '1' }).specimens).toEqual([]);
    const { collectedAmount } = reportOf(anOru({ order: { 9: '12^mL' } }));
    expect(collectedAmount).toEqual({ number: '12', unit: { codings: [{ code: 'mL' }] } }); // OBR-9
    expect(reportOf(anOru({ order: { 9: '12^mL', 15: 'UR' } })).collectedAmount).toBeUndefined();
  });

  test('SPM counts where both are said', () => {
    const { specimens } = read({ 14: '202603020730-0500', 15: 'UR&Urine&L' }, spm());
    expect(specimens.map(({ at }) => at)).toEqual(['SPM[1]']);
    expect(specimens[0]?.received).toBeUndefined();
  });

  test('a time in OBR-14 that is none is said where it stands', () => {
    const { specimens, issues } = read({ 14: 'soon' });
    expect(specimens).toHaveLength(1);
    expect(specimens[0]?.received).toBeUndefined();
    expect(issues.map(({ at }) => at)).toEqual(['OBR[1]-14']);
  });
});

test('a word of the instrument beside the number of a tube is no assigner, so that orders for the tube are found', () => {
  const site = aSite({
    sources: [{ id: 'analyzer', kind: 'analyzer', specimen: { labels: ['BARCODE'] } }],
  });
  const bytes = toMessage(
    msh(),
    pid(),
    segment('SPM', { 1: '1', 2: '4711&BARCODE' }),
    segment('SAC', { 3: '4711^BARCODE' }),
    obr({}),
    obx(),
  );
  const numbersOf = (options: Parameters<typeof normalized>[1]) =>
    normalized(bytes, options).parts[0]?.part.specimens.map(({ placerId, containerId }) => [
      placerId,
      containerId,
    ]);
  const own = { value: '4711', assigner: {}, scope: expect.not.stringMatching('BARCODE') };
  expect(numbersOf({ site })).toEqual([[own, own]]); // SPM-2, SAC-3
  expect(numbersOf({})).toMatchObject([[{ scope: 'BARCODE' }, { scope: 'BARCODE' }]]);
});
