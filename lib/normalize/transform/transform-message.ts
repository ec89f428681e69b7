import { type Message, parseText } from '../../hl7/message.ts';
import { readMsh } from '../../hl7/segments/msh.ts';
import type { HoldReason } from '../../model/report.ts';
import { error, errorCode, type Issue } from '../../shared/issue.ts';
import type { AdmittedMessage } from '../admit-message.ts';
import type { RunScript, ScriptOutcome } from './script-sandbox.ts';

export type Transformed =
  | {
      readonly kind: 'ready';
      readonly admitted: AdmittedMessage;
      /** OBX segments that the script took out. */
      readonly removed: number;
    }
  | { readonly kind: 'held'; readonly reason: HoldReason; readonly issue: Issue };

/**
 * Applies the source's own script, if it has one. The script sees the message only if hl7-standard,
 * by which it sees it, writes the untouched message back with the same segments and values; else,
 * and where the script fails, the message is held as it came.
 */
export function transformMessage(admitted: AdmittedMessage, runScript: RunScript | undefined): Transformed {
  const { source, message } = admitted;
  if (source.script === undefined) return { kind: 'ready', admitted, removed: 0 };
  if (runScript === undefined) throw new Error('a source with a script, and no scripts beside the code');
  const outcome = runScript(source.script, textFor(message), (rebuilt) => {
    const untouched = parseText(rebuilt);
    return untouched.ok && hasSameContent(message, untouched.value);
  });
  if (outcome.kind !== 'done') return held(outcome.kind);
  if (!outcome.isChanged) return { kind: 'ready', admitted, removed: 0 };
  const changed = parseText(outcome.text);
  if (!changed.ok) return held('threw');
  const removed = resultCount(message) - resultCount(changed.value);
  // a script mends what came; it does not measure
  if (removed < 0) return held('added');
  const { value } = changed;
  return { kind: 'ready', admitted: { source, message: value, msh: readMsh(value.header) }, removed };
}

const textFor = ({ segments }: Message): string => segments.map(({ raw }) => `${raw}\r`).join('');

/** OBX segments of a message. */
export const resultCount = ({ segments }: Message): number =>
  segments.filter(({ name }) => name === 'OBX').length;

/** The same segments with the same fields, but for empty fields at the end. */
function hasSameContent(one: Message, other: Message): boolean {
  return (
    one.segments.length === other.segments.length &&
    one.segments.every((segment, index) => {
      const counterpart = other.segments[index];
      return counterpart !== undefined && trimmed(segment.raw, one) === trimmed(counterpart.raw, other);
    })
  );
}

function trimmed(raw: string, { delimiters }: Message): string {
  let end = raw.length;
  while (end > 0 && raw[end - 1] === delimiters.field) end--;
  return raw.slice(0, end);
}

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

function held(failure: Failure): Transformed {
  const { reason, message } = failures[failure];
  return { kind: 'held', reason, issue: { ...error(errorCode.internal, 'MSH', message), reason } };
}
