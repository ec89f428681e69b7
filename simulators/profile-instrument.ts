import { connect } from 'node:net';
import type { AstmFraming } from '@labwire/hl7/astm/frame';
import { isAstm } from '@labwire/hl7/astm/read-session';
import { parseMessage } from '@labwire/hl7/message/message';
import { AstmLink } from '../gateway/channels/astm-link.ts';
import { MllpClient, type MllpTarget } from '../gateway/outbound/mllp-client.ts';
import { refusalOf } from './refusal.ts';

/** What came of a message that an instrument sent. */
export interface PlayOutcome {
  readonly isTaken: boolean;
  /** The words of a refusal. */
  readonly refusal: string | undefined;
  /** Messages from the host: the acknowledgment of HL7, and answers to a query. */
  readonly answers: readonly Uint8Array[];
}

export interface PlayTarget extends MllpTarget {
  /** For ASTM. */
  readonly framing?: AstmFraming | undefined;
}

/** How long the host's answer to a query may take, and how long another message after it. */
const ANSWER_MS = 20_000;
const NEXT_ANSWER_MS = 1500;

/** Sends one message as its instrument does, over MLLP or ASTM, and collects the answers to a query. */
export const sendPlay = (message: Uint8Array, target: PlayTarget, isQuery: boolean): Promise<PlayOutcome> =>
  isAstm(message) ? overAstm(message, target, isQuery) : overMllp(message, target, isQuery);

async function overMllp(message: Uint8Array, target: MllpTarget, isQuery: boolean): Promise<PlayOutcome> {
  const client = await MllpClient.connect(target);
  try {
    const answers = [await client.send(message)];
    // work may come back in messages of its own
    for (let more = isQuery; more; ) {
      const next = await client.next(NEXT_ANSWER_MS).catch(() => undefined);
      if (next !== undefined) answers.push(next);
      more = next !== undefined;
    }
    const refusal = refusalIn(answers[0]);
    return { isTaken: refusal === undefined, refusal, answers };
  } finally {
    client.destroy();
  }
}

function refusalIn(answer: Uint8Array | undefined): string | undefined {
  const parsed = answer === undefined ? undefined : parseMessage(answer);
  return parsed?.ok === true ? refusalOf(parsed.value) : 'the answer is no acknowledgment';
}

async function overAstm(message: Uint8Array, target: PlayTarget, isQuery: boolean): Promise<PlayOutcome> {
  const socket = connect({ host: target.host, port: target.port });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const answered = Promise.withResolvers<Uint8Array | undefined>();
  const link = new AstmLink(socket, {
    role: 'instrument',
    framing: target.framing,
    onMessage: async (answer) => {
      answered.resolve(answer);
      return true;
    },
  });
  const isTaken = await link.send(message);
  const timer = setTimeout(() => answered.resolve(undefined), isTaken && isQuery ? ANSWER_MS : 0);
  const answer = await answered.promise;
  clearTimeout(timer);
  await link.stop();
  socket.end();
  return {
    isTaken,
    refusal: isTaken ? undefined : 'the host refused a frame (NAK), or did not answer',
    answers: answer === undefined ? [] : [answer],
  };
}
