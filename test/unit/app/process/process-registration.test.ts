import { describe, expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import { aSite } from '../../../support/site.ts';
import { size } from '../../../support/size.ts';

const id = (number: string) => `${number}^^^HOSP^MR`;

/** A result of one order; `minute` is when it was said, on one day. */
const result = (
  patient: string | Readonly<Record<number, string>>,
  {
    order = 'F1',
    minute = 0,
    value = '6.9',
    status = 'F',
    visit,
  }: { order?: string; minute?: number; value?: string; status?: string; visit?: string } = {},
) =>
  anOru({
    header: { 7: at(minute), 10: `R-${order}-${minute}-${value}` },
    patient: typeof patient === 'string' ? { 3: id(patient) } : patient,
    order: { 2: `P-${order}`, 3: order, 22: at(minute), 25: status },
    results: [{ 3: 'K^Potassium^L', 5: value, 11: status }],
    ...(visit === undefined ? {} : { visit: { 19: visit } }),
  });

const at = (minute: number) =>
  `20260302${String(8 + Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}00-0500`;

const adt = (event: string, minute: number, ...segments: (Buffer | string)[]) =>
  toMessage(
    msh({ 7: at(minute), 9: `ADT^${event}`, 10: `${event}-${minute}` }),
    segment('EVN', { 1: event }),
    ...segments.map(String),
  );

const merge = (retired: string, survivor: string, minute: number, event = 'A40') =>
  adt(event, minute, pid({ 3: id(survivor) }), segment('MRG', { 1: id(retired) }));
const unlink = (one: string, other: string, minute: number) =>
  adt('A37', minute, pid({ 3: id(one) }), pid({ 3: id(other) }));
const moveAccount = (from: string, to: string, account: string, minute: number) =>
  adt('A44', minute, pid({ 3: id(to), 18: account }), segment('MRG', { 1: id(from), 3: account }));

type Cloud = ReturnType<typeof aMemoryCloud>;

/** What the chart shows: of each published report its patient and its values. */
const chartOf = (cloud: Cloud): string[] =>
  cloud.reports
    .all()
    .filter(({ published, version }) => published === version)
    .flatMap(({ report, subject }) =>
      report.observations.map(({ values, status }) =>
        [
          report.patient?.identifiers[0]?.value,
          subject?.names[0]?.family,
          report.fillerOrder?.value,
          JSON.stringify(values[0]),
          status,
        ].join(' '),
      ),
    )
    .toSorted();

const held = async (cloud: Cloud, reason: Parameters<Cloud['messages']['held']>[0]) =>
  (await Array.fromAsync(cloud.messages.held(reason))).length;

async function run(messages: readonly Uint8Array[], site = aSite()) {
  const cloud = aMemoryCloud(site);
  const records = [];
  for (const message of messages) records.push(await cloud.run(message));
  return { cloud, records, chart: chartOf(cloud) };
}

const patientsIn = (chart: readonly string[]) => chart.map((line) => line.split(' ')[0]);

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, place) => place !== index)).map((rest) => [item, ...rest]),
  );
}

/** The one chart of all orders of arrival. */
async function theChart(messages: readonly Uint8Array[]): Promise<string[]> {
  const charts = new Set<string>();
  for (const sequence of permutations(messages)) charts.add(JSON.stringify((await run(sequence)).chart));
  expect([...charts]).toHaveLength(1);
  return JSON.parse([...charts][0] ?? '[]') as string[];
}

