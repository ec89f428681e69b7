import { styleText } from 'node:util';
import type { Issue } from '@labwire/hl7/issue';
import { printable, printableJson } from '../lib/shared/printable.ts';

/**
 * All output of the command line. Output to a terminal is a `Text`. Text from outside (a control id, a code,
 * a name) is made printable when it enters a `Text`, so no command can forget it.
 */

/** Text that is safe for a terminal, with our own colours. */
export class Text {
  readonly #shown: string;

  /** `shown` must be printable, except for our own colours and line breaks. */
  private constructor(shown: string) {
    this.#shown = shown;
  }

  static of(value: Printed): Text {
    return value instanceof Text ? value : new Text(value === undefined ? '' : printable(String(value)));
  }

  /** Joins texts with one of our own separators. */
  static join(values: readonly Printed[], separator: '' | ' ' | '  ' | ', ' | ' · ' | '\n'): Text {
    return new Text(values.map((value) => Text.of(value).#shown).join(separator));
  }

  /** Our own words, with the values between them. */
  static from(words: readonly string[], values: readonly Printed[]): Text {
    return new Text(words.map((word, index) => `${word}${Text.of(values[index]).#shown}`).join(''));
  }

  painted(format: Parameters<typeof styleText>[0]): Text {
    return new Text(styleText(format, this.#shown, { stream: process.stdout }));
  }

  toString(): string {
    return this.#shown;
  }
}

export type Printed = Text | string | number | undefined;

/** ``text`${id} is held` `` */
export const text = (words: TemplateStringsArray, ...values: readonly Printed[]): Text =>
  Text.from(words, values);

/** Prints a line: ``print`${id} is held` `` */
export const print = (words: TemplateStringsArray, ...values: readonly Printed[]): void =>
  printText(Text.from(words, values));

export const printText = (line: Text): void => writeLine(process.stdout, line.toString());

const writeLine = (stream: NodeJS.WriteStream, line: string): void => {
  stream.write(`${line}\n`);
};

/** Prints a line to standard error, for the person who runs the command. */
export const remark = (words: TemplateStringsArray, ...values: readonly Printed[]): void =>
  writeLine(process.stderr, Text.from(words, values).toString());

/** Prints an error of the program itself to standard error, with its stack. */
export const printCrash = (cause: unknown): void =>
  remark`${linesOf(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))}`;

/** Several lines of text from outside, each made printable separately. */
export const linesOf = (several: string): Text =>
  Text.join(
    several
      .replace(/[\r\n]+$/, '')
      .split(/\r\n|\r|\n/)
      .map(Text.of),
    '\n',
  );

/** Prints a message or file: unchanged to a pipe or file, as lines to a terminal. */
export function writeContent(content: Uint8Array | string): void {
  if (process.stdout.isTTY) printText(linesOf(typeof content === 'string' ? content : decode(content)));
  else process.stdout.write(content);
}

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Prints the lines of a message. */
export const printContent = (bytes: Uint8Array): void => printText(linesOf(decode(bytes)));

/** Colours the text if the stream is a terminal that supports colours. */
const style = (format: Parameters<typeof styleText>[0]) => (value: Printed) => Text.of(value).painted(format);

export const good = style('green');
export const bad = style('red');
export const odd = style('yellow');
export const quiet = style('dim');
export const strong = style('bold');

/** Replaces the line that it wrote before. Prints nothing if there is no terminal. */
export function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${printable(line)}`);
}

export const endProgress = (): void => progress('');

export function clearScreen(): void {
  if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
}

export const printJson = (value: unknown): void => writeLine(process.stdout, printableJson(value, 2));

/** Prints one object on one line, for scripts. */
export const printJsonLine = (value: unknown): void => writeLine(process.stdout, printableJson(value));

export function printIssue({ severity, at, code, message }: Issue): void {
  const paint = severity === 'error' ? bad : odd;
  print`  ${paint(severity)} ${at ?? ''} (${code}) ${message}`;
}
