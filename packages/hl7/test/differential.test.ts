import { expect } from '@jest/globals';
import HL7Standard, { type Hl7Segment } from 'hl7-standard';
import { corpusFiles, withCorpus } from '../../../test/support/corpus.ts';
import { splitMessages } from '../src/message/batch.ts';
import { type Message, parseMessage } from '../src/message/message.ts';
import type { Segment } from '../src/message/segment.ts';

/** Why the two may differ, and who is right; docs/hl7.md says more. */
type Difference =
  /** hl7-standard takes any MSH-2 for `^~\&`. Ours is right. */
  | 'delimiters'
  /** hl7-standard drops lines without a field separator, and takes continued lines for segments. Ours is right. */
  | 'segments'
  /** hl7-standard knows UTF-8 alone. Ours is right by MSH-18; where MSH-18 lies, ours says that it doubts it. */
  | 'character set'
  /** hl7-standard takes sub-components for repetitions where a field has no component. Ours is right. */
  | 'sub-components'
  /** hl7-standard knows one kind of line end in a message, and drops lines that continue a value. Ours is right. */
  | 'line ends';

interface Seen {
  values: number;
  equal: number;
  readonly differences: Partial<Record<Difference, number>>;
  readonly unexplained: string[];
}

/** hl7-standard's reading of one component, as it keeps it. */
function componentOf(
  segment: Hl7Segment & { readonly data?: Record<string, unknown> },
  name: string,
  at: readonly number[],
): string | undefined {
  const [field = 0, repetition = 1, component = 1] = at;
  const kept = segment.data?.[`${name}.${field}`];
  const one = Array.isArray(kept) ? kept[repetition - 1] : repetition === 1 ? kept : undefined;
  if (typeof one === 'string') return component === 1 ? one : undefined;
  const part = (one as Record<string, unknown> | undefined)?.[`${name}.${field}.${component}`];
  return Array.isArray(part) ? part.join('&') : (part as string | undefined);
}

function explain(
  message: Message,
  segment: Segment,
  field: number,
  theirs: string | undefined,
): Difference | undefined {
  const text = segment.field(field);
  if (/[\r\n]/.test(text) || /[\r\n]$/.test(theirs ?? '')) return 'line ends';
  if (message.encoding !== 'utf-8' && /[^\0-\x7f]/.test(text)) return 'character set';
  if (text.includes('&') && !text.includes('^') && !text.includes('~')) return 'sub-components';
  return undefined;
}

function compare(message: Message, theirs: readonly Hl7Segment[], path: string, seen: Seen): void {
  message.segments.forEach((segment, index) => {
    const other = theirs[index];
    segment.fields.forEach((_, field) => {
      if (field === 0 || other === undefined || (segment.name === 'MSH' && field <= 2)) return;
      segment.repetitions(field).forEach((repetition, r) => {
        repetition.split('^').forEach((ours, c) => {
          seen.values++;
          const value = componentOf(other, segment.name, [field, r + 1, c + 1]);
          if (value === ours) {
            seen.equal++;
            return;
          }
          const difference = explain(message, segment, field, value);
          if (difference === undefined) seen.unexplained.push(`${path} ${segment.at(field)}`);
          else seen.differences[difference] = (seen.differences[difference] ?? 0) + 1;
        });
      });
    });
  });
}

function readTheirs(bytes: Uint8Array): readonly Hl7Segment[] | undefined {
  try {
    const message = new HL7Standard(Buffer.from(bytes).toString('utf8'));
    message.transform();
    const indexed = message.getSegments() as (Hl7Segment & { index: number })[];
    return indexed.sort((a, b) => a.index - b.index);
  } catch {
    return undefined;
  }
}

withCorpus.test('hl7-standard and ours agree on every value that both can read', () => {
  const seen: Seen = { values: 0, equal: 0, differences: {}, unexplained: [] };
  for (const { path, bytes } of corpusFiles(/./))
    for (const piece of splitMessages(bytes)) {
      const ours = parseMessage(piece);
      const theirs = readTheirs(piece);
      if (!ours.ok || theirs === undefined) continue;
      const { field, component, repetition, subcomponent } = ours.value.delimiters;
      const names = ours.value.segments.map(({ name }) => name).join(' ');
      if (`${field}${component}${repetition}${subcomponent}` !== '|^~&')
        seen.differences.delimiters = (seen.differences.delimiters ?? 0) + 1;
      else if (names !== theirs.map(({ type }) => type).join(' '))
        seen.differences.segments = (seen.differences.segments ?? 0) + 1;
      else compare(ours.value, theirs, path, seen);
    }
  expect(seen.unexplained).toEqual([]);
  expect(seen.values).toBeGreaterThan(200_000);
  const explained = Object.values(seen.differences).reduce((sum, count) => sum + count, 0);
  expect(seen.values - seen.equal).toBeLessThanOrEqual(explained);
  process.stderr.write(`differential: ${JSON.stringify(seen)}\n`);
});
