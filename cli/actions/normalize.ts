import { exitCode } from '../exit.ts';
import { filesIn } from '../files-in.ts';
import { NormalizeSummary } from '../normalize-summary.ts';
import { endProgress, print, printJson, printJsonLine, progress } from '../output.ts';
import { Preview } from '../preview.ts';
import { readFiles, readMessages } from '../read-messages.ts';
import { type SiteChoice, siteForFiles } from '../site-of-system.ts';
import type { SystemChoice } from '../system-file.ts';

export interface NormalizeOptions extends SiteChoice, SystemChoice {
  readonly summary?: boolean;
  /** Includes held results, in a separate list. */
  readonly held?: boolean;
  readonly json?: boolean;
}

/** Prints the outcome of messages: reports and ledgers as JSON, or only counts. */
export async function normalize(paths: readonly string[], options: NormalizeOptions): Promise<void> {
  const files = paths.flatMap(filesIn);
  const preview = new Preview(siteForFiles(options));
  if (options.summary) return summarize(files, preview, options.json === true);
  for await (const message of readMessages(files)) await preview.take(message);
  printJson({
    messages: preview.messages.map(({ name, outcome, record, issues }) => ({
      name,
      outcome,
      id: record?.id,
      source: record?.source,
      type: record?.type,
      state: record?.state,
      ledger: record?.ledger,
      reports: record?.reports,
      issues,
    })),
    reports: await preview.delivered(),
    orders: preview.orders,
    owners: preview.owners,
    patients: preview.patients,
    qcPoints: preview.qcPoints,
    deviceEvents: preview.deviceEvents,
    testDefinitions: preview.testDefinitions,
    unmapped: preview.unmapped,
    ...(options.held === true ? { held: await preview.heldVersions() } : {}),
  });
  if (preview.reportProblems()) process.exitCode = exitCode.problem;
}

async function summarize(files: readonly string[], preview: Preview, asJson: boolean): Promise<void> {
  const summary = new NormalizeSummary();
  for (const [index, file] of files.entries()) {
    progress(`${index + 1}/${files.length} ${file}`);
    for await (const content of readFiles([file]))
      if (content.kind === 'problem') summary.addProblem(content.issue);
      else await summary.add(() => preview.take(content));
  }
  endProgress();
  if (asJson) printJsonLine(summary.toJson());
  else for (const line of summary.lines()) print`${line}`;
  if (!summary.isClean) process.exitCode = exitCode.problem;
}
