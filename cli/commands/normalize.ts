import { exitCode } from '../exit.ts';
import { printJson } from '../output.ts';
import { previewMessages, reportProblems } from '../preview.ts';
import { readMessages } from '../read-messages.ts';
import { siteAt } from '../site-option.ts';

export async function normalize(files: readonly string[], options: { readonly site: string }): Promise<void> {
  const preview = await previewMessages(await Array.fromAsync(readMessages(files)), siteAt(options.site));
  printJson({
    messages: preview.messages.map(({ name, outcome, record, issues }) => ({
      name,
      outcome,
      id: record?.id,
      source: record?.source,
      type: record?.type,
      ledger: record?.ledger,
      reports: record?.reports,
      issues,
    })),
    reports: preview.reports,
  });
  if (reportProblems(preview)) process.exitCode = exitCode.problem;
}
