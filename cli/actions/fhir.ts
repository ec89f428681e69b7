import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { versionFor } from '../../lib/model/social-security.ts';
import { renderBundle } from '../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../lib/render/fhir/json.ts';
import { exitCode } from '../exit.ts';
import { markEntry } from '../mark-held.ts';
import { writeContent } from '../output.ts';
import { Preview } from '../preview.ts';
import { readMessages } from '../read-messages.ts';
import { type SiteChoice, siteForFiles } from '../site-of-system.ts';
import type { SystemChoice } from '../system-file.ts';

interface FhirOptions extends SiteChoice, SystemChoice {
  /** Includes held reports, with a tag on each of their resources. */
  readonly held?: boolean | undefined;
}

/** Prints the transactions of all reports as one bundle. Labwire sends each separately. */
export async function fhir(files: readonly string[], options: FhirOptions): Promise<void> {
  const loaded = siteForFiles(options);
  const { laboratory } = loaded.site;
  const preview = new Preview(loaded);
  for await (const message of readMessages(files)) await preview.take(message);
  const entries = new Map<string, BundleEntry>();
  for (const version of await preview.delivered())
    for (const entry of renderBundle(versionFor(version, {}), laboratory).entry ?? [])
      entries.set(entry.fullUrl ?? '', entry);
  if (options.held === true)
    // resources that are also delivered, such as the patient, are printed as they are delivered
    for (const { version, reasons } of await preview.heldVersions())
      for (const entry of renderBundle(versionFor(version, {}), laboratory).entry ?? [])
        if (!entries.has(entry.fullUrl ?? ''))
          entries.set(entry.fullUrl ?? '', markEntry(entry, reasons, laboratory.system));
  const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: [...entries.values()] };
  // an empty transaction is not sent
  if (entries.size > 0) writeContent(`${toFhirJson(bundle, 2)}\n`);
  if (preview.reportProblems()) process.exitCode = exitCode.problem;
}
