import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { renderBundle } from '../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../lib/render/fhir/json.ts';
import { exitCode } from '../exit.ts';
import { Preview } from '../preview.ts';
import { readMessages } from '../read-messages.ts';
import { siteAt } from '../site-option.ts';

/** The transactions of all reports as one; each goes out alone. */
export async function fhir(files: readonly string[], options: { readonly site: string }): Promise<void> {
  const loaded = siteAt(options.site);
  const preview = new Preview(loaded);
  for await (const message of readMessages(files)) await preview.take(message);
  const entries = new Map<string, BundleEntry>();
  for (const version of preview.reports)
    for (const entry of renderBundle(version, loaded.site.laboratory).entry ?? [])
      entries.set(entry.fullUrl ?? '', entry);
  const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction' };
  if (entries.size > 0) bundle.entry = [...entries.values()];
  console.log(toFhirJson(bundle, 2));
  if (preview.reportProblems()) process.exitCode = exitCode.problem;
}
