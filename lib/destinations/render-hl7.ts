import { guides } from '@labwire/hl7/standard/guides';
import type { PassedThrough } from '../model/pass-through.ts';
import type { ReportVersion } from '../model/report.ts';
import type { RunScript } from '../normalize/transform/script-runner.ts';
import { encodeFor } from '../render/hl7/encode-for.ts';
import type { GuideForm } from '../render/hl7/guide-segments.ts';
import { renderOru } from '../render/hl7/oru.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import { translateCodes } from '../terminology/code-map.ts';
import type { Hl7Form } from './hl7-form.ts';
import type { Laboratory, WithCodes } from './kind.ts';

/**
 * A report version in HL7 v2 for a destination, after the destination's own script.
 * @throws AdapterError permanent: the update is parked and does not block others
 */
export async function renderHl7Update(
  version: ReportVersion,
  { hl7, translations }: WithCodes<{ readonly hl7: Hl7Form }>,
  {
    laboratory,
    runScript,
  }: { readonly laboratory: Omit<Laboratory, 'system'>; readonly runScript: RunScript | undefined },
  passed?: PassedThrough | undefined,
): Promise<Uint8Array> {
  const { version: hl7Version, charset, application, facility, sendingFacility, script } = hl7;
  const translated = { ...version, report: translateCodes(version.report, translations) };
  const text = renderOru(translated, {
    version: hl7Version,
    charset,
    sendingFacility: sendingFacility ?? laboratory.name,
    receivingApplication: application,
    receivingFacility: facility,
    passed,
    guide: guideFormOf(hl7, laboratory),
  });
  const changed = script === undefined ? text : await scripted(text, script, runScript);
  const bytes = encodeFor(changed, charset);
  if (bytes === undefined)
    throw new AdapterError(
      'NotInCharacterSet',
      'permanent',
      'The report holds characters that the character set of the destination lacks',
    );
  return bytes;
}

async function scripted(text: string, script: string, runScript: RunScript | undefined): Promise<string> {
  if (runScript === undefined) throw new Error('a destination with a script, and no scripts beside the code');
  const outcome = await runScript({ script, text });
  if (outcome.kind !== 'done')
    throw new AdapterError('ScriptFailed', 'permanent', "The destination's script failed on this message");
  // a script may change results, but may neither add nor remove any
  if (outcome.added > 0 || outcome.removed > 0)
    throw new AdapterError('ScriptFailed', 'permanent', "The destination's script added or removed results");
  return outcome.isChanged ? outcome.text : text;
}

/** @throws AdapterError permanent if the site lacks what the guide requires; `labwire check` says so before */
function guideFormOf(
  { profile, oids }: Hl7Form,
  { name, oid, clia, address, director }: Omit<Laboratory, 'system'>,
): GuideForm | undefined {
  const guide = profile === undefined ? undefined : guides.get(profile);
  if (guide === undefined) return undefined;
  if (oid === undefined || clia === undefined || address === undefined)
    throw new AdapterError('LaboratoryIncomplete', 'permanent', 'The site lacks what the profile requires');
  return {
    guide,
    laboratory: { name, oid, clia, address, director },
    application: oids?.sendingApplication,
    receivingApplication: oids?.application,
    receivingFacility: oids?.facility,
    assigners: new Map(Object.entries(oids?.assigners ?? {})),
  };
}
