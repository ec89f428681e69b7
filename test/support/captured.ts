/** What something printed. */
export interface Captured {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs something and gives what it printed, as into a pipe; `isTerminal` as to a terminal. */
export async function captured(
  run: () => unknown,
  { isTerminal = false }: { readonly isTerminal?: boolean } = {},
): Promise<Captured> {
  const output = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const { write, isTTY } = stream;
    stream.write = (chunk: Uint8Array | string) => {
      output[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
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
