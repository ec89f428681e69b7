import type { Observation, Value } from '../../model/observation.ts';
import { isSameResult } from '../results/same-result.ts';
import type { StatedResult } from './stated-results.ts';
import { isTakenBack } from './statement.ts';

/**
 * Whether OBX-11 says that more was said about a final result "without change to the original result values"
 * (HL7 v2.8 table 0085, `B`).
 */
export const isAppended = ({ status }: Pick<Observation, 'status'>): boolean => status === 'B';

/**
 * Gives each appended statement (OBX-11 B) the value that it is appended to: the text of the next older
 * statement comes first, and the appended text behind it. A text that repeats the older one is whole. Words
 * about a number or a code become notes.
 */
export function withOriginals(newestFirst: readonly StatedResult[]): readonly StatedResult[] {
  if (!newestFirst.some(({ lead }) => isAppended(lead.observation))) return newestFirst;
  const whole: StatedResult[] = [];
  for (const stated of newestFirst.toReversed()) {
    const { observation } = stated.lead;
    const original = isAppended(observation) ? whole.at(-1) : undefined;
    whole.push(
      original === undefined || isGone(original)
        ? stated
        : {
            ...stated,
            lead: { ...stated.lead, observation: append(original.lead.observation, observation) },
          },
    );
  }
  return whole.reverse();
}

/** Whether the newest statement is appended and changes the value of the next older one. */
export function isChangedByAppending([newest, original]: readonly StatedResult[]): boolean {
  return (
    newest !== undefined &&
    original !== undefined &&
    !isGone(original) &&
    changesOriginal(newest.lead.observation, original.lead.observation)
  );
}

const isGone = ({ lead }: StatedResult): boolean =>
  lead.isWithdrawn || isTakenBack(lead.observation) || lead.observation.status === 'X';

/** Whether an appended statement has another value than its original, although nothing may change. */
const changesOriginal = (appended: Observation, original: Observation): boolean =>
  isAppended(appended) &&
  !appended.values.every(isWords) &&
  original.values.length > 0 &&
  !isSameResult(appended, original);

function append(original: Observation, appended: Observation): Observation {
  if (changesOriginal(appended, original)) return appended;
  const { at, status, performer, otherPerformers } = appended;
  const notes = [...original.notes, ...appended.notes];
  const flags = [...new Set([...original.flags, ...appended.flags])];
  const said = { at, status, flags, ...(performer === undefined ? {} : { performer, otherPerformers }) };
  if (appended.values.length === 0 || isSameResult(appended, original))
    return { ...original, ...said, notes };
  if (original.values.length === 0) return { ...appended, notes };
  const more = textOf(appended.values);
  if (!original.values.every(isWords))
    return { ...original, ...said, notes: [...notes, { text: more, at: appended.at }] };
  const before = textOf(original.values);
  if (plain(before).includes(plain(more))) return { ...original, ...said, notes };
  if (plain(more).includes(plain(before))) return { ...appended, flags, notes };
  return { ...original, ...said, notes, values: [...original.values, ...appended.values], isTextBlock: true };
}

/** A number that was sent as text is a value, and not words about one. */
const isWords = ({ kind, text }: Value): boolean =>
  kind === 'text' && !/^[\s<>=]*[+-]?[\d.]+\s*$/.test(text.slice(0, 40));

const textOf = (values: readonly Value[]): string => values.map(({ text }) => text).join('\n');

/** Line ends and spacing are no difference. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
