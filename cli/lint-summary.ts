import { allSegments, groupSegments } from '@labwire/hl7/groups/groups';
import { groupResults } from '@labwire/hl7/groups/result-groups';
import { structureOf } from '@labwire/hl7/groups/structures';
import type { Issue } from '@labwire/hl7/issue';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import type { Segment } from '@labwire/hl7/message/segment';
import { readMsh } from '@labwire/hl7/segments/msh';
import { readFiles } from './read-messages.ts';

interface Counts {
  files: number;
  messages: number;
  parsed: number;
  /** Files or messages for which the engine threw an error. */
  thrown: number;
  /** Messages that were not written back with the same bytes. */
  notRebuilt: number;
  segments: number;
  /** Segments that are in no group, and characters that are in no segment. */
  lost: number;
  /** Files and messages that gave neither a message nor an issue. */
  unanswered: number;
  errors: number;
  warnings: number;
}

const zero = (): Counts => ({
  files: 0,
  messages: 0,
  parsed: 0,
  thrown: 0,
  notRebuilt: 0,
  segments: 0,
  lost: 0,
  unanswered: 0,
  errors: 0,
  warnings: 0,
});

/** Counts the outcome of every file, message, segment and byte, by message type. */
export class LintSummary {
  readonly #check: (message: Message) => readonly Issue[];
  readonly #total = zero();
  readonly #byType = new Map<string, Counts>();

  constructor(check: (message: Message) => readonly Issue[]) {
    this.#check = check;
  }

  get isClean(): boolean {
    const { thrown, notRebuilt, lost, unanswered } = this.#total;
    return thrown + notRebuilt + lost + unanswered === 0;
  }

  async addFile(file: string): Promise<void> {
    this.#total.files++;
    let answers = 0;
    for await (const content of readFiles([file])) {
      answers++;
      if (content.kind === 'problem')
        this.#count('(envelope)', content.issue.severity === 'error' ? { errors: 1 } : { warnings: 1 });
      else this.#addMessage(content.bytes);
    }
    if (answers === 0) this.#count('(no answer)', { unanswered: 1 });
  }

  #addMessage(bytes: Uint8Array): void {
    try {
      const parsed = parseMessage(bytes);
      if (parsed.ok) this.#addParsed(parsed.value, bytes);
      else
        this.#count('(refused)', {
          messages: 1,
          unanswered: parsed.issues.length === 0 ? 1 : 0,
          errors: parsed.issues.length,
        });
    } catch {
      this.#count('(thrown)', { messages: 1, thrown: 1 });
    }
  }

  #addParsed(message: Message, bytes: Uint8Array): void {
    const { messageCode = '', triggerEvent } = readMsh(message.header);
    const structure = structureOf(messageCode, triggerEvent) ?? { id: 'unknown', places: [] };
    const issues = this.#check(message);
    this.#count(typeName(messageCode, triggerEvent), {
      messages: 1,
      parsed: 1,
      notRebuilt: Buffer.compare(message.bytes, bytes) === 0 ? 0 : 1,
      segments: message.segments.length,
      lost:
        missing(message, allSegments(groupSegments(message.segments, structure).root)) +
        missing(message, resultSegments(message, messageCode)) +
        charactersOutside(message),
      errors: issues.filter(({ severity }) => severity === 'error').length,
      warnings: issues.filter(({ severity }) => severity === 'warning').length,
    });
  }

  #count(type: string, counted: Partial<Counts>): void {
    const ofType = this.#byType.get(type) ?? zero();
    this.#byType.set(type, ofType);
    for (const counts of [ofType, this.#total])
      for (const [name, number] of Object.entries(counted) as [keyof Counts, number][])
        counts[name] += number;
  }

  toJson(): object {
    return { total: this.#total, byType: Object.fromEntries(this.#byType) };
  }

  /** Returns a table by message type, and a last line for scripts. */
  *lines(): Generator<string> {
    const columns = ['messages', 'parsed', 'segments', 'lost', 'errors', 'warnings'] as const;
    yield `${'type'.padEnd(16)}${columns.map((column) => column.padStart(10)).join('')}`;
    const rows = [...this.#byType].sort(([, a], [, b]) => b.messages - a.messages);
    for (const [type, counts] of rows)
      yield `${type.padEnd(16)}${columns.map((column) => String(counts[column]).padStart(10)).join('')}`;
    const { files, messages, parsed, thrown, notRebuilt, lost, unanswered } = this.#total;
    yield `${files} files, ${messages} messages: ${parsed} parsed; ${thrown} thrown; ${notRebuilt} not rebuilt; ${lost} segments lost; ${unanswered} unanswered`;
  }
}

/**
 * The message type for the table. Values without the form of a type are counted together, because test files
 * contain many invented ones.
 */
const typeName = (code: string, event: string | undefined): string =>
  /^[A-Z]{3}$/.test(code) && /^(?:[A-Z0-9]{3})?$/.test(event ?? '') ? [code, event].join('^') : '(no type)';

function missing(message: Message, placed: readonly Segment[]): number {
  const found = new Set(placed);
  return message.segments.filter((segment) => !found.has(segment)).length;
}

/** The segments that the result reader groups. For messages without results, all segments. */
function resultSegments(message: Message, messageCode: string): readonly Segment[] {
  if (messageCode !== 'ORU' && messageCode !== 'OUL') return message.segments;
  const segments = new Set<Segment>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('raw' in value) segments.add(value as Segment);
    else for (const inner of Object.values(value)) collect(inner);
  };
  collect(groupResults(message.segments));
  return [...segments];
}

/** Counts visible characters that are outside all segments. */
function charactersOutside({ text, segments }: Message): number {
  let count = 0;
  let from = 0;
  for (const { start, end } of [...segments, { start: text.length, end: text.length }]) {
    count += text.slice(from, start).replace(/[\s\ufeff\v\x1c\0]+/g, '').length;
    from = end;
  }
  return count;
}
