import { type AckOptions, buildAck } from '@labwire/hl7/ack';
import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import type { Msh } from '@labwire/hl7/segments/msh';
import { messageIdOf } from '../../model/identity.ts';
import type { Sender } from '../../model/sender.ts';
import type { WorkQuery } from '../../model/work.ts';
import { type AdmittedMessage, senderScopeOf } from '../../normalize/admit/admit-message.ts';
import { lookupsOf } from '../../normalize/admit/lookups.ts';
import { messageTypeOf, movesPeople } from '../../normalize/admit/message-kind.ts';
import { receiveMessage } from '../../normalize/admit/receive-message.ts';
import { patientsNamedIn, sequenceGroupOf } from '../../normalize/admit/sequence-group.ts';
import { carriesControls } from '../../normalize/rules/carries-controls.ts';
import { queryAnswerTo, readWorkQuery } from '../../normalize/work/work-query.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { MessageStore, NewMessage } from '../../ports/message-store.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { UnreadControls } from '../../ports/unread-controls.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Quality } from '../../site/quality/schema.ts';
import type { Site } from '../../site/site.ts';
import { systemsOf } from '../quality/site-systems.ts';
import { answerQuery } from './answer-query.ts';

export interface AcceptDependencies {
  readonly messages: MessageStore;
  readonly inbound: InboundQueue;
  /** For answers to instruments that ask for work. */
  readonly orders: Pick<OrderStore, 'ordersOf'>;
  readonly site: Site;
  /** The test systems of the site, and the marks of their controls. Undefined: it has none. */
  readonly controls?:
    | { readonly quality: Quality; readonly unread: Pick<UnreadControls, 'mark'> }
    | undefined;
  readonly clock: Clock;
}

export interface Acceptance {
  /**
   * `not-stored`: the message was not kept, or this is not certain, so the sender must send again.
   * `answered`: the message was a question.
   */
  readonly outcome: 'accepted' | 'duplicate' | 'rejected' | 'not-stored' | 'answered';
  readonly messageId: string;
  /** The id of the source that sent it, or `unknown`. */
  readonly source: string;
  /** The answer for the sender. If work follows an answer, the messages stand one after the other. */
  readonly ack: Uint8Array;
  readonly format?: 'hl7' | 'astm';
  readonly issues: readonly Issue[];
  /** The failure; only for `not-stored`. */
  readonly cause?: AdapterError;
}

export interface AcceptOptions {
  /** The evidence for who sent the message. */
  readonly sender?: Sender | undefined;
  /** The acknowledgment mode, whatever MSH-15 and MSH-16 say. */
  readonly mode?: AckOptions['mode'];
}

const queryIn = ({ message, msh, source }: AdmittedMessage): WorkQuery | undefined =>
  readWorkQuery(message, msh, senderScopeOf(source, msh));

/** The source of messages that no configured source sent. */
const UNKNOWN_SOURCE = 'unknown';

/**
 * Accepts one message: stores it, queues its id, and answers. AA is returned only after both writes, in this
 * order. The same bytes from the same source always get the stored answer. A message with controls that decide about results
 * is marked between the two, so that no result that comes after the answer is read before it.
 */
export async function acceptMessage(
  bytes: Uint8Array,
  { messages, inbound, orders, site, controls, clock }: AcceptDependencies,
  { sender, mode }: AcceptOptions = {},
): Promise<Acceptance> {
  const now = clock();
  const { isFit, hl7, msh, admitted, namedSource } = receiveMessage(bytes, site, sender);
  const source = admitted.ok ? admitted.value.source.id : UNKNOWN_SOURCE;
  const messageId = messageIdOf(source, bytes);
  const about = { messageId, source: namedSource?.id ?? source };
  const answer = (verdict: AckOptions['verdict'], issues: readonly Issue[]): Uint8Array =>
    buildAck({
      received: hl7,
      sourceCharset: admitted.ok ? admitted.value.source.charset : undefined,
      verdict,
      issues,
      queryAnswer: queryAnswerTo(msh),
      ...(mode === undefined ? {} : { mode }),
      controlId: messageId.slice(0, 20),
      now,
    });
  const issues = admitted.ok ? [] : admitted.issues;

  try {
    if (!isFit) return { outcome: 'rejected', ...about, ack: answer('reject', issues), issues };
    const query = admitted.ok ? queryIn(admitted.value) : undefined;
    if (admitted.ok && query !== undefined) {
      const { format, messages: answers } = await answerQuery(query, admitted.value, { orders, site, now });
      return { outcome: 'answered', ...about, ack: Buffer.concat(answers), format, issues };
    }
    const ack = answer(admitted.ok ? 'accept' : 'reject', issues);
    const isGated = admitted.ok && controls !== undefined && systemsOf(controls.quality).isGated(source);
    const hasControls = isGated && carriesControls(admitted.value) ? true : undefined;
    const stored = await messages.put({
      id: messageId,
      source,
      state: admitted.ok ? 'received' : 'rejected',
      receivedAt: now,
      bytes,
      ack,
      issues,
      sender,
      hasControls,
      ...describe(admitted.ok ? admitted.value.msh : msh),
    });
    if (!admitted.ok) return { outcome: 'rejected', ...about, ack, issues };
    // a copy of a message that is not yet normalized is queued again, because the first try may have ended
    // between the two writes; a merge is always queued again, because it waits in several sequence groups
    const isNew = stored.kind === 'created' || stored.state === 'received';
    if (isNew && hasControls) await controls?.unread.mark(source, { messageId, receivedAt: now.getTime() });
    if (isNew || movesPeople(admitted.value.msh))
      for (const entry of entriesFor(messageId, admitted.value, isGated)) await inbound.send(entry);
    return stored.kind === 'created'
      ? { outcome: 'accepted', ...about, ack, issues }
      : { outcome: 'duplicate', ...about, ack: stored.ack, issues };
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    const notStored = error(errorCode.internal, undefined, 'Not stored: send the message again');
    return {
      outcome: 'not-stored',
      ...about,
      ack: answer('error', [notStored]),
      issues: [notStored],
      cause,
    };
  }
}

/** The fields by which people search for the message, also if it is rejected. */
const describe = (msh: Msh | undefined): Pick<NewMessage, 'type' | 'controlId'> =>
  msh === undefined ? {} : { type: messageTypeOf(msh), controlId: msh.controlId };

/**
 * The queue entries of a message. It waits in the sequence group of its patient. A merge also waits in the
 * group of each patient that it retires: results already in that group are filed before it, and later results
 * see the merge.
 */
function entriesFor(messageId: string, admitted: AdmittedMessage, isGated: boolean): InboundEntry[] {
  const { message, msh, numbers, source } = admitted;
  const lookups = lookupsOf(admitted);
  const group = sequenceGroupOf(message, numbers);
  const others = movesPeople(msh) ? patientsNamedIn(message, numbers).filter((one) => one !== group) : [];
  return [
    ...[...new Set(others)].map((retired) => ({ messageId, group: retired, occasion: 'again' as const })),
    {
      messageId,
      group,
      lookups: isGated && lookups !== undefined ? { ...lookups, gatedSource: source.id } : lookups,
    },
  ];
}
