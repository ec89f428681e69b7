import { acknowledgmentIn, controlIdIn } from '@labwire/hl7/ack';
import { splitMessages } from '@labwire/hl7/message/batch';
import { labwireHeaders } from '../lib/shared/header-names.ts';
import type { TakenOutcome } from './events.ts';

/** The cloud's answer to one message. */
export interface CloudAnswer {
  readonly kind: 'answered';
  readonly outcome: TakenOutcome;
  readonly answer: Uint8Array;
  /** Work that answers a query, sent after the acknowledgment. */
  readonly followUps: readonly Uint8Array[];
  readonly messageId: string | undefined;
}

interface Response {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** The values of MSA-1 that each outcome may have (HL7 table 0008). An answer to a query may have any. */
const codes: ReadonlyMap<TakenOutcome, ReadonlySet<string>> = new Map(
  Object.entries({
    accepted: ['AA', 'CA'],
    duplicate: ['AA', 'CA', 'AR', 'CR'],
    rejected: ['AR', 'CR'],
    'not-stored': ['AE', 'CE'],
    answered: ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'],
  } satisfies Record<TakenOutcome, string[]>).map(([outcome, list]) => [
    outcome as TakenOutcome,
    new Set(list),
  ]),
);

/**
 * The cloud's answer to a message. Undefined if the response is not one: it must name its outcome, and
 * acknowledge this message with a fitting code. So a page of a proxy, or the stored answer to another message,
 * never marks a message as taken.
 */
export function cloudAnswer({ headers, body }: Response, message: Uint8Array): CloudAnswer | undefined {
  const header = (name: string): string => headers[name]?.toString() ?? '';
  const said = [...codes].find(([name]) => name === header(labwireHeaders.outcome));
  if (said === undefined) return undefined;
  const [outcome, expected] = said;
  const type = header('content-type');
  const isWork = outcome === 'answered' && type.startsWith('application/hl7-v2');
  // a plain acknowledgment is one message and needs no splitting
  const [answer = body, ...followUps] = isWork ? splitMessages(body) : [];
  // the work for an analyzer that speaks ASTM is records, which acknowledge nothing
  const isFitting = type.startsWith('text/x-astm')
    ? outcome === 'answered' && isAstm(answer)
    : acknowledges(answer, message, expected);
  if (!isFitting) return undefined;
  return {
    kind: 'answered',
    outcome,
    answer,
    followUps,
    messageId: headers[labwireHeaders.messageId]?.toString(),
  };
}

/** An MSH-10 that is the same in MSA-2, whatever the character set, delimiters and lengths of both sides are. */
const plainId = /^[\w .:/+=-]{1,199}$/;

function acknowledges(answer: Uint8Array, message: Uint8Array, expected: ReadonlySet<string>): boolean {
  const ack = acknowledgmentIn(answer);
  if (ack === undefined || !expected.has(ack.code)) return false;
  const controlId = controlIdIn(message);
  return controlId === undefined || !plainId.test(controlId) || ack.controlId.trim() === controlId;
}

/** A header record (LIS2-A2 §6): `H` and the delimiters. */
const isAstm = (answer: Uint8Array): boolean => answer[0] === 'H'.charCodeAt(0);
