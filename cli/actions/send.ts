import { type Acknowledgment, readAck } from '@labwire/hl7/ack';
import { parseMessage } from '@labwire/hl7/message/message';
import { MllpClient, NoAnswer } from '../../gateway/outbound/mllp-client.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, endProgress, good, odd, print, printJsonLine, progress, quiet } from '../output.ts';
import { type MessageInFile, readMessages } from '../read-messages.ts';

interface SendOptions {
  readonly to: { readonly host: string; readonly port: number };
  readonly timeout: number;
  readonly json?: boolean;
}

/** The answer to one message. */
interface Answer {
  readonly name: string;
  readonly controlId: string;
  readonly ack?: Acknowledgment;
  /** Why the answer cannot be trusted. Undefined if it can. */
  readonly problem?: string;
}

export async function send(files: readonly string[], options: SendOptions): Promise<void> {
  let client: MllpClient | undefined;
  const counts = new Map<string, number>();
  let total = 0;
  for await (const message of readMessages(files)) {
    // a connection that failed once may still deliver a late answer
    client ??= await connect(options);
    total++;
    progress(`${total} ${message.name}`);
    const answer = await sendOne(client, message, options.timeout * 1000);
    endProgress();
    printAnswer(answer, options.json === true);
    const code = answer.problem === undefined ? (answer.ack?.code ?? 'none') : 'none';
    counts.set(code, (counts.get(code) ?? 0) + 1);
    if (!isAccepted(answer)) process.exitCode = exitCode.problem;
    if (answer.ack === undefined) {
      client.close();
      client = undefined;
    }
  }
  client?.close();
  if (total === 0) throw new UsageError('these files contain no message');
  if (total > 1 && options.json !== true)
    print`${total} messages: ${[...counts].map(([code, count]) => `${count} ${code}`).join(', ')}`;
}

async function connect({ to }: SendOptions): Promise<MllpClient> {
  try {
    return await MllpClient.connect(to);
  } catch {
    throw new UsageError(
      `nothing listens at ${to.host}:${to.port}: start labwire, or give another listener with --to HOST:PORT`,
    );
  }
}

async function sendOne(client: MllpClient, message: MessageInFile, timeoutMs: number): Promise<Answer> {
  const { name, bytes } = message;
  const sent = parseMessage(bytes);
  const controlId = sent.ok ? sent.value.header.field(10) : '';
  try {
    const reply = parseMessage(await client.send(bytes, timeoutMs));
    const ack = reply.ok ? readAck(reply.value.segments) : undefined;
    if (ack === undefined) return { name, controlId, problem: 'the answer is not an acknowledgment' };
    return sent.ok && ack.controlId !== sent.value.header.value(10) && ack.controlId !== controlId.trim()
      ? { name, controlId, ack, problem: 'MSA-2 is not the MSH-10 that was sent' }
      : { name, controlId, ack };
  } catch (cause) {
    return { name, controlId, problem: problemOf(cause) };
  }
}

/** Says what a silent listener may be: an ASTM channel answers bytes that are no frame of ASTM with nothing. */
const problemOf = (cause: unknown): string =>
  cause instanceof NoAnswer
    ? `${cause.message}: is this a listener for MLLP? An ASTM channel does not answer HL7`
    : cause instanceof Error
      ? cause.message
      : 'unknown';

const isAccepted = ({ ack, problem }: Answer): boolean =>
  problem === undefined && (ack?.code === 'AA' || ack?.code === 'CA');

function printAnswer(answer: Answer, json: boolean): void {
  const { name, controlId, ack, problem } = answer;
  if (json) {
    printJsonLine(answer);
    return;
  }
  const paint = isAccepted(answer) ? good : ack?.code === 'AE' ? odd : bad;
  print`${paint((ack?.code ?? '--').padEnd(2))}  ${name}  ${quiet(controlId)}`;
  for (const error of ack?.errors ?? []) print`      ${error}`;
  if (ack?.errors.length === 0 && ack.text !== undefined) print`      ${ack.text}`;
  if (problem !== undefined) print`      ${bad(problem)}`;
}
