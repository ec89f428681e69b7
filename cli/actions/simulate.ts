import { MllpClient, type MllpTarget } from '../../gateway/outbound/mllp-client.ts';
import { AstmAnalyzer } from '../../simulators/astm-analyzer.ts';
import { type Fault, halfOfMessage, saySilence } from '../../simulators/faults.ts';
import { queryTests, reportTest } from '../../simulators/genexpert-analyzer.ts';
import { LawAnalyzer, parsed } from '../../simulators/law-analyzer.ts';
import {
  freshId,
  orderMessage,
  plainResult,
  type SimulatedSender,
  simulatedPatient,
} from '../../simulators/messages.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, good, odd, print, printJsonLine, quiet } from '../output.ts';

interface SimulateOptions extends SimulatedSender {
  readonly to: MllpTarget;
  readonly tube?: readonly string[];
  readonly count: number;
  readonly json?: boolean;
}

interface AnalyzerOptions extends SimulateOptions {
  readonly profile: 'law' | 'mllp' | 'astm' | 'genexpert';
  readonly listen: number;
  readonly fault?: Fault;
  readonly controls?: boolean;
}

/** Prints a line for each event, and counts failures. */
class Report {
  readonly #json: boolean;
  #problems = 0;
  #steps = 0;

  constructor(json: boolean) {
    this.#json = json;
  }

