import { describe, expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import { aSite } from '../../../support/site.ts';
import { size } from '../../../support/size.ts';

/** What a message of one order says of itself. */
interface Said {
  readonly placer?: string;
  readonly filler?: string;
  readonly service?: string;
  readonly collected?: string;
  readonly value: string;
  /** Minutes after ten. */
  readonly sent: number;
  readonly status?: string;
}

const toOru = ({
  placer = '',
  filler = '',
  service = 'CHEM^Panel^L',
  collected,
  value,
  sent,
  status = 'F',
}: Said) =>
  anOru({
    header: { 7: `202603021${String(sent).padStart(3, '0')}00-0500`, 10: `C-${sent}` },
    order: { 2: placer, 3: filler, 4: service, 7: collected ?? '202603020800-0500', 25: status },
    results: [{ 3: 'K^Potassium^L', 5: value, 11: status }],
  });

const permutations = <T>(all: readonly T[]): T[][] =>
  all.length < 2
    ? [[...all]]
    : all.flatMap((one, index) =>
        permutations([...all.slice(0, index), ...all.slice(index + 1)]).map((rest) => [one, ...rest]),
      );

/** What an EHR shows after messages: each standing value with its status, and what waits. */
async function chartOf(messages: readonly Uint8Array[], site = aSite()): Promise<readonly string[]> {
  const cloud = aMemoryCloud(site);
  const held: string[] = [];
  for (const message of messages) {
    const { ledger } = (await cloud.run(message)) ?? {};
    held.push(...Object.keys(ledger?.held ?? {}));
  }
  const shown = cloud.reports
    .all()
    .filter(({ report }) => report.isWithdrawn !== true && report.holds.length === 0)
    .map(({ report }) =>
      report.observations
        .filter(({ status }) => status !== 'W')
        .map(({ code, values, status }) => `${code.text} ${values.map(({ text }) => text)} ${status}`)
        .sort()
        .join(', '),
    );
  return [...shown.sort(), ...held.map((reason) => `held: ${reason}`).sort()];
}

/** The chart of every order of arrival; one where they are all alike. */
async function chartsOf(said: readonly Said[], site = aSite()) {
  const charts = new Map<string, readonly string[]>();
  for (const order of permutations(said.map(toOru))) {
    const chart = await chartOf(order, site);
    charts.set(JSON.stringify(chart), chart);
  }
  return [...charts.values()];
}

const corrected = ['Potassium 4.1 C'];

describe('two messages of one order are one report, in any order of arrival', () => {
  test.each<[string, Partial<Said>, Partial<Said>]>([
    ['where the filler’s number appears later', { placer: 'P1' }, { placer: 'P1', filler: 'F1' }],
    ['where the placer’s number is left out', { placer: 'P1', filler: 'F1' }, { filler: 'F1' }],
    ['where the assigner is missing once', { filler: 'F1^LAB' }, { filler: 'F1' }],
    ['where the placer’s assigner is missing once', { placer: 'P1^EHR' }, { placer: 'P1', filler: 'F1^LAB' }],
    ['where the assigner gets an OID', { filler: 'F1^LAB' }, { filler: 'F1^LAB^1.2.3^ISO' }],
    ['where the coding system is missing once', { filler: 'F1', service: 'CHEM' }, { filler: 'F1' }],
    [
      'where another code is added',
      { filler: 'F1' },
      { filler: 'F1', service: '24323-8^Panel^LN^CHEM^Panel^L' },
    ],
  ])('%s', async (_, first, second) => {
    const charts = await chartsOf([
      { ...first, value: '6.9', sent: 0 },
      { ...second, value: '4.1', sent: 30, status: 'C' },
    ]);
    expect(charts).toEqual([corrected]);
  });
});

describe('two messages are two reports, in any order of arrival', () => {
  test.each<[string, Partial<Said>, Partial<Said>]>([
    ['where two fillers have one placer', { placer: 'P1', filler: 'F1' }, { placer: 'P1', filler: 'F2' }],
    [
      'where the assigner of one of two fillers is missing',
      { placer: 'P1', filler: 'F1^LAB' },
      { placer: 'P1', filler: 'F2' },
    ],
    ['where the placers differ', { placer: 'P1' }, { placer: 'P2' }],
    ['where the services differ', { filler: 'F1' }, { filler: 'F1', service: 'HEM^Panel^L' }],
    ['where the coding systems differ', { filler: 'F1' }, { filler: 'F1', service: 'CHEM^Panel^99ABC' }],
    [
      'where the number is used again later',
      { filler: 'F1' },
      { filler: 'F1', collected: '202601010800-0500' },
    ],
    [
      'where the numbers are placeholders',
      { placer: 'NONE', filler: '000' },
      { placer: 'NONE', filler: '000', service: 'CHEM^Panel' },
    ],
  ])('%s', async (_, first, second) => {
    const charts = await chartsOf([
      { ...first, value: '6.9', sent: 0 },
      { ...second, value: '4.1', sent: 30 },
    ]);
    expect(charts).toEqual([['Potassium 4.1 F', 'Potassium 6.9 F']]);
  });
});

describe('reports that turn out to be one', () => {
  const said = [
    { placer: 'P1', value: '6.9', sent: 0 },
    { filler: 'F1', value: '6.5', sent: 10 },
    { placer: 'P1', filler: 'F1', value: '4.1', sent: 30, status: 'C' },
  ];

  test('are joined by the message that names both, in any order of arrival', async () => {
    expect(await chartsOf(said)).toEqual([corrected]);
  });

  test('are one from then on: the other is taken back, and what comes under its number is the one’s', async () => {
    const cloud = aMemoryCloud();
    for (const one of said) await cloud.run(toOru(one));
    await cloud.run(toOru({ placer: 'P1', value: '4.3', sent: 45, status: 'C' }));
    const reports = cloud.reports.all().map(({ report }) => report);
    expect(reports.map(({ isWithdrawn }) => isWithdrawn === true).sort()).toEqual([false, true]);
    const [standing] = reports.filter(({ isWithdrawn }) => isWithdrawn !== true);
    expect(standing?.observations.map(({ values }) => values[0]?.text)).toEqual(['4.3']);
    expect(standing?.parts).toHaveLength(4);
    // both versions of the other went out: as it was, and as wrong
    const [other] = reports.filter(({ isWithdrawn }) => isWithdrawn === true);
    const told = cloud.updates.updates.filter(({ update }) => update.reportKey === other?.key);
    expect(told.map(({ update }) => update.version)).toEqual([1, 2]);
  });

  test('are joined once, also where the message is read again', async () => {
    const cloud = aMemoryCloud();
    let last = '';
    for (const one of said) {
      last = await cloud.accept(toOru(one));
      await cloud.normalize(last);
    }
    const before = cloud.reports.all().map(({ version }) => version);
    expect(await cloud.replay({ messageId: last })).toMatchObject({ kind: 'replayed', state: 'processed' });
    expect(cloud.reports.all().map(({ version }) => version)).toEqual(before);
  });
});

test('any messages of one order give one chart, whatever they leave out and in any order of arrival', async () => {
  const number = (value: string) => fc.constantFrom('', value, `${value}^LAB`);
  const said = fc.record({
    placer: number('P1'),
    filler: number('F1'),
    service: fc.constantFrom('CHEM^Panel^L', 'CHEM', '24323-8^Panel^LN^CHEM^Panel^L'),
    value: fc.constantFrom('1', '2', '3'),
    // a correction of an order that is not known yet may wait: see nothing-to-correct.test.ts
    status: fc.constantFrom('F', 'P'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 2, maxLength: 4 }), async (all) => {
      const numbered = all.filter(({ placer, filler }) => placer !== '' || filler !== '');
      const charts = await chartsOf(numbered.map((one, index) => ({ ...one, sent: index * 10 })));
      expect(charts.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: size({ short: 20, long: 200 }) },
  );
});

describe('a number of an instrument', () => {
  const site = aSite({
    sources: [
      {
        id: 'poct',
        kind: 'analyzer',
        sender: { application: 'POCT', facility: 'RIVERSIDE' },
        numbersOf: 'lab',
      },
      { id: 'lis', kind: 'lis', numbersOf: 'lab' },
    ],
  });
  const sample = (day: number, hour: number, value: string, status = 'F') =>
    toMessage(
      msh({
        3: 'POCT',
        7: `202602${String(day).padStart(2, '0')}${String(hour).padStart(2, '0')}0000-0500`,
        9: 'OUL^R22',
        10: `${day}-${hour}-${value}`,
      }),
      pid(),
      segment('SPM', { 1: '1', 2: '0007', 11: 'P' }),
      obr({ 3: '', 4: 'CHEM^Panel^L', 25: '' }),
      obx({ 3: 'K^Potassium^L', 5: value, 11: status }),
    );
  const chartsOfSamples = async (messages: readonly Uint8Array[]) => {
    const charts = await Promise.all(permutations(messages).map((order) => chartOf(order, site)));
    return [...new Set(charts.map((chart) => JSON.stringify(chart)))];
  };

  test('is another sample the next day', async () => {
    expect(await chartsOfSamples([sample(2, 8, '6.9'), sample(3, 8, '4.1')])).toEqual([
      JSON.stringify(['Potassium 4.1 F', 'Potassium 6.9 F']),
    ]);
  });

  test('is the same sample some hours later, whatever the date, and however the hours are told', async () => {
    expect(await chartsOfSamples([sample(2, 14, '6.9'), sample(2, 23, '5.0'), sample(3, 8, '4.1')])).toEqual([
      JSON.stringify(['Potassium 4.1 F']),
    ]);
  });

  test('is corrected a day later: of its samples the newest is', async () => {
    const charts = await chartOf([sample(2, 8, '6.9'), sample(3, 8, '4.1'), sample(4, 8, '4.3', 'C')], site);
    expect(charts).toEqual(['Potassium 4.3 C', 'Potassium 6.9 F']);
  });

  test('is the laboratory’s where a LIS has named it', async () => {
    const ofLis = toMessage(
      msh({ 7: '20260202070000-0500', 10: 'LIS-1' }),
      pid(),
      obr({ 3: 'F1', 4: 'CHEM^Panel^L', 25: 'P' }),
      obx({ 3: 'K^Potassium^L', 5: '6.0', 11: 'P' }),
      segment('SPM', { 1: '1', 2: '0007' }),
    );
    expect(await chartOf([ofLis, sample(3, 8, '4.1')], site)).toEqual(['Potassium 4.1 F']);
  });

  test('is another sample the next day, also where the first was joined with the report of a LIS', async () => {
    const of = (sentAt: string, value: string, lis = false) =>
      toMessage(
        msh({ 3: lis ? 'LIS' : 'POCT', 7: `${sentAt}-0500`, 10: `${sentAt}-${value}` }),
        pid(),
        obr(
          lis
            ? { 3: 'F1', 4: 'CHEM^Panel^L', 7: '20260202080000-0500' }
            : { 2: '', 3: '', 4: 'K^Potassium^L', 7: '' },
        ),
        obx({ 3: 'K^Potassium^L', 5: value }),
        segment('SPM', { 1: '1', 2: '0007', 11: 'P' }),
      );
    const said = [
      of('20260202083000', '4.1'),
      of('20260202090000', '4.4', true),
      of('20260203093000', '5.5'),
    ];
    expect(await chartsOfSamples(said)).toEqual([JSON.stringify(['Potassium 4.4 F', 'Potassium 5.5 F'])]);
  });
});

describe('a service that is exchanged', () => {
  const exchange = (service: string, value: string, control: string, sent: number) =>
    toMessage(
      msh({ 7: `202603021${String(sent).padStart(3, '0')}00-0500`, 10: `X-${sent}` }),
      pid(),
      segment('ORC', { 1: control, 3: 'F1' }),
      obr({ 3: 'F1', 4: service, 7: '202603020800-0500' }),
      obx({ 3: 'K^Potassium^L', 5: value }),
    );
  const first = toOru({ filler: 'F1', value: '6.9', sent: 0 });

  test.each(['XO', 'XX', 'XR'])(
    'leaves one report with ORC-1 %s, in any order of arrival',
    async (control) => {
      const second = exchange('BMP^Panel^L', '4.1', control, 30);
      for (const order of permutations([first, second]))
        expect(await chartOf(order)).toEqual([expect.stringMatching(/^Potassium 4\.1/)]);
    },
  );

  test('leaves two reports where ORC-1 says nothing of the kind', async () => {
    const second = exchange('BMP^Panel^L', '4.1', 'RE', 30);
    expect(await chartOf([first, second])).toEqual(['Potassium 4.1 F', 'Potassium 6.9 F']);
  });

  test('waits where the number has several other services', async () => {
    const other = toOru({ filler: 'F1', service: 'HEM^Count^L', value: '9', sent: 10 });
    expect(await chartOf([first, other, exchange('BMP^Panel^L', '4.1', 'XO', 30)])).toEqual([
      'Potassium 6.9 F',
      'Potassium 9 F',
      'held: ambiguous-order',
    ]);
  });

  test('is none of those that the message carries itself', async () => {
    const second = toMessage(
      msh({ 7: '20260302103000-0500', 10: 'X-1' }),
      pid(),
      obr({ 3: 'F1', 4: 'HEM^Count^L' }),
      obx({ 3: 'HGB^Hemoglobin^L', 5: '9' }),
      segment('ORC', { 1: 'XO', 3: 'F1' }),
      obr({ 1: '2', 3: 'F1', 4: 'BMP^Panel^L' }),
      obx({ 3: 'K^Potassium^L', 5: '4.1' }),
    );
    const hemoglobin = toOru({ filler: 'F1', service: 'HEM^Count^L', value: '9', sent: 5 });
    expect(await chartOf([first, hemoglobin, second])).toEqual([
      'Hemoglobin 9 F, Potassium 9 F',
      expect.stringMatching(/^Potassium 4\.1/),
    ]);
  });
});

describe('a number of several reports', () => {
  const sets = [
    toOru({ placer: 'P1', filler: 'F1', value: '6.9', sent: 0 }),
    toOru({ placer: 'P1', filler: 'F2', value: '6.5', sent: 10 }),
  ];
  const third = toOru({ placer: 'P1', value: '4.1', sent: 30 });

  test('tells of no report: the result waits', async () => {
    expect(await chartOf([...sets, third])).toEqual([
      'Potassium 6.5 F',
      'Potassium 6.9 F',
      'held: ambiguous-order',
    ]);
  });

  test('is a report of its own once a person lets it go', async () => {
    const cloud = aMemoryCloud();
    for (const message of sets) await cloud.run(message);
    const record = await cloud.run(third);
    await cloud.replay({ messageId: record?.id ?? '', release: ['ambiguous-order'] });
    expect(cloud.reports.all()).toHaveLength(3);
    expect((await cloud.messages.get(record?.id ?? ''))?.record.ledger).toMatchObject({
      stored: 1,
      held: {},
    });
  });
});

describe('a correction without a number', () => {
  const unnumbered = (sent: number, value: string, status: string) => toOru({ value, sent, status });

  test('waits where two results of its minute fit, until a person makes it a report of its own', async () => {
    const cloud = aMemoryCloud(aSite());
    await cloud.run(unnumbered(1, '4.1', 'F'));
    await cloud.run(unnumbered(2, '5.5', 'F'));
    const record = await cloud.run(unnumbered(3, '6.9', 'C'));
    expect(record?.ledger).toMatchObject({ stored: 0, held: { 'ambiguous-order': 1 } });
    await cloud.replay({ messageId: record?.id ?? '', release: ['ambiguous-order'] });
    expect(cloud.reports.all()).toHaveLength(3);
  });

  test('reads no report unless one corrects', async () => {
    const cloud = aMemoryCloud(aSite());
    const read: string[] = [];
    const { latest } = cloud.reports;
    cloud.reports.latest = (key) => {
      read.push(key);
      return latest.call(cloud.reports, key);
    };
    await cloud.run(unnumbered(1, '4.1', 'F'));
    const before = read.length;
    await cloud.run(unnumbered(2, '5.5', 'F'));
    expect(read.length - before).toBe(before);
  });
});
