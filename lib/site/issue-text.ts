import type * as z from 'zod';

/** The types that YAML reads where a text is written without quotes: `version: 2.4`, `postalCode: 01234`. */
const unquoted = new Set(['number', 'boolean']);

/** What is wrong with a value of a file of the site, and what to write. */
export function issueText({ code, message, ...issue }: z.core.$ZodIssue): string {
  const type = /received (\w+)$/.exec(message)?.[1] ?? '';
  return code === 'invalid_type' && 'expected' in issue && issue.expected === 'string' && unquoted.has(type)
    ? `this is a text, and YAML reads a ${type} here: put it in quotes`
    : message;
}
