import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { renderBundle } from '../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../lib/render/fhir/json.ts';
import { exitCode } from '../exit.ts';
import { markEntry } from '../mark-held.ts';
import { writeContent } from '../output.ts';
import { Preview } from '../preview.ts';
import { readMessages } from '../read-messages.ts';
import { siteAt } from '../site-option.ts';

interface FhirOptions {
  readonly site: string;
  /** What waits as well, each resource of it tagged. */
  readonly held?: boolean | undefined;
}

/** The transactions of all reports as one, as they would be delivered; each goes out alone. */
export async function fhir(files: readonly string[], options: FhirOptions): Promise<void> {
  const loaded = siteAt(options.site);
  const { laboratory } = loaded.site;
  const preview = new Preview(loaded);
  for await (const message of readMessages(files)) await preview.take(message);
  const entries = new Map<string, BundleEntry>();
  for (const version of await preview.delivered())
    for (const entry of renderBundle(version, laboratory).entry ?? [])
      entries.set(entry.fullUrl ?? '', entry);
  if (options.held === true)
    // what is delivered as well, such as the patient, stays as it is delivered
    for (const { version, reasons } of await preview.heldVersions())
      for (const entry of renderBundle(version, laboratory).entry ?? [])
        if (!entries.has(entry.fullUrl ?? ''))
          entries.set(entry.fullUrl ?? '', markEntry(entry, reasons, laboratory.system));
  const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [...entries.values()] };
  // nobody is sent a transaction of nothing
  if (entries.size > 0) writeContent(`${toFhirJson(bundle, 2)}\n`);
  if (preview.reportProblems()) process.exitCode = exitCode.problem;
}