describe('in any order of arrival', () => {
  test('an unlink gives the results back, and a correction goes by its own number', async () => {
    const messages = [
      result('A'),
      merge('A', 'B', 60),
      unlink('B', 'A', 120),
      result('A', { minute: 130, value: '4.1', status: 'C' }),
    ];
    expect(await theChart(messages)).toEqual([expect.stringMatching(/^A .*4\.1.* C$/)]);
  });

  test.each([
    ['A24', adt('A24', 10, pid({ 3: id('A') }), pid({ 3: id('B') }))],
    ['A40', merge('B', 'A', 10)],
  ])('an unlink after %s takes the results of one out of the report of the other', async (_, linked) => {
    const messages = [
      result('A'),
      linked,
      result('B', { minute: 20, value: '4.1', status: 'C' }),
      unlink('A', 'B', 30),
    ];
    for (const order of permutations(messages)) {
      const { cloud, chart } = await run(order);
      expect(chart).toEqual([expect.stringMatching(/^A .*6\.9.* F$|^B .*4\.1.* C$/)]);
      expect(await held(cloud, 'patient-mismatch')).toBe(1);
    }
    const { chart } = await run(messages);
    expect(chart).toEqual([expect.stringMatching(/^A .*6\.9.* F$/)]);
  });

  test('an unlink of two ends no merge with a third', async () => {
    expect(patientsIn(await theChart([result('A'), merge('A', 'C', 60), unlink('B', 'A', 120)]))).toEqual([
      'C',
    ]);
  });

  test('a merge that is said again after the unlink counts', async () => {
    const messages = [result('A'), merge('A', 'B', 60), unlink('A', 'B', 120), merge('A', 'B', 180)];
    expect(patientsIn(await theChart(messages))).toEqual(['B']);
  });

  test('an account takes along what is of it, and nothing else', async () => {
    const messages = [
      result({ 3: id('W'), 18: 'ACC1' }),
      result({ 3: id('W'), 18: 'ACC2' }, { order: 'F2', value: '4.1' }),
      moveAccount('W', 'A', 'ACC1', 60),
    ];
    expect(await theChart(messages)).toEqual([
      expect.stringMatching(/^A .*6\.9/),
      expect.stringMatching(/^W .*4\.1/),
    ]);
  });

  test('a result that names no account waits, and one that was said after the move does not', async () => {
    const messages = [
      result('W'),
      result('W', { order: 'F2', minute: 90, value: '4.1' }),
      moveAccount('W', 'A', 'ACC1', 60),
    ];
    for (const sequence of permutations(messages)) {
      const { cloud } = await run(sequence);
      const waiting = cloud.reports.all().filter(({ report }) => report.holds.includes('identity-change'));
      expect(waiting.map(({ report }) => report.fillerOrder?.value)).toEqual(['F1']);
    }
  });

  test('a correction under the new number waits for its merge, through a chain as well', async () => {
    const messages = [
      result('A'),
      result('C', { minute: 240, value: '4.1', status: 'C' }),
      merge('A', 'B', 60),
      merge('B', 'C', 120),
    ];
    expect(await theChart(messages)).toEqual([expect.stringMatching(/^C .*4\.1.* C$/)]);
  });

  test('a merge that names no assigner is of the one whom it can be', async () => {
    const plain = adt('A40', 60, pid({ 3: id('B') }), segment('MRG', { 1: 'A' }));
    expect(patientsIn(await theChart([result('A'), plain]))).toEqual(['B']);
  });

  test('the newest name of the best who said one is the patient’s', async () => {
    const named = (family: string, order: string, minute: number) =>
      result({ 3: id('A'), 5: `${family}^ANNA`, 7: '19700101' }, { order, minute });
    const messages = [
      named('MAIDEN', 'F1', 0),
      named('NIXON', 'F2', 60),
      adt('A08', 30, pid({ 3: id('A'), 5: 'REGISTERED^ANNA', 7: '19700101' })),
    ];
    for (const sequence of permutations(messages)) {
      const { cloud } = await run(sequence);
      const [known] = cloud.identities.patients();
      expect(known?.names[0]?.family).toBe('REGISTERED');
    }
  });

  test('results, merges, unlinks and moves make one chart', async () => {
    const people = ['A', 'B', 'C'];
    const person = fc.constantFrom(...people);
    const account = fc.constantFrom('ACC1', 'ACC2');
    const minute = fc.integer({ min: 0, max: 300 });
    const event = fc.oneof(
      fc.record({
        kind: fc.constant('result' as const),
        one: person,
        account,
        order: fc.constantFrom('F1', 'F2'),
      }),
      fc.record({
        kind: fc.constantFrom('merge' as const, 'unlink' as const, 'move' as const),
        one: person,
        other: person,
        account,
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(minute, event), { minLength: 2, maxLength: 4, selector: ([time]) => time }),
        async (events) => {
          const used = new Map<string, string>();
          const messages = events.flatMap(([time, one]) => {
            if (one.kind === 'result') {
              // whose an order is, is not contradicted: which of two came first depends on arrival
              if ((used.get(one.order) ?? one.one) !== one.one) return [];
              used.set(one.order, one.one);
              return [
                result(
                  { 3: id(one.one), 18: `${one.account}-${one.one}-${one.order}` },
                  { order: one.order, minute: time, value: String(time), status: 'C' },
                ),
              ];
            }
            if (one.one === one.other) return [];
            if (one.kind === 'merge') return [merge(one.one, one.other, time)];
            if (one.kind === 'unlink') return [unlink(one.one, one.other, time)];
            return [moveAccount(one.one, one.other, `${one.account}-${one.one}-F1`, time)];
          });
          const charts = new Set<string>();
          for (const sequence of permutations(messages))
            charts.add(JSON.stringify((await run(sequence)).chart));
          expect(charts.size).toBe(1);
        },
      ),
      { numRuns: size({ short: 20, long: 200 }), verbose: fc.VerbosityLevel.Verbose },
    );
  });
});

