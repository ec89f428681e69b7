import type { Hl7Form } from '../../lib/destinations/hl7-form.ts';
import { schema } from '../../lib/destinations/hl7-http/schema.ts';
import type { WithCodes } from '../../lib/destinations/kind.ts';
import type { DestinationConfig } from '../../lib/destinations/kinds.ts';
import { renderHl7Update } from '../../lib/destinations/render-hl7.ts';
import { type SocialSecurityChoice, versionFor } from '../../lib/model/social-security.ts';
import { AdapterError } from '../../lib/shared/adapter-error.ts';
import { exitCode, UsageError } from '../exit.ts';
import { markVersion } from '../mark-held.ts';
import { remark, writeContent } from '../output.ts';
import { Preview } from '../preview.ts';
import { readMessages } from '../read-messages.ts';
import { scriptRunnerOf } from '../script-runner.ts';
import { type SiteChoice, siteForFiles } from '../site-of-system.ts';
import type { SystemChoice } from '../system-file.ts';

interface OruOptions extends SiteChoice, SystemChoice {
  /** The destination whose codes, character set and script are used. Default: v2.5.1 in UTF-8. */
  readonly destination?: string | undefined;
  /** Includes held reports, with a note in each message that says so. */
  readonly held?: boolean | undefined;
}

/** Prints the message that an EHR would receive for each delivered report. */
export async function oru(files: readonly string[], options: OruOptions): Promise<void> {
  const loaded = siteForFiles(options);
  const config = destinationOf(loaded.site.destinations, options.destination);
  const { laboratory } = loaded.site;
  const runScript = scriptRunnerOf(loaded);
  const preview = new Preview(loaded);
  for await (const message of readMessages(files)) await preview.take(message);
  const held = options.held === true ? await preview.heldVersions() : [];
  const versions = [
    ...(await preview.delivered()),
    ...held.map(({ version, reasons }) => markVersion(version, reasons)),
  ];
  for (const version of versions) {
    try {
      const { passed, missing = 0 } = (await preview.passOn(version.report, config)) ?? {};
      if (missing > 0) remark`report ${version.report.key}: ${missing} original messages could not be read`;
      writeContent(
        await renderHl7Update(versionFor(version, config), config, { laboratory, runScript }, passed),
      );
    } catch (cause) {
      if (!(cause instanceof AdapterError)) throw cause;
      remark`report ${version.report.key}: ${cause.message} (${cause.code})`;
      process.exitCode = exitCode.problem;
    }
  }
  if (preview.reportProblems()) process.exitCode = exitCode.problem;
}

function destinationOf(
  destinations: readonly DestinationConfig[],
  id: string | undefined,
): WithCodes<{ readonly hl7: Hl7Form } & SocialSecurityChoice> {
  const plain = { kind: 'hl7-http', id: 'preview', url: 'http://localhost/' };
  if (id === undefined) return { ...schema.parse(plain), translations: [] };
  const found = destinations.find((one) => one.id === id);
  if (found === undefined || !('hl7' in found))
    throw new UsageError(`the site has no destination ${id} that gets HL7 v2`);
  return found;
}
