import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isKnownCharset } from '@labwire/hl7/charset/character-sets';
import type { DestinationConfig } from '../destinations/kinds.ts';
import { loadProfile, type ReadProfile, readProfile } from '../profiles/load-profiles.ts';
import { readYaml } from '../shared/read-yaml.ts';
import { readCodeCsv } from '../terminology/code-csv.ts';
import type { CodeLine } from '../terminology/code-map.ts';
import type { Term } from '../terminology/term.ts';
import { type CsvProblem, readTermCsv } from '../terminology/term-csv.ts';
import { compileScripts } from './compile-scripts.ts';
import { issueText } from './issue-text.ts';
import { pathText } from './path-text.ts';
import { loadQuality } from './quality/load-quality.ts';
import type { Quality } from './quality/schema.ts';
import { resolveSource, withProfileTerms } from './resolve-source.ts';
import { readSiteFile } from './safe-file.ts';
import type { ScriptProgram } from './script-program.ts';
import { type Site, type Source, siteSchema } from './site.ts';
import type { SiteProblem } from './site-problem.ts';
import { siteVersionOf } from './site-version.ts';

export type LoadedSite =
  | {
      readonly ok: true;
      readonly site: Site;
      readonly version: string;
      /** The site's compiled scripts; undefined if no source has one. */
      readonly scripts?: ScriptProgram | undefined;
      /** Its control materials and test systems. They are not part of the version: no message is read by them. */
      readonly quality?: Quality | undefined;
    }
  | { readonly ok: false; readonly problems: readonly SiteProblem[] };

/**
 * Reads and checks `site.yaml`, the maps, the scripts and the quality files of a folder, and gives all problems at once.
 * `version` is a digest of the configuration in use: the same configuration has the same version.
 */
export function loadSite(directory: string): LoadedSite {
  const file = join(directory, 'site.yaml');
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    return { ok: false, problems: [{ path: directory, message: 'no such folder' }] };
  if (!existsSync(file))
    return { ok: false, problems: [{ path: file, message: 'no such file; a site needs a site.yaml' }] };
  const read = readSiteFile(directory, 'site.yaml');
  if ('problem' in read) return { ok: false, problems: [{ path: file, message: read.problem }] };
  const yaml = readYaml(read.text);
  if (!yaml.ok)
    return {
      ok: false,
      problems: yaml.problems.map(({ line, message }) => ({
        path: line === undefined ? file : `${file}:${line}`,
        message,
      })),
    };
  const parsed = checkSite(yaml.content, (name) => ownProfile(directory, name) ?? loadProfile(name));
  if (!parsed.ok) return parsed;
  const checked = withMaps(directory, parsed.site);
  if (!checked.ok) return checked;
  const scripts = compileScripts(directory, checked.site);
  if (!scripts.ok) return scripts;
  const quality = loadQuality(directory, checked.site);
  if (!quality.ok) return quality;
  const { program } = scripts;
  const complete = { ...checked, quality: quality.quality };
  if (program === undefined) return complete;
  return { ...complete, scripts: program, version: siteVersionOf(checked.site, program) };
}

/** Reads the maps of the site's sources and destinations. */
function withMaps(directory: string, site: Site): LoadedSite {
  const problems: SiteProblem[] = [];
  const read = <T>(
    name: string,
    path: string,
    parse: (text: string) => { readonly values: readonly T[]; readonly problems: readonly CsvProblem[] },
  ): readonly T[] => {
    const file = readSiteFile(directory, name);
    if ('problem' in file) {
      problems.push({ path, message: file.problem });
      return [];
    }
    const { values, problems: ofFile } = parse(file.text);
    problems.push(...ofFile.map(({ line, message }) => ({ path: `${name}:${line}`, message })));
    return values;
  };
  const sources = site.sources.map((source, index) => {
    const own = source.maps.flatMap((name, map) =>
      read<Term>(name, `sources[${index}].maps[${map}]`, toTerms),
    );
    return { ...source, terms: withProfileTerms(own, source.terms) };
  });
  const destinations = site.destinations.map((destination, index) => ({
    ...destination,
    translations: destination.codes.flatMap((name, map) =>
      read<CodeLine>(name, `destinations[${index}].codes[${map}]`, toCodes),
    ),
  }));
  if (problems.length > 0) return { ok: false, problems };
  const mapped = { ...site, sources, destinations };
  return { ok: true, site: mapped, version: siteVersionOf(mapped) };
}

function toTerms(text: string) {
  const { terms, problems } = readTermCsv(text);
  return { values: terms, problems };
}

function toCodes(text: string) {
  const { lines, problems } = readCodeCsv(text);
  return { values: lines, problems };
}

/**
 * Checks a configuration in memory. The maps of its sources are not read. `profileOf` finds the profile of a source;
 * by default it is one of those that come with Labwire.
 */
export function checkSite(value: unknown, profileOf: typeof loadProfile = loadProfile): LoadedSite {
  const parsed = siteSchema.safeParse(value);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => ({
        path: pathText(issue.path) || 'site.yaml',
        message: issueText(issue),
      })),
    };
  }
  const problems: SiteProblem[] = [];
  const sources = parsed.data.sources.map((source, index): Source => {
    const at = `sources[${index}]`;
    if (source.charset !== undefined && !isKnownCharset(source.charset))
      problems.push({ path: `${at}.charset`, message: 'not a character set of HL7 table 0211' });
    const resolved = resolveSource(source, profileOf);
    problems.push(...resolved.problems.map((message) => ({ path: `${at}.profile`, message })));
    return resolved.source;
  });
  if (problems.length > 0) return { ok: false, problems };
  const site = {
    ...parsed.data,
    sources,
    destinations: parsed.data.destinations.map(
      (destination): DestinationConfig => ({ ...destination, translations: [] }),
    ),
  };
  return { ok: true, site, version: siteVersionOf(site) };
}

/** A profile in the site's own folder. Undefined if there is none of this name. */
function ownProfile(directory: string, name: string): ReadProfile | undefined {
  const file = `profiles/${name}.yaml`;
  if (!existsSync(join(directory, file))) return undefined;
  const read = readSiteFile(directory, file);
  return 'problem' in read
    ? { ok: false, problems: [{ path: file, message: read.problem }] }
    : readProfile(read.text);
}
