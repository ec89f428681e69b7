import type { Message } from '@labwire/hl7/message/message';
import type { LawAnalyzer } from './law-analyzer.ts';
import { freshId, type SimulatedSpecimen, simulatedPatient } from './messages.ts';

/** The environment of an assertion. */
export interface LawBench {
  /** An analyzer that queries its work. */
  readonly analyzer: LawAnalyzer;
  /** An analyzer that receives unsolicited work. */
  readonly other: LawAnalyzer;
  /** Sends an order as the LIS and gives MSA-1 of the answer. */
  order(specimen: SimulatedSpecimen): Promise<string>;
  /** Whether the chart has this value. Undefined if there is no access to a chart. */
  readonly chart: ((value: string) => Promise<boolean>) | undefined;
}

export interface LawAssertion {
  readonly id: string;
  readonly text: string;
  /** @throws if the assertion does not hold; the message describes the observation */
  check(bench: LawBench): Promise<void>;
}

class NotHeld extends Error {}

function hold(isHeld: boolean, found: string): void {
  if (!isHeld) throw new NotHeld(found);
}

const equal = (actual: string | undefined, expected: string, at: string): void =>
  hold(
    actual === expected,
    `${at} is ${actual === undefined ? 'empty' : JSON.stringify(actual)}, not ${expected}`,
  );

const names = (message: Message): string => message.segments.map(({ name }) => name).join(' ');

/** A specimen of a new patient, with an order for each code. */
function aSpecimen(codes: readonly string[], place: Partial<SimulatedSpecimen> = {}): SimulatedSpecimen {
  const tube = freshId('T');
  return {
    tube,
    patient: simulatedPatient(Number.parseInt(tube.slice(1, 6), 16)),
    orders: codes.map((code) => ({ placer: freshId('P'), code })),
    ...place,
  };
}

/** A value that no other result has. */
const aValue = (): string =>
  `${1 + Math.floor(Math.random() * 8)}.${100_000 + Math.floor(Math.random() * 899_999)}`;

const RETRY_MS = 200;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Queries until work arrives, because the manager needs a moment to read the order. */
async function askUntilWork(
  analyzer: LawAnalyzer,
  fields: readonly string[],
  options: { readonly name?: string; readonly tube: string },
): Promise<{ readonly response: Message; readonly work: Message }> {
  const deadline = Date.now() + analyzer.patienceMs;
  for (;;) {
    const count = analyzer.told.length;
    const { answer } = await analyzer.query(fields, options.name === undefined ? {} : { name: options.name });
    equal(answer.value('MSA-1'), 'AA', 'MSA-1 of the answer');
    const isAll = fields.length === 0;
    for (let at = count; ; at++) {
      const told = await analyzer
        .toldAfter(at, isAll ? 2000 : analyzer.patienceMs)
        .catch((cause: unknown) => {
          if (isAll) return undefined;
          throw cause;
        });
      if (told === undefined) break;
      if (told.work.value('SAC-3') === options.tube && told.work.value('ORC-1') !== 'DC')
        return { response: answer, work: told.work };
      if (!isAll) break;
    }
    hold(Date.now() < deadline, 'the manager sent no work');
    await pause(RETRY_MS);
  }
}

async function toldOf(
  analyzer: LawAnalyzer,
  matches: (work: Message) => boolean,
): Promise<{ work: Message; answer: Message }> {
  const deadline = Date.now() + analyzer.patienceMs;
  for (;;) {
    const found = analyzer.told.find(({ work }) => matches(work));
    if (found !== undefined) return found;
    hold(Date.now() < deadline, 'the analyzer received no work');
    await pause(RETRY_MS);
  }
}

/**
 * The answer to the first message with this step, and the step's number in it. Later messages only repeat
 * known steps.
 */
function firstToldOfStep(analyzer: LawAnalyzer, tube: string, code: string) {
  for (const { work, answer } of analyzer.told) {
    const steps = work.segments.filter(({ name }) => name === 'OBR');
    const at = steps.findIndex((obr) => obr.value(4) === code);
    if (work.value('SAC-3') === tube && at !== -1) return { answer, ordinal: at + 1 };
  }
  throw new NotHeld(`the analyzer received no work for ${code}`);
}

async function inChart({ chart, analyzer }: LawBench, value: string): Promise<void> {
  if (chart === undefined) return;
  const deadline = Date.now() + analyzer.patienceMs;
  while (!(await chart(value))) {
    hold(Date.now() < deadline, 'the result did not reach the chart');
    await pause(RETRY_MS);
  }
}

async function ordered(bench: LawBench, specimen: SimulatedSpecimen): Promise<SimulatedSpecimen> {
  equal(await bench.order(specimen), 'AA', 'MSA-1 of the order');
  return specimen;
}

