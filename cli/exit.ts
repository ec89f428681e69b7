export const exitCode = { fine: 0, problem: 1, wrongUsage: 2 } as const;

/** The command was called wrongly; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
