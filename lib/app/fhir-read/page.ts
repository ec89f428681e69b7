import type { ReportVersion } from '../../model/report.ts';
import type { Cursor } from './cursor.ts';
import type { Readable } from './resources.ts';

/** A resource of an answer, with the patients that it is about. */
export interface Hit {
  readonly resource: Readable;
  readonly patients: readonly (string | undefined)[];
  /** The report version that it is of. A patient is of none. */
  readonly version?: ReportVersion;
}

/** A page of an answer, and where the next one begins. */
export interface Page {
  readonly hits: readonly Hit[];
  readonly next?: Cursor | undefined;
}

/** The number of resources of each patient in an answer, for the audit log. */
export type Counts = ReadonlyMap<string | undefined, number>;

/** Counts the resources of each patient. A patient who was asked for is named also without any. */
export function countsOf(hits: readonly Pick<Hit, 'patients'>[], asked: readonly string[] = []): Counts {
  const counts = new Map<string | undefined, number>(asked.map((key) => [key, 0]));
  for (const { patients } of hits)
    for (const key of new Set(patients)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
