import type { AstmRecord } from '../astm/record.ts';
import type { Segment } from '../message/segment.ts';
import { layoutFor } from './applies.ts';
import type { Further, ValueLayout, ValueRules } from './dialect.ts';
import { fitsPattern } from './pattern.ts';
import { nameOf, type Place, textAt } from './place.ts';

/** A value as its instrument writes it. */
export interface InstrumentValue {
  /** Undefined if the instrument says that there is no result. */
  readonly text: string | undefined;
  /** Message codes about the value, and why there is no result. */
  readonly notes: readonly string[];
  /** Further measurements of the same result, each with its sub-code. */
  readonly further: readonly { readonly sub: string; readonly text: string; readonly isShown: boolean }[];
}

/**
 * The value of a result with a single repetition. `plain` is its text by the standard. Undefined if the dialect says
 * nothing about it.
 */
export function valueBy(
  line: AstmRecord | Segment,
  plain: string,
  rules: ValueRules | undefined,
): InstrumentValue | undefined {
  if (rules === undefined) return undefined;
  const field = nameOf(line) === 'R' ? 4 : 5;
  const place = (component: number): Place => ({ name: nameOf(line), field, component });
  const layout = layoutFor(line, rules.parts, ({ value }) => [place(value)]);
  const text = layout === undefined ? plain : (textAt(line, place(layout.value)) ?? '');
  const aside = rules.aside === undefined ? undefined : cutAside(text);
  const bare = withoutThousands(aside?.text ?? text, rules.thousands);
  const further = [
    ...furtherOf(layout, (component) => textAt(line, place(component))),
    ...(aside === undefined || rules.aside === undefined ? [] : [furtherBy(rules.aside, aside.aside)]),
  ];
  const note = layout?.note === undefined ? undefined : textAt(line, place(layout.note));
  const notes = note === undefined ? [] : [messageText(note, rules)];
  const none = rules.none?.find((pattern) => fitsPattern(bare, pattern));
  if (none !== undefined) return { text: undefined, notes: [...notes, `${none.reason} (${bare})`], further };
  const isChanged = layout !== undefined || bare !== text;
  const word = rules.words?.find(({ value }) => value.toLowerCase() === bare.toLowerCase());
  return isChanged || word !== undefined ? { text: word?.text ?? bare, notes, further } : undefined;
}

const furtherOf = (
  layout: ValueLayout | undefined,
  textOf: (component: number) => string | undefined,
): InstrumentValue['further'] =>
  (layout?.further ?? []).flatMap((measurement) => {
    const text = textOf(measurement.component);
    return text === undefined ? [] : [furtherBy(measurement, text)];
  });

const furtherBy = ({ sub, shown }: Further, text: string): InstrumentValue['further'][number] => ({
  sub,
  text,
  isShown: shown === true,
});

function messageText(code: string, { messages = [] }: ValueRules): string {
  const known = messages.find((message) => message.code === code);
  return known === undefined ? `Message ${code}` : `Message ${code}: ${known.text}`;
}

/** `161,152` as `161152`; other texts stay as they are. */
function withoutThousands(text: string, separator: ValueRules['thousands']): string {
  if (separator === undefined) return text;
  const [first = '', ...others] = text.split(separator);
  const isGrouped = others.every((part, index) =>
    (index === others.length - 1 ? /^\d{3}(?:[.,]\d+)?$/ : /^\d{3}$/).test(part),
  );
  return /^[<>]?\s?\d{1,3}$/.test(first) && isGrouped ? [first, ...others].join('') : text;
}

/** `2.52E+3 (3.40)`: a number, and another one beside it. */
function cutAside(text: string): { readonly text: string; readonly aside: string } | undefined {
  const [, first, second] = /^([<>]?\s?[\d.,]+(?:[eE][+-]?\d+)?) ?\(([\d.,]+)\)$/.exec(text) ?? [];
  return first === undefined || second === undefined ? undefined : { text: first, aside: second };
}

/**
 * Texts that no instrument writes for a result: dots or asterisks alone, and a line of three or more hyphens. Signs
 * such as `+++` and `-` are results.
 */
export const isBlankResult = (text: string): boolean => /^(?:[.*][.* ]+|-{3,}|-+\.-+)$/.test(text);
