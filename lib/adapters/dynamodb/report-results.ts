import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { type ObservationView, observationViewSchema, type ReportVersion } from '../../model/report.ts';
import { shortened } from './shortened.ts';

/** An item holds 400 KB; results compress to a hundredth at most. */
const MAX_RESULTS_BYTES = 64 * 1024 * 1024;

/** The results of a report in its view, without the key and version, which the view holds itself. */
const packedSchema = z.array(observationViewSchema.omit({ reportKey: true, version: true }));

type PackedResults = z.infer<typeof packedSchema>;

/** The results for a view: without history and documents, and with long texts cut. */
export const resultsOf = ({ report }: Pick<ReportVersion, 'report'>): PackedResults =>
  report.observations.map(({ code, values, unit, status, flags, referenceRange, observed }) => ({
    code,
    values: values.flatMap(shortened),
    unit,
    status,
    flags,
    referenceRange,
    observed: observed ?? report.observed,
  }));

/** Deflated JSON: capacity is billed by the kilobyte, and the results of one report are similar. */
export const packResults = (results: PackedResults): Uint8Array => deflateRawSync(JSON.stringify(results));

export const unpackResults = (
  packed: Uint8Array,
  of: Pick<ObservationView, 'reportKey' | 'version'>,
): readonly ObservationView[] =>
  packedSchema
    .parse(JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_RESULTS_BYTES }).toString('utf8')))
    .map((result) => ({ ...result, ...of }));
