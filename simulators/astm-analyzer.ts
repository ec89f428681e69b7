import { connect, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { readSession } from '@labwire/hl7/astm/read-session';
import { AstmLink } from '../gateway/channels/astm-link.ts';
import type { MllpTarget } from '../gateway/outbound/mllp-client.ts';
import { freshId, hl7Time, processingIdOf, type SimulatedPatient, type SimulatedSender } from './messages.ts';

const astm = (lines: readonly string[]): Uint8Array => Buffer.from(lines.map((line) => `${line}\r`).join(''));

const header = (sender: SimulatedSender): string =>
  `H|\\^&|${freshId('A')}||${sender.application}|||||LABWIRE||${processingIdOf(sender)}|LIS2-A2|${hl7Time()}`;

/** A test that the host has ordered. */
export interface AstmOrder {
  readonly tube: string;
  readonly code: string;
}

/** An instrument that speaks ASTM over TCP. */
export class AstmAnalyzer {
  readonly #sender: SimulatedSender;
  readonly #socket: Socket;
  readonly #link: AstmLink;
  readonly #received: Uint8Array[] = [];
  #onReceived: (() => void) | undefined;

  private constructor(sender: SimulatedSender, socket: Socket, corrupt: boolean) {
    this.#sender = sender;
    this.#socket = socket;
    const stream = corrupt ? withOneBadFrame(socket) : socket;
    this.#link = new AstmLink(stream, {
      role: 'instrument',
      onMessage: async (message) => {
        this.#received.push(message);
        this.#onReceived?.();
        return true;
      },
    });
  }

  /** `corrupt`: the first frame is sent with a wrong checksum, and repeated when it is refused. */
  static async connect(sender: SimulatedSender, target: MllpTarget, corrupt = false): Promise<AstmAnalyzer> {
    const socket = connect({ host: target.host, port: target.port });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new AstmAnalyzer(sender, socket, corrupt);
  }

  /**
   * Asks for the orders of a tube.
   * @throws if no answer comes in time
   */
  async query(tube: string, timeoutMs = 30_000): Promise<readonly AstmOrder[]> {
    const count = this.#received.length;
    const isSent = await this.#link.send(astm([header(this.#sender), `Q|1|^${tube}||ALL||||||||O`, 'L|1|N']));
    if (!isSent) throw new Error('the query was not taken');
    const answer = await this.#receivedAfter(count, timeoutMs);
    const records = readSession(answer).messages.flatMap(({ records: all }) => all);
    return records
      .filter(({ type }) => type === 'O')
      .map((record) => ({ tube: record.value(3) ?? '', code: record.value(5, 4) ?? '' }));
  }

  /** Sends results. False if the host did not take them. */
  report(
    results: readonly { readonly tube: string; readonly code: string; readonly value: string }[],
    options: { readonly patient?: SimulatedPatient; readonly isControl?: boolean } = {},
  ): Promise<boolean> {
    const { patient, isControl = false } = options;
    return this.#link.send(
      astm([
        header(this.#sender),
        patient === undefined ? 'P|1' : `P|1|${patient.id}|||${patient.name}||19700101|U`,
        ...results.flatMap(({ tube, code, value }, index) => [
          `O|${index + 1}|${tube}||^^^${code}|R||||||${isControl ? 'Q' : ''}||||SER||||||||||F`,
          `R|1|^^^${code}|${value}|mmol/L||N||F||OPERATOR||${hl7Time()}|SIM1`,
        ]),
        'L|1|N',
      ]),
    );
  }

  async close(): Promise<void> {
    this.#socket.end();
    await this.#link.done;
  }

  async #receivedAfter(count: number, timeoutMs: number): Promise<Uint8Array> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const message = this.#received[count];
      if (message !== undefined) return message;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error('the host did not answer in time');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#onReceived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Changes one byte of the first frame that is sent. */
function withOneBadFrame(socket: Socket): Transform {
  let isDone = false;
  const line = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const bytes = Buffer.from(chunk);
      if (!isDone && bytes.length > 8) {
        isDone = true;
        bytes[4] = (bytes[4] ?? 0) ^ 1;
      }
      socket.write(bytes, () => done());
    },
    read() {},
  });
  socket.on('data', (chunk) => line.push(chunk));
  socket.on('close', () => line.destroy());
  return line;
}