describe('one number', () => {
  const anna = { 3: id('A'), 5: 'NIXON^ANNA', 7: '19700101' };
  const other = { 3: id('A'), 5: 'WRONG^PERSON', 7: '19300101' };

  test('with another name and another birth date is held, and registration says which of the two waits', async () => {
    const { cloud, records } = await run([result(anna), result(other, { order: 'F2', value: '7.1' })]);
    expect(records[1]?.ledger?.held).toEqual({ 'patient-mismatch': 1 });
    await cloud.run(adt('A08', 60, pid(other)));
    expect(await held(cloud, 'patient-mismatch')).toBe(1);
    expect(chartOf(cloud)).toEqual([expect.stringMatching(/6\.9.* W$/), expect.stringMatching(/7\.1.* F$/)]);
    // registration knew her by both
    await cloud.run(adt('A04', 0, pid(anna)));
    expect(await held(cloud, 'patient-mismatch')).toBe(0);
    expect(chartOf(cloud)).toEqual([expect.stringMatching(/6\.9.* F$/), expect.stringMatching(/7\.1.* F$/)]);
  });

  test.each([
    ['only another name', { 3: id('A'), 5: 'WRONG^PERSON', 7: '19700101' }],
    ['only another birth date', { 3: id('A'), 5: 'NIXON^A', 7: '19300101' }],
    ['no name', { 3: id('A'), 5: '', 7: '19300101' }],
  ])('with %s is not held', async (_, patient) => {
    const { records } = await run([result(anna), result(patient, { order: 'F2' })]);
    expect(records[1]?.ledger).toMatchObject({ stored: 1, held: {} });
  });

  test('of a result that a person has let go is followed by its corrections', async () => {
    const { cloud, records } = await run([result(anna), result(other, { order: 'F2' })]);
    await cloud.replay({ messageId: records[1]?.id ?? '', release: ['patient-mismatch'] });
    const next = await cloud.run(result(other, { order: 'F2', minute: 60, value: '4.1', status: 'C' }));
    expect(next?.ledger).toMatchObject({ stored: 1, held: {} });
  });

  test('that a person has let into a report of another is followed there by its corrections', async () => {
    const { cloud, records } = await run([result('A'), result('B', { minute: 30, value: '7.1' })]);
    await cloud.replay({ messageId: records[1]?.id ?? '', release: ['patient-mismatch'] });
    const next = await cloud.run(result('B', { minute: 60, value: '4.1', status: 'C' }));
    expect(next?.ledger).toMatchObject({ stored: 1, held: {} });
    expect(chartOf(cloud)).toEqual([expect.stringMatching(/^A .*6\.9/), expect.stringMatching(/^B .*4\.1/)]);
  });

  test('that a person has let go against its order is followed by its corrections', async () => {
    const order = toMessage(
      msh({ 7: at(0), 9: 'ORM^O01', 10: 'O' }),
      pid({ 3: id('A') }),
      segment('ORC', { 1: 'NW', 2: 'P-F1' }),
      segment('OBR', { 2: 'P-F1', 4: 'CHEM' }),
    );
    const { cloud, records } = await run([order, result('B', { minute: 30 })]);
    expect(records[1]?.ledger?.held).toEqual({ 'patient-mismatch': 1 });
    await cloud.replay({ messageId: records[1]?.id ?? '', release: ['patient-mismatch'] });
    const next = await cloud.run(result('B', { minute: 60, value: '4.1', status: 'C' }));
    expect(next?.ledger).toMatchObject({ stored: 1, held: {} });
  });

  test('of two children of one birth is of each of them once both are known', async () => {
    const child = (order: string, name: string) => ({
      3: id('M'),
      5: `${name}^GIRL`,
      7: '20260301',
      24: 'Y',
      25: order,
    });
    const messages = [
      result(child('1', 'BABY A'), { order: 'F1', value: '200' }),
      result(child('2', 'BABY B'), { order: 'F2', value: '100' }),
      result(child('1', 'BABY A'), { order: 'F3', value: '210' }),
    ];
    for (const sequence of permutations(messages)) {
      const { cloud, chart } = await run(sequence);
      expect(patientsIn(chart)).toEqual(['M/1', 'M/1', 'M/2']);
      const record = await cloud.run(result('M', { order: 'F4' }));
      expect(record?.ledger?.held).toEqual({ 'patient-mismatch': 1 });
    }
  });

  test.each([
    ['merge', () => merge('M', 'N', 60)],
    ['move of an account', () => moveAccount('M', 'N', 'ACC1', 60)],
  ])('of two children of one birth stays where it is after a %s of their number', async (_, change) => {
    const children = [
      result({ 3: id('M'), 18: 'ACC1', 25: '1' }, { order: 'F1' }),
      result({ 3: id('M'), 18: 'ACC2', 25: '2' }, { order: 'F2' }),
    ];
    for (const sequence of permutations(children)) {
      const { cloud, records, chart } = await run([...sequence, change()]);
      expect(patientsIn(chart)).toEqual(['M/1', 'M/2']);
      expect(records[2]).toMatchObject({ state: 'held', ledger: { held: { 'identity-change': 0 } } });
      await cloud.replay({ messageId: records[2]?.id ?? '', release: ['identity-change'] });
      expect(await held(cloud, 'identity-change')).toBe(0);
      expect(patientsIn(chartOf(cloud))).toEqual(['M/1', 'M/2']);
    }
  });

  test('of one child alone is theirs, whether PID-25 says so or not', async () => {
    const { chart } = await run([result({ 3: id('M'), 24: 'Y', 25: '1' }), result('M', { order: 'F2' })]);
    expect(patientsIn(chart)).toEqual(['M', 'M']);
  });
});

