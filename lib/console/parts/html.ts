import { html as escaped, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { printable } from '../../shared/printable.ts';

/** A piece of a page. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A value in a piece of a page. A list is written one after the other; undefined and false are nothing. */
export type Value = string | number | Html | undefined | false | readonly Value[];

/**
 * Makes a piece of a page. Text is escaped and freed of characters that hide or act, so words from outside are safe
 * wherever a page puts them. A piece made by this function is written as it is.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html =>
  escaped(strings, ...values.map(clean));

/** A drawing of ours. Its words must be escaped already, as `lib/render/chart` does. */
export const drawing = (svg: string): Html => raw(svg);

function clean(value: Value): unknown {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return printable(value);
  return isList(value) ? value.map(clean) : value;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
