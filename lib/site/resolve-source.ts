import type { Dialect } from '@labwire/hl7/dialect/dialect';
import type * as z from 'zod';
import type { ReadProfile } from '../profiles/load-profiles.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Term } from '../terminology/term.ts';
import { toTerm } from '../terminology/term-csv.ts';
import type { Source, sourceSchema } from './site.ts';

/** A source with what its profile says about its instrument, and the problems of the profile. */
export function resolveSource(
  {
    specimen,
    patient,
    query,
    results,
    codes,
    values,
    orders,
    units,
    ranges,
    flags,
    ...source
  }: z.infer<typeof sourceSchema>,
  profileOf: (name: string) => ReadProfile | undefined,
): { readonly source: Source; readonly problems: readonly string[] } {
  const read = source.profile === undefined ? undefined : profileOf(source.profile);
  const profile = read?.ok === true ? read.profile : undefined;
  const { terms, problems } = termsOf(profile);
  const own = {
    specimen,
    patient,
    query,
    results,
    codes,
    values,
    orders,
    units,
    ranges,
    flags,
    controls: ownMarks(source.controls.marks),
  };
  const instrument = resolveInstrument(own, profile);
  return {
    source: { ...source, terms, ...(instrument === undefined ? {} : { instrument }) },
    problems: [...(source.profile === undefined ? [] : problemsOf(read)), ...problems],
  };
}

const ownMarks = (
  marks: NonNullable<Dialect['controls']>['marks'] | undefined,
): Dialect['controls'] | undefined => (marks === undefined ? undefined : { marks });

function problemsOf(read: ReadProfile | undefined): readonly string[] {
  if (read === undefined)
    return ['there is no profile with this name; the folder profiles has one file for each'];
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
}

/**
 * Each part as the source says it, otherwise as the profile does. Undefined if both say nothing, so that the source is
 * read by the standards.
 */
function resolveInstrument(own: Dialect, profile: Profile | undefined): Dialect | undefined {
  const dialect: Dialect = {
    controls: own.controls ?? ownMarks(profile?.controls?.marks),
    specimen: own.specimen ?? profile?.specimen,
    patient: own.patient ?? profile?.patient,
    query: own.query ?? profile?.query,
    results: own.results ?? profile?.results,
    codes: own.codes ?? profile?.codes,
    values: own.values ?? profile?.values,
    orders: own.orders ?? profile?.orders,
    units: own.units ?? profile?.units,
    ranges: own.ranges ?? profile?.ranges,
    flags: own.flags ?? profile?.flags,
  };
  return Object.values(dialect).every((part) => part === undefined) ? undefined : dialect;
}

/** The map of a profile. A line that is none is a problem. */
function termsOf(profile: Profile | undefined): {
  readonly terms: readonly Term[];
  readonly problems: readonly string[];
} {
  const lines = (profile?.map ?? []).map(({ specimen, ...line }) => {
    const term = toTerm({ ...line, ...(specimen === undefined ? {} : { specimen: specimen.join('|') }) });
    return typeof term === 'string' ? `map: ${line.code}: ${term}` : term;
  });
  return {
    terms: lines.filter((line) => typeof line !== 'string'),
    problems: lines.filter((line) => typeof line === 'string'),
  };
}

/** The site's own map first, then the lines of the profile for codes that it does not have. */
export function withProfileTerms(own: readonly Term[], ofProfile: readonly Term[]): readonly Term[] {
  const known = new Set(own.map(nameOf));
  return [...own, ...ofProfile.filter((term) => !known.has(nameOf(term)))];
}

const nameOf = ({ code, sub }: Term): string => JSON.stringify([code, sub]);