  step(step: string, isFine: boolean, detail: string): void {
    this.#steps++;
    if (!isFine) this.#problems++;
    if (this.#json) printJsonLine({ step, ok: isFine, detail });
    else print`${isFine ? good('ok ') : bad('BAD')}  ${step.padEnd(8)} ${detail}`;
  }

  note(step: string, detail: string): void {
    if (this.#json) printJsonLine({ step, detail });
    else print`${odd('-- ')}  ${step.padEnd(8)} ${quiet(detail)}`;
  }

  end(): void {
    if (!this.#json)
      print`${this.#steps} steps: ${this.#steps - this.#problems} as expected, ${this.#problems} not`;
    if (this.#problems > 0) process.exitCode = exitCode.problem;
  }
}

const aValue = (): string => (1 + Math.random() * 8).toFixed(3);

/** Simulates an analyzer: it asks for work if it can, and sends results and controls. */
export async function simulateAnalyzer(options: AnalyzerOptions): Promise<void> {
  const report = new Report(options.json === true);
  try {
    if (options.fault === 'silence') {
      report.note('silence', 'connected, and sends nothing for five seconds');
      await saySilence(options.to, 5000);
    }
    await instruments[options.profile](options, report);
  } catch (cause) {
    if (isRefused(cause))
      throw new UsageError(
        `nothing listens at ${options.to.host}:${options.to.port}: give another listener with --to HOST:PORT`,
      );
    throw cause;
  }
  report.end();
}

const instruments = { mllp: runMllp, astm: runAstm, law: runLaw, genexpert: runGenexpert };

const tubesOf = ({ tube, count }: SimulateOptions): readonly string[] =>
  tube ?? Array.from({ length: count }, () => freshId('T'));

async function runMllp(options: AnalyzerOptions, report: Report): Promise<void> {
  const client = await MllpClient.connect(options.to);
  for (const [index, tube] of tubesOf(options).entries()) {
    const patient = simulatedPatient(index + 1);
    const { message } = plainResult(options, { tube, patient, code: 'GLU', value: aValue() });
    if (options.fault === 'half-frame') {
      await halfOfMessage(options.to, message);
      report.note('fault', `half of the message of ${tube} was sent, then the connection was closed`);
    }
    const ack = await client.send(message);
    const code = parsed(ack).value('MSA-1') ?? '';
    report.step('result', code === 'AA' || code === 'CA', `${tube} GLU answered ${code}`);
    if (options.fault !== 'double-send') continue;
    const again = await client.send(message);
    report.step('again', Buffer.from(again).equals(ack), `${tube} sent twice, answered the same`);
  }
  client.close();
}

async function runAstm(options: AnalyzerOptions, report: Report): Promise<void> {
  const analyzer = await AstmAnalyzer.connect(options, options.to, options.fault === 'wrong-checksum');
  if (options.fault === 'wrong-checksum') report.note('fault', 'the first frame has a wrong checksum');
  for (const [index, tube] of tubesOf(options).entries()) {
    const orders = options.tube === undefined ? [] : await analyzer.query(tube);
    if (options.tube !== undefined)
      report.step('query', true, `${tube}: ${orders.map(({ code }) => code).join(', ') || 'no work'}`);
    const codes = orders.length > 0 ? orders.map(({ code }) => code) : ['GLU'];
    const results = codes.map((code) => ({ tube, code, value: aValue() }));
    const times = options.fault === 'double-send' ? 2 : 1;
    const patient = options.tube === undefined ? { patient: simulatedPatient(index + 1) } : {};
    for (let time = 0; time < times; time++)
      report.step('result', await analyzer.report(results, patient), `${tube} ${codes.join(', ')}`);
  }
  if (options.controls === true) {
    const control = [{ tube: freshId('QC'), code: 'GLU', value: aValue() }];
    report.step('control', await analyzer.report(control, { isControl: true }), 'O-12 Q');
  }
  await analyzer.close();
}

async function runLaw(options: AnalyzerOptions, report: Report): Promise<void> {
  const { to: manager, listen } = options;
  const analyzer = await LawAnalyzer.start({ sender: options, manager, port: listen });
  for (const tube of tubesOf(options)) {
    const count = analyzer.told.length;
    const { answer } = await analyzer.query([tube]);
    report.step(
      'LAB-27',
      answer.value('MSA-1') === 'AA',
      `${tube} answered ${answer.value('QAK-2') ?? 'nothing'}`,
    );
    const told = await analyzer.toldAfter(count, 10_000).catch(() => undefined);
    const control = told?.work.value('ORC-1');
    report.step(
      'LAB-28',
      told !== undefined,
      told === undefined ? `${tube}: nothing came to port ${analyzer.port}` : `${tube} ${control}`,
    );
    const steps = analyzer.steps.filter((step) => step.tube === tube && step.state === 'accepted');
    for (const { awosId, code } of steps) {
      const result = { tube, awosId, code, value: aValue() };
      const { ack, message } = await analyzer.report([result]);
      report.step('LAB-29', ack.value('MSA-1') === 'AA', `${tube} ${code} answered ${ack.value('MSA-1')}`);
      if (options.fault !== 'double-send') continue;
      const again = parsed(await analyzer.send(message));
      report.step('again', again.value('MSA-1') === 'AA', `${tube} ${code} sent twice`);
    }
  }
  if (options.controls === true) {
    const control = { tube: freshId('QC'), awosId: '""', code: 'GLU', value: aValue(), role: 'Q' };
    const { ack } = await analyzer.report([control]);
    report.step('control', ack.value('MSA-1') === 'AA', 'SPM-11 Q');
  }
  await analyzer.stop();
}

async function runGenexpert(options: AnalyzerOptions, report: Report): Promise<void> {
  const client = await MllpClient.connect(options.to);
  for (const tube of tubesOf(options)) {
    const codes = await queryTests(client, options, tube);
    report.step('QBP^Z03', true, `${tube}: ${codes.join(', ') || 'no work'}`);
    for (const code of codes) {
      const ack = await reportTest(client, options, { tube, code, value: 'NOT DETECTED' });
      const answer = ack.value('MSA-1') ?? '';
      report.step('ORU^R32', answer === 'CA' || answer === 'AA', `${tube} ${code} answered ${answer}`);
    }
  }
  client.close();
}

interface LisOptions extends SimulateOptions {
  readonly code: readonly string[];
}

/** Simulates a LIS: it sends orders for new tubes and prints the tubes' numbers. */
export async function simulateLis(options: LisOptions): Promise<void> {
  const report = new Report(options.json === true);
  const client = await MllpClient.connect(options.to).catch(() => {
    throw new UsageError(
      `nothing listens at ${options.to.host}:${options.to.port}: give another listener with --to HOST:PORT`,
    );
  });
  for (const [index, tube] of tubesOf(options).entries()) {
    const orders = options.code.map((code) => ({ placer: freshId('P'), code }));
    const ack = parsed(
      await client.send(orderMessage(options, { tube, patient: simulatedPatient(index + 1), orders })),
    );
    const code = ack.value('MSA-1') ?? '';
    report.step(
      'order',
      code === 'AA' || code === 'CA',
      `${tube} ${options.code.join(', ')} answered ${code}`,
    );
  }
  client.close();
  report.end();
}

const isRefused = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED';
