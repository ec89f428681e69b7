import { createReadStream, statSync } from 'node:fs';
import { isTransmission, readTransmission } from '@labwire/hl7/astm/transmission';
import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import { type BatchPiece, BatchReader } from '@labwire/hl7/message/batch';
import { exitCode, UsageError } from './exit.ts';
import { remark } from './output.ts';

export interface MessageInFile {
  /** `a.hl7`, and `a.hl7#2` for the second message of a file. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The contents of a file: its messages in order, and faults of the file itself. */
export type FileContent =
  | ({ readonly kind: 'message' } & MessageInFile)
  | { readonly kind: 'problem'; readonly name: string; readonly issue: Issue };

const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads files one after the other, in pieces, so that memory use does not depend on their length. `-` is
 * standard input.
 * @throws UsageError if a file cannot be read
 */
export async function* readFiles(files: readonly string[]): AsyncGenerator<FileContent> {
  for (const file of files) yield* readOne(file);
}

/** Reads only the messages. Faults of a file are printed to standard error and set the exit status. */
export async function* readMessages(files: readonly string[]): AsyncGenerator<MessageInFile> {
  for await (const content of readFiles(files)) {
    if (content.kind === 'message') yield content;
    else {
      const { name, issue } = content;
      remark`${name}: ${issue.at ?? ''} (${issue.code}) ${issue.message}`;
      process.exitCode = exitCode.problem;
    }
  }
}

async function* readOne(file: string): AsyncGenerator<FileContent> {
  const reader = new BatchReader();
  let count = 0;
  const toMessage = (bytes: Uint8Array): FileContent => {
    count++;
    return { kind: 'message', name: count === 1 ? file : `${file}#${count}`, bytes };
  };
  const toContents = (piece: BatchPiece): readonly FileContent[] => {
    if (piece.kind !== 'message') return [{ kind: 'problem', name: file, issue: problems[piece.kind] }];
    if (!isTransmission(piece.bytes)) return [toMessage(piece.bytes)];
    const { messages, issues } = readTransmission(piece.bytes);
    return [
      ...messages.map(toMessage),
      ...issues.map((issue): FileContent => ({ kind: 'problem', name: file, issue })),
    ];
  };
  for await (const chunk of chunksOf(file)) for (const piece of reader.push(chunk)) yield* toContents(piece);
  for (const piece of reader.end()) yield* toContents(piece);
  for (const issue of reader.issues) yield { kind: 'problem', name: file, issue };
}

const problems: Readonly<Record<'noise' | 'oversized', Issue>> = {
  noise: error(
    errorCode.segmentSequence,
    'MSH',
    'Lines stand outside any message: the MSH before them is missing',
  ),
  oversized: error(errorCode.internal, 'MSH', 'A message of more than 32 MB was left out'),
};

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    if (file !== '-' && statSync(file).isDirectory())
      throw new UsageError(`${file} is a folder: give the files in it`);
    yield* file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot read ${file}: ${cause instanceof Error ? cause.message : 'unknown'}`);
  }
}
