/** The pages of the runbook, one for each alarm: `docs/runbook/<page>.md`. */
export const runbookPages = [
  'dead-letters',
  'late',
  'not-stored',
  'held-growing',
  'correction-held',
  'control-rejected',
  'control-overdue',
  'control-not-judged',
  'look-back-late',
  'control-timer',
  'message-failed',
  'source-silent',
  'parked',
  'export-failed',
  'subscriber-off',
  'throttled',
  'key-or-secret',
  'function-failed',
  'api-failed',
] as const;

export type RunbookPage = (typeof runbookPages)[number];

/** The page that an alarm names by its path. Undefined for another path. */
export const runbookPageOf = (path: string): RunbookPage | undefined =>
  runbookPages.find((page) => path === `docs/runbook/${page}.md`);
