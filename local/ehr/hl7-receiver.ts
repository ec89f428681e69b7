import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { buildAck } from '@labwire/hl7/ack';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { close, listen } from '../listen.ts';

/** An EHR without FHIR: receives results as HL7 v2 over HTTP and MLLP and answers each with AA. */
export interface Hl7Receiver {
  readonly url: string;
  readonly mllpPort: number;
  /** Every received message, in order. */
  readonly received: readonly Uint8Array[];
  /** Sets the answer to later messages. Default: AA. */
  answerWith(answer?: (message: Uint8Array) => Uint8Array | undefined): void;
  stop(): Promise<void>;
}

export async function startHl7Receiver(): Promise<Hl7Receiver> {
  const received: Uint8Array[] = [];
  let answerTo: ((message: Uint8Array) => Uint8Array | undefined) | undefined;
  const answer = (message: Uint8Array): Uint8Array | undefined => {
    received.push(message);
    return (answerTo ?? accept)(message);
  };
  const http = createHttpServer((request, response) => {
    buffer(request).then(
      (message) => {
        const acknowledgment = answer(message);
        if (acknowledgment === undefined) response.writeHead(500).end();
        else response.writeHead(200, { 'content-type': 'application/hl7-v2' }).end(acknowledgment);
      },
      () => response.destroy(),
    );
  });
  const sockets = new Set<Socket>();
  const mllp = createTcpServer((socket) => {
    const decoder = new FrameDecoder({ maxBytes: 16 * 1024 * 1024 });
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) {
        const acknowledgment = frame.kind === 'message' ? answer(frame.bytes) : undefined;
        if (acknowledgment === undefined) socket.destroy();
        else socket.write(encodeFrame(acknowledgment));
      }
    });
  });
  const url = `http://127.0.0.1:${await listen(http)}/hl7`;
  const mllpPort = await listen(mllp as never);
  return {
    url,
    mllpPort,
    received,
    answerWith: (next) => {
      answerTo = next;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([close(http), new Promise<void>((resolve) => mllp.close(() => resolve()))]);
    },
  };
}

let count = 0;

const accept = (received: Uint8Array): Uint8Array =>
  buildAck({ received, verdict: 'accept', mode: 'application', controlId: `EHR${++count}`, now: new Date() });
