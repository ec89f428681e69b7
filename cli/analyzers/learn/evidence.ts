import { isAstm, readSession } from '@labwire/hl7/astm/read-session';
import type { AstmRecord } from '@labwire/hl7/astm/record';
import { parseMessage } from '@labwire/hl7/message/message';
import type { Segment } from '@labwire/hl7/message/segment';

/** A text that captures show, and where it was seen first. */
export interface Seen {
  readonly text: string;
  /** `a.astm R[2]-3` */
  readonly at: string;
  readonly count: number;
}

/** One record or segment of a capture. */
export interface CapturedLine {
  readonly name: string;
  /** `a.astm R[2]` */
  readonly at: string;
  /** The components of each repetition. */
  repetitions(field: number): readonly (readonly string[])[];
}

/** The lines of one message, ASTM or HL7. Undefined if it is neither. */
export function linesOf(file: string, bytes: Uint8Array): readonly CapturedLine[] | undefined {
  if (isAstm(bytes))
    return readSession(bytes).messages.flatMap(({ records }) =>
      records.map((record) => ofRecord(file, record)),
    );
  const parsed = parseMessage(bytes);
  return parsed.ok ? parsed.value.segments.map((segment) => ofSegment(file, segment)) : undefined;
}

const ofRecord = (file: string, record: AstmRecord): CapturedLine => ({
  name: record.type,
  at: `${file} ${record.at()}`,
  repetitions: (field) => record.repetitions(field),
});

const MAX_COMPONENTS = 12;

const ofSegment = (file: string, segment: Segment): CapturedLine => ({
  name: segment.name,
  at: `${file} ${segment.name}[${segment.ordinal}]`,
  repetitions: (field) =>
    segment
      .repetitions(field)
      .map((_, index) =>
        Array.from(
          { length: MAX_COMPONENTS },
          (_none, component) =>
            segment.value(field, { repetition: index + 1, component: component + 1 }) ?? '',
        ),
      ),
});

/** Each different text at a place of lines with this name, the most frequent first. `component` 0: the whole field. */
export function textsSeen(
  lines: readonly CapturedLine[],
  name: string,
  field: number,
  component = 1,
): readonly Seen[] {
  const seen = new Map<string, { at: string; count: number }>();
  for (const line of lines) {
    if (line.name !== name) continue;
    for (const parts of line.repetitions(field)) {
      const text = (
        component === 0 ? parts.join('^').replace(/\^+$/, '') : (parts[component - 1] ?? '')
      ).trim();
      if (text === '') continue;
      const known = seen.get(text);
      if (known === undefined) seen.set(text, { at: `${line.at}-${field}`, count: 1 });
      else known.count++;
    }
  }
  return [...seen].map(([text, rest]) => ({ text, ...rest })).toSorted((a, b) => b.count - a.count);
}

/** How many lines of this name there are, and how many have the component filled. */
export function filledShare(
  lines: readonly CapturedLine[],
  name: string,
  field: number,
  component: number,
): { readonly filled: number; readonly of: number } {
  const named = lines.filter((line) => line.name === name);
  const filled = named.filter((line) => (line.repetitions(field)[0]?.[component - 1] ?? '') !== '');
  return { filled: filled.length, of: named.length };
}
