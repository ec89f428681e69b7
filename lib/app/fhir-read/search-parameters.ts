import type { CodeableConcept, Identifier } from '@medplum/fhirtypes';

/** A request that cannot be answered, with the reason. */
export class SearchError extends Error {
  readonly status: 400 | 403 | 404;
  /** The patients that the request is about, as far as they are known. */
  readonly patients: readonly string[];
  readonly issue: 'invalid' | 'not-supported' | 'forbidden' | 'not-found' | 'too-costly';

  constructor(
    status: SearchError['status'],
    issue: SearchError['issue'],
    message: string,
    patients: readonly string[] = [],
  ) {
    super(message);
    this.name = 'SearchError';
    this.status = status;
    this.issue = issue;
    this.patients = patients;
  }
}

export interface Token {
  /** Undefined: any system. Empty: no system. */
  readonly system: string | undefined;
  readonly value: string;
}

/**
 * The alternatives of one parameter, any of which matches. A comma within a value is escaped (FHIR R4
 * §3.1.1.4.0.1).
 */
export const toAlternatives = (text: string): string[] => partsOf(text, ',').filter((one) => one !== '');

/** The parts between separators that are not escaped. Each part keeps its escapes. */
function partsOf(text: string, separator: ',' | '|'): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    // the next character is escaped, also if it is a backslash
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const unescaped = (text: string): string => text.replaceAll(/\\([\\,|$])/g, '$1');

/** `system|value`, `value`, `|value` (FHIR R4 §3.1.1.4.10). */
export function toToken(text: string): Token {
  const [system = '', ...rest] = partsOf(text, '|');
  return rest.length === 0
    ? { system: undefined, value: unescaped(text) }
    : { system: unescaped(system), value: unescaped(rest.join('|')) };
}

const isToken = (
  { system, value }: Token,
  of: { system?: string | undefined; value?: string | undefined },
): boolean => (system === undefined || system === (of.system ?? '')) && (value === '' || value === of.value);

export const hasCode = (concept: CodeableConcept | undefined, tokens: readonly Token[]): boolean =>
  tokens.some((token) =>
    (concept?.coding ?? []).some(({ system, code }) => isToken(token, { system, value: code })),
  );

export const hasIdentifier = (
  identifiers: readonly Identifier[] | undefined,
  tokens: readonly Token[],
): boolean => tokens.some((token) => (identifiers ?? []).some((identifier) => isToken(token, identifier)));

/** A period: its first millisecond, and the first millisecond after it. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;
type Prefix = (typeof prefixes)[number];

export interface DateCondition extends Span {
  readonly prefix: Prefix;
}

/** `ge2026-03`, `2026-03-02T08:00:00Z` (FHIR R4 §3.1.1.4.7). */
export function toDateCondition(name: string, text: string): DateCondition {
  const prefix = prefixes.find((one) => text.startsWith(one));
  const span = spanOf(prefix === undefined ? text : text.slice(2));
  if (span === undefined)
    throw new SearchError(400, 'invalid', `${name} is no date: write 2026-03-02, or ge2026-03-02T08:00:00Z`);
  return { ...span, prefix: prefix ?? 'eq' };
}

/**
 * The period of a FHIR date, dateTime or instant, by its precision. Days without a zone are in UTC. Undefined if
 * the calendar has no such day, or the day no such time.
 */
export function spanOf(text: string): Span | undefined {
  const match =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::(\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?)?)?)?$/.exec(text);
  if (match === null) return undefined;
  const [, year = '', month, day, minutes, seconds, zone = 'Z'] = match;
  const dayFrom = startOf(Number(year), Number(month ?? 1), Number(day ?? 1));
  if (dayFrom === undefined) return undefined;
  if (month === undefined) return { from: dayFrom, to: startOfNextMonth(Number(year), 12) };
  if (day === undefined) return { from: dayFrom, to: startOfNextMonth(Number(year), Number(month)) };
  if (minutes === undefined) return { from: dayFrom, to: dayFrom + 86_400_000 };
  const from = Date.parse(`${year}-${month}-${day}T${minutes}:${seconds ?? '00'}${zone}`);
  if (Number.isNaN(from)) return undefined;
  return { from, to: from + (seconds === undefined ? 60_000 : seconds.includes('.') ? 1 : 1000) };
}

/** The first millisecond of a day. Undefined if there is no such day: a `Date` would take one that is near. */
function startOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 ? date.getTime() : undefined;
}

const startOfNextMonth = (year: number, month: number): number => new Date(0).setUTCFullYear(year, month, 1);

/** Whether a resource's time meets the condition. A resource without the time does not. */
export function isWithin(span: Span | undefined, { prefix, from, to }: DateCondition): boolean {
  if (span === undefined) return false;
  switch (prefix) {
    case 'eq':
      return span.from >= from && span.to <= to;
    case 'ne':
      return !(span.from >= from && span.to <= to);
    case 'gt':
      return span.to > to;
    case 'lt':
      return span.from < from;
    case 'ge':
      return span.to > to || (span.from >= from && span.to <= to);
    case 'le':
      return span.from < from || (span.from >= from && span.to <= to);
    case 'sa':
      return span.from >= to;
    default:
      return span.to <= from;
  }
}