describe('a number that stands for nobody', () => {
  test.each(['UNKNOWN', 'none', 'N/A', '0000', '0', '9999', '99999999', '---'])(
    'is held: %s',
    async (number) => {
      const { cloud, records } = await run([result(number)]);
      expect(records[0]?.ledger?.held).toEqual({ 'placeholder-number': 1 });
      expect(cloud.reports.all()).toEqual([]);
    },
  );

  test.each(['999', '10000', 'UNKNOWN7', 'TESTER'])('is not one that looks like it: %s', async (number) => {
    expect((await run([result(number)])).chart).toHaveLength(1);
  });

  test('gives way to another number of the patient', async () => {
    const { chart } = await run([result({ 3: `0000^^^HOSP^MR~77^^^HOSP^PI` })]);
    expect(patientsIn(chart)).toEqual(['77']);
  });

  test('that a person takes for real counts from then on', async () => {
    const { cloud, records } = await run([result('9999')]);
    await cloud.replay({ messageId: records[0]?.id ?? '', release: ['placeholder-number'] });
    expect((await cloud.run(result('9999', { order: 'F2' })))?.ledger).toMatchObject({ stored: 1 });
  });
});

describe('people are linked', () => {
  const bothWith = (second: string) => [
    result({ 3: `1^^^HOSP^MR~${second}` }),
    result({ 3: `2^^^HOSP^MR~${second}` }, { minute: 60, value: '4.1', status: 'C' }),
  ];

  test.each(['9^^^SSA^SS', '9^^^HOSP^AN', '9^^^STATE^DL', '9^^^PAYER^XX', '9^^^HOSP^VN'])(
    'never by %s',
    async (second) => {
      const { records } = await run(bothWith(second));
      expect(records[1]?.ledger?.held).toEqual({ 'patient-mismatch': 1 });
    },
  );

  test('never where two leading numbers of one list differ, unless one message has both', async () => {
    const { records } = await run(bothWith('9^^^NHS^NH'));
    expect(records[1]?.ledger?.held).toEqual({ 'patient-mismatch': 1 });
    const third = result(
      { 3: '1^^^HOSP^MR~2^^^HOSP^MR~9^^^NHS^NH' },
      { minute: 120, value: '5', status: 'C' },
    );
    const { cloud } = await run([bothWith('9^^^NHS^NH')[0] ?? third, third]);
    expect(chartOf(cloud)).toHaveLength(1);
  });

  test.each(['NH', 'NI', 'NNDEU', 'JHN', 'EPI', 'PE', 'PI'])('by a number of type %s', async (type) => {
    const { records } = await run([
      result({ 3: `1^^^HOSP^MR~9^^^LIST^${type}` }),
      result({ 3: `9^^^LIST^${type}` }, { minute: 60, value: '4.1', status: 'C' }),
    ]);
    expect(records[1]?.ledger).toMatchObject({ stored: 1, held: {} });
  });

  test('by what the source says', async () => {
    const site = aSite({ sources: [{ id: 'lis', kind: 'lis', patientIdentifiers: ['SS'] }] });
    const { records } = await run(bothWith('9^^^SSA^SS'), site);
    expect(records[1]?.ledger).toMatchObject({ stored: 1, held: {} });
  });

  test.each(['A24'])('and both go on: %s', async (event) => {
    const link = adt(event, 30, pid({ 3: id('A') }), pid({ 3: id('B') }));
    const { records, cloud } = await run([
      result('A'),
      link,
      result('B', { minute: 60, value: '4.1', status: 'C' }),
    ]);
    expect(records[2]?.ledger).toMatchObject({ stored: 1, held: {} });
    const ended = await run([
      result('A'),
      link,
      unlink('A', 'B', 40),
      result('B', { minute: 60, status: 'C' }),
    ]);
    expect(ended.records[3]?.ledger?.held).toEqual({ 'patient-mismatch': 1 });
    expect(cloud.reports.all()).toHaveLength(1);
  });
});

