import type { Issue } from '../issue.ts';
import { splitMessages } from '../message/batch.ts';
import { isAstm, readSession } from './read-session.ts';
import { isFramed, unframe } from './unframe.ts';

/** The messages of what came over an ASTM line, each by itself, without frames. */
export interface Transmission {
  readonly messages: readonly Uint8Array[];
  /** Faults of frames, and of lines outside any message. */
  readonly issues: readonly Issue[];
}

/** The bytes came over an ASTM line: they are ASTM records, or anything in frames. */
export const isTransmission = (bytes: Uint8Array): boolean => isAstm(bytes) || isFramed(bytes);

/**
 * Reads what came over an ASTM line, with its frames (LIS01-A2 or simplified) or without: ASTM records, or HL7,
 * which some instruments send in ASTM frames.
 */
export function readTransmission(bytes: Uint8Array): Transmission {
  const { text, issues } = unframe(bytes);
  if (hasHl7Header(text) && !isAstm(bytes))
    return { messages: splitMessages(Buffer.from(text, 'latin1')), issues };
  const session = readSession(bytes);
  return { messages: session.messages.map((message) => message.bytes), issues: session.issues };
}

const hasHl7Header = (text: string): boolean => /(?<![^\r\n])MSH[!-/:-@[-`{-~]/.test(text);
