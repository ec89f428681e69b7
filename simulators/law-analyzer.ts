import { createServer, type Server, type Socket } from 'node:net';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { MllpClient, type MllpTarget } from '../gateway/outbound/mllp-client.ts';
import {
  queryMessage,
  resultMessage,
  type SimulatedResult,
  type SimulatedSender,
  workAnswer,
} from './messages.ts';

/** A work order step that the analyzer has received. */
export interface WorkStep {
  readonly tube: string;
  readonly awosId: string;
  readonly code: string;
  state: 'accepted' | 'refused' | 'cancelled' | 'done';
}

export interface LawAnalyzerOptions {
  readonly sender: SimulatedSender;
  /** The analyzer manager. */
  readonly manager: MllpTarget;
  /** The analyzer's port for work. Default: 0, any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Codes of the tests that it can do. Default: all. */
  readonly codes?: readonly string[];
  /** How long it waits for an expected message. Default: half a minute. */
  readonly patienceMs?: number | undefined;
}

/**
 * An analyzer that speaks IHE LAW: it queries work (LAB-27), receives work (LAB-28) and sends results
 * (LAB-29).
 */
export class LawAnalyzer {
  readonly steps: WorkStep[] = [];
  /** Every received LAB-28 message, with its answer. */
  readonly told: { readonly work: Message; readonly answer: Message }[] = [];
  readonly #options: LawAnalyzerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Tubes that were queried and still wait for work. */
  readonly #asked = new Set<string>();
  #client: MllpClient | undefined;
  #onTold: (() => void) | undefined;

  private constructor(options: LawAnalyzerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(options: LawAnalyzerOptions): Promise<LawAnalyzer> {
    const analyzer = new LawAnalyzer(options);
    await new Promise<void>((resolve, reject) => {
      analyzer.#server.once('error', reject);
      analyzer.#server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
    });
    return analyzer;
  }

  get patienceMs(): number {
    return this.#options.patienceMs ?? 30_000;
  }

  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** LAB-27: gives the manager's answer. The work arrives later, by itself. */
  async query(
    fields: readonly string[],
    options: { readonly name?: string; readonly tag?: string } = {},
  ): Promise<{ readonly query: string; readonly answer: Message }> {
    const [tube] = fields;
    if (tube !== undefined && tube !== '') this.#asked.add(tube);
    else this.#asked.add(ANY);
    const { message, controlId } = queryMessage(this.#options.sender, {
      tag: options.tag ?? controlTag(),
      fields,
      ...(options.name === undefined ? {} : { name: options.name }),
    });
    return { query: controlId, answer: parsed(await this.send(message)) };
  }

  /** LAB-29: gives the acknowledgment. */
  async report(
    results: readonly SimulatedResult[],
  ): Promise<{ readonly message: Uint8Array; readonly ack: Message }> {
    const { message } = resultMessage(this.#options.sender, results);
    const ack = parsed(await this.send(message));
    for (const { awosId } of results)
      for (const step of this.steps) if (step.awosId === awosId) step.state = 'done';
    return { message, ack };
  }

  async send(message: Uint8Array): Promise<Uint8Array> {
    if (this.#client?.isOpen !== true) this.#client = await MllpClient.connect(this.#options.manager);
    return this.#client.send(message);
  }

  /**
   * Resolves with the next work after the first `count` messages of work.
   * @throws if none comes in time
   */
  async toldAfter(
    count: number,
    timeoutMs = this.patienceMs,
  ): Promise<{ readonly work: Message; readonly answer: Message }> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const told = this.told[count];
      if (told !== undefined) return told;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error('the manager sent no work in time');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#onTold = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async stop(): Promise<void> {
    this.#client?.close();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** The analyzer's answer to a message of work. */
  answerTo(work: Message): Uint8Array {
    const { sender } = this.#options;
    const controlId = work.value('MSH-10') ?? '';
    const tube = work.value('SAC-3') ?? work.value('SPM-2.1') ?? '';
    if (work.value('ORC-1') === 'DC') {
      const isExpected = this.#asked.has(tube) || this.#asked.has(ANY);
      this.#asked.delete(tube);
      return isExpected
        ? workAnswer(sender, { controlId, code: 'AA' })
        : workAnswer(sender, {
            ...{ controlId, code: 'AR' },
            error: `ERR||SAC^1^3|204^Unknown key identifier^HL70357|E||||The specimen ${tube} was not asked for`,
          });
    }
    this.#asked.delete(tube);
    this.#asked.delete(ANY);
    const orders = work.segments.filter(({ name }) => name === 'OBR');
    const controls = work.segments.filter(({ name }) => name === 'ORC');
    const steps = orders.map((obr, index) => ({
      awosId: obr.value(2) ?? '',
      ...this.#decide(tube, obr.value(2) ?? '', obr.value(4) ?? '', controls[index]?.value(1) ?? 'NW'),
    }));
    return workAnswer(sender, { controlId, code: 'AA', tube, steps });
  }

  #decide(tube: string, awosId: string, code: string, control: string): { control: string; status: string } {
    const known = this.steps.find((step) => step.awosId === awosId);
    if (control === 'CA') {
      const canCancel = known?.state === 'accepted';
      if (canCancel) known.state = 'cancelled';
      return canCancel
        ? { control: 'CR', status: 'CA' }
        : { control: 'UC', status: known === undefined ? 'ER' : 'CM' };
    }
    const { codes } = this.#options;
    const isRefused = known !== undefined || (codes !== undefined && !codes.includes(code));
    if (known === undefined)
      this.steps.push({ tube, awosId, code, state: isRefused ? 'refused' : 'accepted' });
    return isRefused ? { control: 'UA', status: 'CA' } : { control: 'OK', status: 'SC' };
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const decoder = new FrameDecoder({ maxBytes: 16 * 1024 * 1024 });
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) {
        if (frame.kind !== 'message') continue;
        const work = parsed(frame.bytes);
        const answer = this.answerTo(work);
        this.told.push({ work, answer: parsed(answer) });
        socket.write(encodeFrame(answer));
        this.#onTold?.();
      }
    });
  }
}

const ANY = '*';

let tags = 0;
const controlTag = (): string => `T${++tags}`;

/** @throws if the bytes are no message */
export function parsed(bytes: Uint8Array): Message {
  const result = parseMessage(bytes);
  if (!result.ok) throw new Error('the answer is no HL7 message');
  return result.value;
}
