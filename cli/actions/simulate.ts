import type { Message } from '@labwire/hl7/message/message';
import { MllpClient, type MllpTarget } from '../../gateway/outbound/mllp-client.ts';
import { AstmAnalyzer } from '../../simulators/astm-analyzer.ts';
import { type Fault, halfOfMessage, saySilence } from '../../simulators/faults.ts';
import { LawAnalyzer, parsed } from '../../simulators/law-analyzer.ts';
import {
  freshId,
  orderMessage,
  plainResult,
  type SimulatedSender,
  simulatedPatient,
} from '../../simulators/messages.ts';
import { refusalOf } from '../../simulators/refusal.ts';
import { queryTests, reportTest } from '../../simulators/z03-analyzer.ts';
import { type PlayProfileOptions, playProfile } from '../analyzers/play-profile.ts';
import { StepReport } from '../analyzers/step-report.ts';
import { UsageError } from '../exit.ts';

interface SimulateOptions extends SimulatedSender {
  readonly to: MllpTarget;
  readonly tube?: readonly string[];
  readonly count: number;
  readonly json?: boolean;
}

interface AnalyzerOptions extends Omit<SimulateOptions, 'application'> {
  /** One of `protocols`, or the name of an instrument profile. */
  readonly profile: string;
  /** Default: `SIMULATOR`; an instrument profile has its own. */
  readonly application?: string;
  readonly framing?: 'standard' | 'simplified';
  readonly ordersTo?: MllpTarget;
  readonly listen: number;
  readonly fault?: Fault;
  readonly controls?: boolean;
}

/** Whether the host took it, and its answer in words. */
function answered(subject: string, ack: Message): [isFine: boolean, detail: string] {
  const refusal = refusalOf(ack);
  return [refusal === undefined, `${subject} answered ${refusal ?? ack.value('MSA-1')}`];
}

const aValue = (): string => (1 + Math.random() * 8).toFixed(3);

/** Simulates an analyzer: it asks for work if it can, and sends results and controls. */
export async function simulateAnalyzer(options: AnalyzerOptions): Promise<void> {
  const report = new StepReport(options.json === true);
  try {
    if (options.fault === 'silence') {
      report.note('silence', 'connected, and sends nothing for five seconds');
      await saySilence(options.to, 5000);
    }
    const { application = 'SIMULATOR', facility = 'SIMULATED', ...others } = options;
    const run = protocols.get(options.profile);
    if (run !== undefined) await run({ ...others, application, facility }, report);
    else await playProfile(withoutOwn(options), report);
  } catch (cause) {
    if (isRefused(cause))
      throw new UsageError(
        `nothing listens at ${options.to.host}:${options.to.port}: give another listener with --to HOST:PORT`,
      );
    throw cause;
  }
  report.end();
}

type ProtocolOptions = SimulateOptions & Pick<AnalyzerOptions, 'listen' | 'fault' | 'controls'>;

/** Instruments that follow a protocol, and are of no maker. */
const protocols: ReadonlyMap<string, (options: ProtocolOptions, report: StepReport) => Promise<void>> =
  new Map([
    ['mllp', runMllp],
    ['astm', runAstm],
    ['law', runLaw],
    ['z03', runZ03],
  ]);

/** A profile has its own messages. @throws UsageError for options that would change them */
function withoutOwn({ processingId = 'T', ...options }: AnalyzerOptions): PlayProfileOptions {
  const { tube, fault, controls, application } = options;
  if ([tube, fault, controls, application].some((given) => given !== undefined))
    throw new UsageError(
      '--tube, --controls, --fault and --application are for the protocols; a profile has its own messages',
    );
  return { ...options, processingId };
}

const tubesOf = ({ tube, count }: SimulateOptions): readonly string[] =>
  tube ?? Array.from({ length: count }, () => freshId('T'));

async function runMllp(options: ProtocolOptions, report: StepReport): Promise<void> {
  const client = await MllpClient.connect(options.to);
  for (const [index, tube] of tubesOf(options).entries()) {
    const patient = simulatedPatient(index + 1);
    const { message } = plainResult(options, { tube, patient, code: 'GLU', value: aValue() });
    if (options.fault === 'half-frame') {
      await halfOfMessage(options.to, message);
      report.note('fault', `half of the message of ${tube} was sent, then the connection was closed`);
    }
    const ack = await client.send(message);
    report.step('result', ...answered(`${tube} GLU`, parsed(ack)));
    if (options.fault !== 'double-send') continue;
    const again = await client.send(message);
    report.step('again', Buffer.from(again).equals(ack), `${tube} sent twice, answered the same`);
  }
  client.close();
}

async function runAstm(options: ProtocolOptions, report: StepReport): Promise<void> {
  const analyzer = await AstmAnalyzer.connect(options, options.to, options.fault === 'wrong-checksum');
  if (options.fault === 'wrong-checksum') report.note('fault', 'the first frame has a wrong checksum');
  for (const [index, tube] of tubesOf(options).entries()) {
    const orders = options.tube === undefined ? [] : await queryTube(analyzer, tube, report);
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

async function queryTube(analyzer: AstmAnalyzer, tube: string, report: StepReport) {
  try {
    const orders = await analyzer.query(tube);
    report.step('query', true, `${tube}: ${orders.map(({ code }) => code).join(', ') || 'no work'}`);
    return orders;
  } catch (cause) {
    report.step('query', false, `${tube}: ${cause instanceof Error ? cause.message : 'failed'}`);
    return [];
  }
}

async function runLaw(options: ProtocolOptions, report: StepReport): Promise<void> {
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
      report.step('LAB-29', ...answered(`${tube} ${code}`, ack));
      if (options.fault !== 'double-send') continue;
      const again = parsed(await analyzer.send(message));
      report.step('again', again.value('MSA-1') === 'AA', `${tube} ${code} sent twice`);
    }
  }
  if (options.controls === true) {
    const control = { tube: freshId('QC'), awosId: '""', code: 'GLU', value: aValue(), role: 'Q' };
    const { ack } = await analyzer.report([control]);
    report.step('control', refusalOf(ack) === undefined, refusalOf(ack) ?? 'SPM-11 Q');
  }
  await analyzer.stop();
}

async function runZ03(options: ProtocolOptions, report: StepReport): Promise<void> {
  const client = await MllpClient.connect(options.to);
  for (const tube of tubesOf(options)) {
    const { codes, refusal } = await queryTests(client, options, tube);
    report.step('QBP^Z03', refusal === undefined, `${tube}: ${refusal ?? (codes.join(', ') || 'no work')}`);
    for (const code of codes) {
      const ack = await reportTest(client, options, { tube, code, value: 'NOT DETECTED' });
      report.step('ORU^R32', ...answered(`${tube} ${code}`, ack));
    }
  }
  client.close();
}

interface LisOptions extends SimulateOptions {
  readonly code: readonly string[];
}

/** Simulates a LIS: it sends orders for new tubes and prints the tubes' numbers. */
export async function simulateLis(options: LisOptions): Promise<void> {
  const report = new StepReport(options.json === true);
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
    report.step('order', ...answered(`${tube} ${options.code.join(', ')}`, ack));
  }
  client.close();
  report.end();
}

const isRefused = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED';
