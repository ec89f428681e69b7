import { styleText } from 'node:util';
import type { Issue } from '@labwire/hl7/issue';

/** Colours, where the stream is a terminal that takes them. */
const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
  styleText(format, text, { stream: process.stdout });

export const good = style('green');
export const bad = style('red');
export const odd = style('yellow');
export const quiet = style('dim');
export const strong = style('bold');

/** Replaces the line it wrote before; says nothing where nobody watches. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

export const endProgress = (): void => progress('');

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, undefined, 2));

export function printIssue({ severity, at, code, message }: Issue): void {
  const paint = severity === 'error' ? bad : odd;
  console.log(`  ${paint(severity)} ${at ?? ''} (${code}) ${message}`);
}
