export const exitCode = { fine: 0, problem: 1, wrongUsage: 2 } as const;

/** The command was used wrongly. The message says how to correct it; `lines` stand below it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly lines: readonly string[];

  constructor(message: string, lines: readonly string[] = []) {
    super(message);
    this.lines = lines;
  }
}
