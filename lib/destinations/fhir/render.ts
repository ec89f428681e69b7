import type { ReportVersion } from '../../model/report.ts';
import { renderBundle } from '../../render/fhir/bundle.ts';
import { toFhirJson } from '../../render/fhir/json.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { translateCodes } from '../../terminology/code-map.ts';
import type { Laboratory, WithCodes } from '../kind.ts';
import type { FhirConfig } from './schema.ts';

/** A transaction bundle as JSON, and the number of its entries. */
export interface FhirUpdate {
  readonly json: string;
  readonly entries: number;
}

/**
 * A report version in FHIR for a destination.
 * @throws AdapterError permanent: the update is parked and does not block others
 */
export function renderFhirUpdate(
  version: ReportVersion,
  { ids, patients, profiles, translations }: WithCodes<FhirConfig>,
  { system }: Pick<Laboratory, 'system'>,
): FhirUpdate {
  const translated = { ...version, report: translateCodes(version.report, translations) };
  try {
    const bundle = renderBundle(translated, { system, ids, patients, profiles });
    return { json: toFhirJson(bundle), entries: bundle.entry?.length ?? 0 };
  } catch (cause) {
    throw new AdapterError('NotRendered', 'permanent', 'The report cannot be written as FHIR', { cause });
  }
}
