import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import { type Message, parseText } from '@labwire/hl7/message/message';
import { readMsh } from '@labwire/hl7/segments/msh';
import type { HoldReason } from '../../model/hold-reason.ts';
import { type AdmittedMessage, senderScopeOf } from '../admit/admit-message.ts';
import type { RunScript, ScriptOutcome } from './script-runner.ts';

export type Transformed =
  | {
      readonly kind: 'ready';
      readonly admitted: AdmittedMessage;
      /** The number of OBX segments that the script removed. */
      readonly removed: number;
    }
  | { readonly kind: 'held'; readonly reason: HoldReason; readonly issues: readonly Issue[] };

/**
 * Applies the source's script, if it has one. The script runs only if hl7-standard writes the unchanged
 * message back with the same segments and values. If it does not, or if the script fails, the message is held
 * as received.
 */
export async function transformMessage(
  admitted: AdmittedMessage,
  runScript: RunScript | undefined,
): Promise<Transformed> {
  const { source, message } = admitted;
  if (source.script === undefined) return { kind: 'ready', admitted, removed: 0 };
  if (runScript === undefined) throw new Error('a source with a script, and no scripts beside the code');
  const outcome = await runScript({ script: source.script, text: textFor(message) });
  if (outcome.kind !== 'done')
    return held(outcome.kind, message, 'place' in outcome ? outcome.place : undefined);
  if (!outcome.isChanged) return { kind: 'ready', admitted, removed: 0 };
  // a script may correct results, but may not add any
  if (outcome.added > 0) return held('added', message);
  const changed = parseText(outcome.text, message.issues);
  if (!changed.ok || resultCount(changed.value) !== resultCount(message) - outcome.removed)
    return held('threw', message);
  const { value } = changed;
  const msh = readMsh(value.header);
  const numbers = { ...admitted.numbers, senderScope: senderScopeOf(source, msh) };
  return {
    kind: 'ready',
    admitted: { ...admitted, message: value, msh, numbers },
    removed: outcome.removed,
  };
}

const textFor = ({ segments }: Message): string => segments.map(({ raw }) => `${raw}\r`).join('');

/** The number of OBX segments of a message. */
export const resultCount = ({ segments }: Message): number =>
  segments.filter(({ name }) => name === 'OBX').length;

type Failure = Exclude<ScriptOutcome['kind'], 'done'> | 'added';

const failures: Readonly<Record<Failure, { readonly reason: HoldReason; readonly message: string }>> = {
  unreadable: {
    reason: 'script-unreadable',
    message:
      "The source's script cannot be given this message: hl7-standard does not write it back unchanged",
  },
  threw: { reason: 'script-failed', message: "The source's script failed on this message" },
  timeout: { reason: 'script-timeout', message: "The source's script took longer than limits.scriptMs" },
  added: { reason: 'script-failed', message: "The source's script added results that nobody sent" },
};

function held(failure: Failure, { issues }: Message, place?: string): Transformed {
  const { reason, message: text } = failures[failure];
  const message = place === undefined ? text : `${text} (${place})`;
  return {
    kind: 'held',
    reason,
    issues: [...issues, { ...error(errorCode.internal, 'MSH', message), reason }],
  };
}
