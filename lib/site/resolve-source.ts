import type { Dialect } from '@labwire/hl7/dialect/dialect';
import type { Mark } from '@labwire/hl7/dialect/place';
import type * as z from 'zod';
import { instrumentShape } from '../profiles/instrument.ts';
import type { ReadProfile } from '../profiles/load-profiles.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Term } from '../terminology/term.ts';
import { toTerm } from '../terminology/term-csv.ts';
import type { Source, sourceSchema } from './site.ts';

type Instrument = z.infer<z.ZodObject<typeof instrumentShape>>;

const parts = Object.keys(instrumentShape) as readonly (keyof Instrument)[];

/** A source with what its profile says about its instrument, and the problems of the profile. */
export function resolveSource(
  source: z.infer<typeof sourceSchema>,
  profileOf: (name: string) => ReadProfile | undefined,
): { readonly source: Source; readonly problems: readonly string[] } {
  const read = source.profile === undefined ? undefined : profileOf(source.profile);
  const profile = read?.ok === true ? read.profile : undefined;
  const { terms, problems } = termsOf(profile);
  const instrument = resolveInstrument(source, profile);
  return {
    source: { ...withoutParts(source), terms, ...(instrument === undefined ? {} : { instrument }) },
    problems: [...(source.profile === undefined ? [] : problemsOf(read)), ...problems],
  };
}

/** The source without what it says about its instrument. */
function withoutParts<Described extends Instrument>(source: Described): Omit<Described, keyof Instrument> {
  const rest = { ...source };
  for (const part of parts) delete rest[part];
  return rest;
}

/** A source has more to say about controls than its instrument. */
const marksOf = (controls: { readonly marks?: readonly Mark[] | undefined } = {}): Dialect['controls'] =>
  controls.marks === undefined ? undefined : { marks: controls.marks };

function problemsOf(read: ReadProfile | undefined): readonly string[] {
  if (read === undefined)
    return ['there is no profile with this name; the folder profiles has one file for each'];
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
}

/**
 * Each part as the source says it, otherwise as the profile does. Undefined if both say nothing, so that the source is
 * read by the standards.
 */
function resolveInstrument(
  source: z.infer<typeof sourceSchema>,
  profile: Profile | undefined,
): Dialect | undefined {
  const chosen: Instrument = {};
  const choose = <Part extends keyof Instrument>(part: Part) => {
    chosen[part] = source[part] ?? profile?.[part];
  };
  for (const part of parts) choose(part);
  const dialect: Dialect = { controls: marksOf(source.controls) ?? marksOf(profile?.controls), ...chosen };
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
