import { readFileSync, statSync } from 'node:fs';
import { splitMessages } from '../lib/hl7/split.ts';
import { UsageError } from './exit.ts';

export interface MessageInFile {
  /** `a.hl7`, or `a.hl7#2` where the file holds several. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The messages of several files; `-` is standard input.
 * @throws UsageError where a file cannot be read
 */
export const readMessages = (files: readonly string[]): readonly MessageInFile[] =>
  files.flatMap((file) => {
    const pieces = splitMessages(readBytes(file));
    return pieces.map((bytes, index) => ({
      name: pieces.length === 1 ? file : `${file}#${index + 1}`,
      bytes,
    }));
  });

function readBytes(file: string): Uint8Array {
  try {
    if (file !== '-' && statSync(file).isDirectory())
      throw new UsageError(`${file} is a folder: name the files in it`);
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot read ${file}: ${cause instanceof Error ? cause.message : 'unknown'}`);
  }
}
