/** What something printed. */
export interface Captured {
  readonly stdout: string;
  readonly stderr: string;
}

export interface Capture {
  /** Default: into a pipe. */
  readonly isTerminal?: boolean;
  /** How printed bytes are read. Default: each byte is a character. */
  readonly encoding?: 'latin1' | 'utf8';
}

/** Runs something and gives what it printed. */
export async function captured(
  run: () => unknown,
  { isTerminal = false, encoding = 'latin1' }: Capture = {},
): Promise<Captured> {
  const output = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const { write, isTTY } = stream;
    stream.write = (chunk: Uint8Array | string) => {
      output[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString(encoding);
      return true;
    };
    stream.isTTY = isTerminal;
    return () => Object.assign(stream, { write, isTTY });
  });
  try {
    await run();
  } finally {
    for (const one of restore) one();
  }
  return output;
}
