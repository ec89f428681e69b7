import { styleText } from 'node:util';
import type { Issue } from '@labwire/hl7/issue';

/**
 * Everything that the command line shows. What goes to a terminal is a `Text`: whatever somebody outside wrote (a
 * control id, a code, a name) is made printable where it enters one, so that no verb can forget it.
 */

/** C0 and C1 controls, DEL, line separators, and marks that turn the direction of writing. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const REPLACEMENT = '\ufffd';
/** The block of Unicode that has a picture for each C0 control. */
const PICTURES = 0x2400;
const DELETE = 0x7f;

/** Text in which each control character is one visible character: ESC is `␛`, a line break `␊`. */
export const printable = (text: string): string => text.replaceAll(unprintable, pictureOf);

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  return code === DELETE ? '\u2421' : REPLACEMENT;
}

/** Text that is fit for a terminal, with our own colours. */
export class Text {
  readonly #shown: string;

  /** `shown` must be printable but for our own colours and line breaks. */
  private constructor(shown: string) {
    this.#shown = shown;
  }

  static of(value: Printed): Text {
    return value instanceof Text ? value : new Text(value === undefined ? '' : printable(String(value)));
  }

  /** Puts texts together, with something of ours between them. */
  static join(values: readonly Printed[], separator: '' | ' ' | '  ' | ', ' | ' · ' | '\n'): Text {
    return new Text(values.map((value) => Text.of(value).#shown).join(separator));
  }

  /** Our own words with what stands between them. */
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

/** Prints a line for the person who runs the command, beside what it gives to others. */
export const remark = (words: TemplateStringsArray, ...values: readonly Printed[]): void =>
  writeLine(process.stderr, Text.from(words, values).toString());

/** Several lines of somebody's text, each by itself. */
export const linesOf = (several: string): Text =>
  Text.join(
    several
      .replace(/[\r\n]+$/, '')
      .split(/\r\n|\r|\n/)
      .map(Text.of),
    '\n',
  );

/** A message, or a file: into a pipe or a file as it is, to a terminal as lines. */
export function writeContent(content: Uint8Array | string): void {
  if (process.stdout.isTTY) printText(linesOf(typeof content === 'string' ? content : decode(content)));
  else process.stdout.write(content);
}

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** The lines of a message. */
export const printContent = (bytes: Uint8Array): void => printText(linesOf(decode(bytes)));

/** Colours, where the stream is a terminal that takes them. */
const style = (format: Parameters<typeof styleText>[0]) => (value: Printed) => Text.of(value).painted(format);

export const good = style('green');
export const bad = style('red');
export const odd = style('yellow');
export const quiet = style('dim');
export const strong = style('bold');

/** Replaces the line it wrote before; says nothing where nobody watches. */
export function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${printable(line)}`);
}

export const endProgress = (): void => progress('');

export function clearScreen(): void {
  if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
}

/** JSON says the same with escapes. */
const toJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export const printJson = (value: unknown): void => writeLine(process.stdout, toJson(value, 2));

/** One object a line, for scripts. */
export const printJsonLine = (value: unknown): void => writeLine(process.stdout, toJson(value));

export function printIssue({ severity, at, code, message }: Issue): void {
  const paint = severity === 'error' ? bad : odd;
  print`  ${paint(severity)} ${at ?? ''} (${code}) ${message}`;
}