/** A specimen whose complete work the analyzer has received. */
async function accepted(bench: LawBench, codes: readonly string[]) {
  const specimen = await ordered(bench, aSpecimen(codes));
  const deadline = Date.now() + bench.analyzer.patienceMs;
  for (;;) {
    const { work } = await askUntilWork(bench.analyzer, [specimen.tube], { tube: specimen.tube });
    // a query during the reading of the order may get only a part of the work
    const steps = work.segments.filter(({ name }) => name === 'OBR').length;
    if (steps >= codes.length) return { ...specimen, work };
    hold(Date.now() < deadline, `the work has ${steps} of ${codes.length} steps`);
    await pause(RETRY_MS);
  }
}

async function reported(
  bench: LawBench,
  result: Parameters<LawAnalyzer['report']>[0][number],
): Promise<Uint8Array> {
  const { message, ack } = await bench.analyzer.report([result]);
  equal(ack.value('MSA-1'), 'AA', 'MSA-1 of the acknowledgment');
  await inChart(bench, result.value);
  return message;
}

/**
 * The requirements of IHE LAW for a manager and an analyzer, by transaction (PaLM TF-2b, LAB-27 to LAB-29).
 */
export const lawAssertions: readonly LawAssertion[] = [
  {
    id: 'LAB-27-001',
    text: 'a query for each specimen is answered by RSP^K11, with its tag and its parameters',
    async check({ analyzer }) {
      const tube = freshId('T');
      const { query, answer } = await analyzer.query([tube], { tag: 'TAG1' });
      equal(answer.value('MSH-9.1'), 'RSP', 'MSH-9.1');
      equal(answer.value('MSH-9.2'), 'K11', 'MSH-9.2');
      equal(answer.value('MSH-9.3'), 'RSP_K11', 'MSH-9.3');
      equal(answer.value('MSA-1'), 'AA', 'MSA-1');
      equal(answer.value('MSA-2'), query, 'MSA-2');
      equal(answer.value('QAK-1'), 'TAG1', 'QAK-1');
      equal(answer.value('QAK-2'), 'OK', 'QAK-2');
      equal(answer.value('QPD-1'), 'WOS', 'QPD-1');
      equal(answer.value('QPD-3'), tube, 'QPD-3');
    },
  },
  {
    id: 'LAB-27-003',
    text: 'the work follows as LAB-28',
    async check(bench) {
      const { work, orders } = await accepted(bench, ['NA']);
      equal(work.value('MSH-9.1'), 'OML', 'MSH-9.1');
      equal(work.value('MSH-9.3'), 'OML_O33', 'MSH-9.3');
      equal(work.value('MSH-21.1'), 'LAB-28', 'MSH-21.1');
      equal(work.value('ORC-1'), 'NW', 'ORC-1');
      equal(work.value('OBR-2'), orders[0]?.placer ?? '', 'OBR-2');
      equal(work.value('OBR-4'), 'NA', 'OBR-4');
    },
  },
  {
    id: 'LAB-27-004',
    text: 'without work, the answer is a negative response (ORC-1 DC)',
    async check({ analyzer }) {
      const tube = freshId('T');
      const count = analyzer.told.length;
      await analyzer.query([tube]);
      const { work } = await analyzer.toldAfter(count);
      equal(work.value('ORC-1'), 'DC', 'ORC-1');
      equal(work.value('SAC-3'), tube, 'SAC-3');
    },
  },
  {
    id: 'LAB-27-005',
    text: 'WOS_ALL has only QPD-1 and QPD-2, and is answered with all work',
    async check(bench) {
      const first = await ordered(bench, aSpecimen(['NA']));
      const second = await ordered(bench, aSpecimen(['K']));
      const name = 'WOS_ALL^Work Order Step All^IHELAW';
      await askUntilWork(bench.analyzer, [], { name, tube: first.tube });
      await askUntilWork(bench.analyzer, [], { name, tube: second.tube });
    },
  },
  {
    id: 'LAB-27-006',
    text: 'by rack: QPD-4 and QPD-5 name the specimen',
    async check(bench) {
      const carrier = [freshId('RACK'), '3'] as const;
      const { tube } = await ordered(bench, aSpecimen(['NA'], { carrier }));
      await askUntilWork(bench.analyzer, ['', ...carrier], { tube });
    },
  },
  {
    id: 'LAB-27-007',
    text: 'by tray: QPD-6 and QPD-7 name the specimen',
    async check(bench) {
      const tray = [freshId('TRAY'), '12'] as const;
      const { tube } = await ordered(bench, aSpecimen(['K'], { tray }));
      await askUntilWork(bench.analyzer, ['', '', '', ...tray, 'LINE1'], { tube });
    },
  },
  {
    id: 'LAB-27-008',
    text: 'by isolate: QPD-9 names the isolate of the specimen in QPD-3',
    async check(bench) {
      const isolate = await ordered(bench, aSpecimen(['NA']));
      const parent = freshId('T');
      await askUntilWork(bench.analyzer, [parent, '', '', '', '', '', isolate.tube], { tube: isolate.tube });
    },
  },
  {
    id: 'LAB-28-001',
    text: 'the negative response consists of MSH, SPM, SAC and ORC',
    async check({ analyzer }) {
      const count = analyzer.told.length;
      await analyzer.query([freshId('T')]);
      const { work } = await analyzer.toldAfter(count);
      equal(names(work), 'MSH SPM SAC ORC', 'the message');
      equal(work.value('SPM-11'), 'U', 'SPM-11');
    },
  },
  {
    id: 'LAB-28-004',
    text: 'each new step is accepted (OK) or refused (UA) by itself',
    async check(bench) {
      const { tube } = await accepted(bench, ['NA', 'XX']);
      for (const [code, control] of [
        ['NA', 'OK'],
        ['XX', 'UA'],
      ] as const) {
        const { answer, ordinal } = firstToldOfStep(bench.analyzer, tube, code);
        equal(answer.value('MSH-9.3'), 'ORL_O42', 'MSH-9.3');
        equal(answer.value('MSA-1'), 'AA', 'MSA-1');
        equal(answer.value(`ORC[${ordinal}]-1`), control, `ORC[${ordinal}]-1 of ${code}`);
      }
    },
  },
  {
    id: 'LAB-28-005',
    text: 'the answer to a cancelled step is CR, or UC if it is too late',
    async check(bench) {
      const specimen = await ordered(bench, aSpecimen(['CL']));
      const isOf = (control: string) => (work: Message) =>
        work.value('SAC-3') === specimen.tube && work.value('ORC-1') === control;
      await toldOf(bench.other, isOf('NW'));
      const cancelled = { ...specimen, orders: specimen.orders.map((one) => ({ ...one, control: 'CA' })) };
      await ordered(bench, cancelled);
      const { work, answer } = await toldOf(bench.other, isOf('CA'));
      equal(work.value('OBR-2'), specimen.orders[0]?.placer ?? '', 'OBR-2');
      equal(answer.value('ORC-1'), 'CR', 'ORC-1');
      const again = bench.other.answerTo(work);
      hold(Buffer.from(again).toString().includes('ORC|UC|'), 'the second cancel was not answered UC');
    },
  },
  {
    id: 'LAB-28-006',
    text: 'an id that is used again is refused (UA)',
    async check(bench) {
      const { work } = await accepted(bench, ['NA']);
      const again = Buffer.from(bench.analyzer.answerTo(work)).toString();
      hold(again.includes('ORC|UA|'), 'the second time was not answered UA');
    },
  },
  {
    id: 'LAB-28-007',
    text: 'the reply to a query is only about the specimen in the query',
    async check(bench) {
      const other = await ordered(bench, aSpecimen(['NA', 'K']));
      const { tube, work } = await accepted(bench, ['NA', 'K']);
      const specimens = work.segments.filter(({ name }) => name === 'SPM' || name === 'SAC');
      equal(String(specimens.length), '2', 'the number of SPM and SAC');
      hold(!work.text.includes(other.tube), 'the work contains another specimen');
      equal(work.value('SAC-3'), tube, 'SAC-3');
    },
  },
  {
    id: 'LAB-28-008',
    text: 'a negative response without a query is refused, with the place in ERR',
    async check({ analyzer, other }) {
      const count = analyzer.told.length;
      await analyzer.query([freshId('T')]);
      const { work } = await analyzer.toldAfter(count);
      // sent to an analyzer that did not query
      const answer = Buffer.from(other.answerTo(work)).toString();
      hold(/\rMSA\|AR\|/.test(answer), 'it was not answered AR');
      hold(/\rERR\|\|SAC\^1\^3\|/.test(answer), 'ERR does not name SAC-3');
    },
  },
  {
    id: 'LAB-28-009',
    text: 'the answer to a negative response consists of MSH and MSA',
    async check({ analyzer }) {
      const count = analyzer.told.length;
      await analyzer.query([freshId('T')]);
      const { answer } = await analyzer.toldAfter(count);
      equal(names(answer), 'MSH MSA', 'the message');
      equal(answer.value('MSA-1'), 'AA', 'MSA-1');
    },
  },
  {
    id: 'LAB-29-002',
    text: 'results are acknowledged by ACK^R22^ACK, with their MSH-10 in MSA-2',
    async check(bench) {
      const { tube, orders } = await accepted(bench, ['NA']);
      const { message, ack } = await bench.analyzer.report([
        { tube, awosId: orders[0]?.placer ?? '', code: 'NA', value: aValue() },
      ]);
      equal(ack.value('MSH-9.1'), 'ACK', 'MSH-9.1');
      equal(ack.value('MSH-9.2'), 'R22', 'MSH-9.2');
      equal(ack.value('MSA-1'), 'AA', 'MSA-1');
      hold(Buffer.from(message).includes(`|${ack.value('MSA-2')}|`), 'MSA-2 is not the MSH-10 that was sent');
    },
  },
  {
    id: 'LAB-29-003',
    text: 'results of work that the analyzer did not receive (OBR-2 "") are accepted, and the specimen gives their patient',
    async check(bench) {
      const { tube } = await accepted(bench, ['NA']);
      await reported(bench, { tube, awosId: '""', code: 'K', value: aValue() });
    },
  },
  {
    id: 'LAW-001',
    text: 'a step that one analyzer has done is cancelled at the others',
    async check(bench) {
      const { tube, orders } = await accepted(bench, ['K']);
      const placer = orders[0]?.placer ?? '';
      await toldOf(bench.other, (work) => work.value('SAC-3') === tube && work.value('ORC-1') === 'NW');
      await reported(bench, { tube, awosId: placer, code: 'K', value: aValue() });
      const { work, answer } = await toldOf(
        bench.other,
        (one) => one.value('SAC-3') === tube && one.value('ORC-1') === 'CA',
      );
      equal(work.value('OBR-2'), placer, 'OBR-2');
      equal(answer.value('ORC-1'), 'CR', 'ORC-1');
    },
  },
  {
    id: 'LAW-005',
    text: 'a test that was entered at the analyzer has no step id and is accepted',
    async check(bench) {
      const specimen = await ordered(bench, aSpecimen(['NA']));
      await askUntilWork(bench.analyzer, [specimen.tube], { tube: specimen.tube });
      await reported(bench, { tube: specimen.tube, awosId: '""', code: 'CL', value: aValue() });
    },
  },
  {
    id: 'LAW-006',
    text: 'the results of one specimen may come over time',
    async check(bench) {
      const { tube, orders } = await accepted(bench, ['NA', 'K']);
      for (const { placer, code } of orders)
        await reported(bench, { tube, awosId: placer, code, value: aValue() });
    },
  },
  {
    id: 'LAW-007',
    text: 'a reflex test has a parent and no step id, and is accepted with its parent',
    async check(bench) {
      const { tube, orders } = await accepted(bench, ['NA']);
      const [parent] = orders;
      if (parent === undefined) throw new NotHeld('no order');
      await reported(bench, { tube, awosId: parent.placer, code: parent.code, value: aValue() });
      await reported(bench, {
        ...{ tube, awosId: '""', code: 'REFLEX', value: aValue() },
        parent: { code: parent.code, awosId: parent.placer },
      });
    },
  },
  {
    id: 'LAW-008',
    text: 'results that are sent again are never refused',
    async check(bench) {
      const { tube, orders } = await accepted(bench, ['NA']);
      const message = await reported(bench, {
        ...{ tube, awosId: orders[0]?.placer ?? '', code: 'NA', value: aValue() },
      });
      for (let time = 0; time < 3; time++) {
        const ack = Buffer.from(await bench.analyzer.send(message)).toString();
        hold(/\rMSA\|AA\|/.test(ack), 'the same message was not answered AA');
      }
    },
  },
  {
    id: 'LAW-OBX',
    text: 'OBX-21 and OBX-29 are read in messages that call themselves 2.5.1',
    async check(bench) {
      const { tube, orders } = await accepted(bench, ['K']);
      const message = await reported(bench, {
        ...{ tube, awosId: orders[0]?.placer ?? '', code: 'K', value: aValue() },
      });
      hold(
        /\|RUN[0-9A-F]+\|{8}RSLT\r/.test(Buffer.from(message).toString()),
        'the message has no OBX-21 and OBX-29',
      );
    },
  },
  {
    id: 'LAW-QC',
    text: 'control material (SPM-11 Q) is accepted and never reaches a chart',
    async check(bench) {
      const value = aValue();
      const { ack } = await bench.analyzer.report([
        { tube: freshId('QC'), awosId: '""', code: 'NA', value, role: 'Q' },
      ]);
      equal(ack.value('MSA-1'), 'AA', 'MSA-1');
      // a later result of a patient proves that the control had time to arrive
      const { tube, orders } = await accepted(bench, ['NA']);
      await reported(bench, { tube, awosId: orders[0]?.placer ?? '', code: 'NA', value: aValue() });
      if (bench.chart !== undefined) hold(!(await bench.chart(value)), 'the control is in the chart');
    },
  },
];
