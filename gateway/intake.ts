import { buildAck, type Verdict } from '@labwire/hl7/ack';
import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { type Msh, readMsh } from '@labwire/hl7/segments/msh';
import { digestOf } from '../lib/model/identity.ts';
import type { AdmittedMessage } from '../lib/normalize/admit/admit-message.ts';
import { receiveMessage } from '../lib/normalize/admit/receive-message.ts';
import { sequenceKeysOf } from '../lib/normalize/admit/sequence-group.ts';
import { carriesControls } from '../lib/normalize/rules/carries-controls.ts';
import { readWorkQuery } from '../lib/normalize/work/work-query.ts';
import type { Clock } from '../lib/shared/clock.ts';
import type { Site } from '../lib/site/site.ts';
import type { OnEvent, TakenOutcome } from './events.ts';
import type { Received, Relay } from './relay.ts';
import type { Forwarder } from './spool/forwarder.ts';
import type { Spool } from './spool/spool.ts';
import { SpoolError } from './spool/spool-error.ts';
import { behindControls, controlTurn } from './spool/turns.ts';

/** The outcome of a message and the answer to its sender. */
export interface Taken {
  readonly outcome: TakenOutcome;
  readonly answer: Uint8Array;
  /** Work that answers a query, sent after the acknowledgment. */
  readonly followUps: readonly Uint8Array[];
  /** The application acknowledgment, if the sender wants one after the commit. */
  readonly later?: Promise<Uint8Array | undefined> | undefined;
  readonly messageId?: string | undefined;
}

export type AcknowledgmentChoice = 'sender' | 'original' | 'enhanced';

/**
 * Takes a message from a channel and decides the answer. An accepting answer is a promise that the message is
 * safe.
 */
export type Taking = (received: Received, acknowledge: AcknowledgmentChoice) => Promise<Taken>;

export interface RelayIntakeOptions {
  readonly relay: Relay;
  readonly clock: Clock;
}

/** Answers with the cloud's answer. Without one, the message may not be safe, so the sender must keep it. */
export const relayIntake =
  ({ relay, clock }: RelayIntakeOptions): Taking =>
  async (received, acknowledge) => {
    const result = await relay({ ...received, wantsApplication: acknowledge === 'original' });
    if (result.kind === 'answered') return result;
    const verdict = result.isPermanent === true ? 'reject' : 'error';
    const text =
      verdict === 'reject'
        ? 'The message is too long for the cloud'
        : 'The cloud did not answer: send the message again';
    return {
      outcome: verdict === 'reject' ? 'rejected' : 'not-stored',
      answer: localAck(
        asHl7(received.bytes).bytes,
        verdict,
        clock,
        [error(errorCode.internal, undefined, text)],
        acknowledge === 'sender' ? undefined : acknowledge === 'enhanced',
      ),
      followUps: [],
    };
  };

export interface SpoolIntakeOptions extends RelayIntakeOptions {
  readonly spool: Spool;
  readonly forwarder: Forwarder;
  readonly site: Site;
  readonly onEvent: OnEvent;
}

/** Accepts a message when it is on this machine's disk. Queries are relayed to the cloud. */
export function spoolIntake(options: SpoolIntakeOptions): Taking {
  const { spool, forwarder, site, clock, onEvent } = options;
  const relayed = relayIntake(options);
  return async (received, acknowledge) => {
    const { admitted, hl7 } = receiveMessage(received.bytes, site, received.sender);
    const message = admitted.ok ? admitted.value.message : readAnyway(hl7);
    const msh = message === undefined ? undefined : readMsh(message.header);
    // a query needs its answer now, and only the cloud has it
    if (message !== undefined && msh !== undefined && readWorkQuery(message, msh, '') !== undefined)
      return relayed(received, acknowledge);
    const verdict = admitted.ok ? 'accept' : 'reject';
    const isEnhanced = wantsCommit(msh, acknowledge);
    const ack = localAck(hl7, verdict, clock, admitted.ok ? [] : admitted.issues, isEnhanced);
    try {
      const put = await spool.put({
        ...received,
        keys: [...keysOf(message, received), ...(admitted.ok ? turnsOf(admitted.value) : [])],
        ack,
        controlId: msh?.controlId,
        type: msh?.messageCode,
      });
      if (put.kind === 'duplicate') return { outcome: 'duplicate', answer: put.ack, followUps: [] };
      const later = isEnhanced && admitted.ok ? laterFor(put.seq, msh, forwarder) : undefined;
      forwarder.notify();
      return { outcome: admitted.ok ? 'accepted' : 'rejected', answer: ack, followUps: [], later };
    } catch (cause) {
      if (!(cause instanceof SpoolError)) throw cause;
      onEvent({ kind: 'spool-failed', code: cause.code });
      const issue = error(errorCode.internal, undefined, 'Not stored: send the message again');
      return {
        outcome: 'not-stored',
        answer: localAck(hl7, 'error', clock, [issue], isEnhanced),
        followUps: [],
      };
    }
  };
}

function readAnyway(bytes: Uint8Array): Message | undefined {
  const parsed = parseMessage(bytes);
  return parsed.ok ? parsed.value : undefined;
}

/** A message that cannot be read gets a group of its own. */
const keysOf = (message: Message | undefined, { bytes, sender }: Received): readonly string[] =>
  message === undefined
    ? [digestOf(Buffer.from(bytes).toString('latin1'))]
    : sequenceKeysOf(message, { senderScope: sender.channel ?? '' });

/** Results keep their place behind the controls of their source, and not behind each other. */
const turnsOf = (admitted: AdmittedMessage): readonly string[] =>
  admitted.kind === 'results'
    ? [(carriesControls(admitted) ? controlTurn : behindControls)(digestOf(admitted.source.id))]
    : [];

function wantsCommit(msh: Msh | undefined, acknowledge: AcknowledgmentChoice): boolean {
  if (acknowledge !== 'sender') return acknowledge === 'enhanced';
  const accept = msh?.acceptAcknowledgment;
  return accept !== undefined && accept !== 'NE';
}

/** Sends the application acknowledgment back as MSH-16 asks: always, on error, or on success (table 0155). */
async function laterFor(
  seq: number,
  msh: Msh | undefined,
  forwarder: Forwarder,
): Promise<Uint8Array | undefined> {
  const wanted = msh?.applicationAcknowledgment ?? 'AL';
  if (wanted === 'NE') return undefined;
  const answer = await forwarder.answerTo(seq);
  if (answer === undefined) return undefined;
  const isError = answer.outcome === 'rejected';
  if ((wanted === 'ER' && !isError) || (wanted === 'SU' && isError)) return undefined;
  return answer.answer;
}

/** An acknowledgment that the gateway makes itself. */
export const localAck = (
  received: Uint8Array,
  verdict: Verdict,
  clock: Clock,
  issues: readonly Issue[],
  isCommit?: boolean,
): Uint8Array => {
  const now = clock();
  return buildAck({
    received,
    verdict,
    issues,
    ...(isCommit === undefined ? {} : { mode: isCommit ? 'commit' : 'application' }),
    controlId: `GW${now.getTime()}`,
    now,
  });
};