describe('what moves people is never set aside quietly', () => {
  test.each(['A30', 'A39', 'A46'])('%s merges', async (event) => {
    expect(patientsIn((await run([result('A'), merge('A', 'B', 60, event)])).chart)).toEqual(['B']);
  });

  test.each([
    ['a number that was under the wrong person', 'A43', id('A')],
    ['an account of somebody else', 'A41', id('A')],
    ['a move that names no account', 'A44', id('A')],
    ['a move that names no visit', 'A45', id('A')],
  ])('%s (%s) is held, and a person lets it go', async (_, event, retired) => {
    const survivor = event === 'A43' ? 'A' : 'B';
    const moving = adt(event, 60, pid({ 3: id(survivor) }), segment('MRG', { 1: retired }));
    const { cloud, records, chart } = await run([result('A'), moving]);
    expect(records[1]).toMatchObject({ state: 'held', ledger: { held: { 'identity-change': 0 } } });
    expect(patientsIn(chart)).toEqual(['A']);
    await cloud.replay({ messageId: records[1]?.id ?? '', release: ['identity-change'] });
    expect(await held(cloud, 'identity-change')).toBe(0);
  });

  test('an account that is renumbered for its own patient is nothing to wait for', async () => {
    const renumbered = adt('A49', 60, pid({ 3: id('A') }), segment('MRG', { 1: id('A'), 3: 'ACC1' }));
    expect((await run([renumbered])).records[0]?.state).toBe('processed');
  });

  test('a merge of a number without an assigner is held where it can be two', async () => {
    const plain = adt('A40', 60, pid({ 3: `${id('B')}~B^^^CLINIC^MR` }), segment('MRG', { 1: 'A' }));
    const { records, chart } = await run([
      result('A'),
      result({ 3: 'A^^^CLINIC^MR' }, { order: 'F2' }),
      plain,
    ]);
    expect(records[2]).toMatchObject({ state: 'held', ledger: { held: { 'identity-change': 0 } } });
    expect(patientsIn(chart)).toEqual(['A', 'A']);
  });

  test('a person’s word that what names no account stays gives it back', async () => {
    const { cloud, records } = await run([result('W'), moveAccount('W', 'A', 'ACC1', 60)]);
    expect(chartOf(cloud)).toEqual([]);
    await cloud.replay({ messageId: records[1]?.id ?? '', release: ['identity-change'] });
    expect(patientsIn(chartOf(cloud))).toEqual(['W']);
  });
});

describe('a registration with a number of somebody else', () => {
  const anna = { 5: 'NIXON^ANNA', 7: '19700101' };
  const otto = { 5: 'BRANDT^OTTO', 7: '19550505' };
  const crossed = pid({ ...anna, 3: `${id('A')}~${id('B')}` });
  const results = [
    result({ ...anna, 3: id('A') }, { order: 'F1' }),
    result({ ...otto, 3: id('B') }, { order: 'F2' }),
  ];

  test('is held, and adds no number, until a person releases it', async () => {
    const { cloud, records } = await run([...results, adt('A08', 60, crossed)]);
    expect(records[2]).toMatchObject({ state: 'held', ledger: { held: { 'patient-mismatch': 0 } } }); // PID-3
    await cloud.run(result({ ...anna, 3: id('A') }, { order: 'F3', minute: 61 }));
    expect(cloud.reports.all().at(-1)?.subject?.identifiers).toMatchObject([{ value: 'A' }]);
    await cloud.replay({ messageId: records[2]?.id ?? '', release: ['patient-mismatch'] });
    expect((await cloud.messages.get(records[2]?.id ?? ''))?.record.state).toBe('processed');
  });

  test('is believed where it merges the two itself', async () => {
    const merged = adt('A40', 60, crossed, segment('MRG', { 1: id('B') }));
    expect((await run([...results, merged])).records[2]?.state).toBe('processed');
  });
});
