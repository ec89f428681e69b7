import type { NamedProfile } from '../../lib/profiles/analyzers-page.ts';
import type { Profile } from '../../lib/profiles/profile.ts';
import { allProfiles, profileNamed } from '../analyzers/catalog.ts';
import { UsageError } from '../exit.ts';
import { print, printJson, quiet, strong } from '../output.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** Lists the profiles whose name, maker, models or section have all the words. */
export function listAnalyzers(search: readonly string[], { json = false }: JsonOption): void {
  const found = allProfiles().filter((profile) => search.every((word) => has(profile, word)));
  if (found.length === 0)
    throw new UsageError('no profile has these words: labwire analyzer list names all of them');
  if (json) {
    printJson(found.map(summaryOf));
    return;
  }
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, profile } of found)
    print`${strong(name.padEnd(width))}  ${profile.maker} ${profile.models.join(', ')}  ${quiet(`${kindsOf(profile)}; verified by ${profile.verifiedBy.join(', ')}`)}`;
  print`\n${found.length} profiles`;
}

function has({ name, profile: { maker, models, section } }: NamedProfile, word: string): boolean {
  return [name, maker, section, ...models].some((text) => text.toLowerCase().includes(word.toLowerCase()));
}

const kindsOf = ({ protocol }: Profile): string => [...new Set(protocol.map(({ kind }) => kind))].join(', ');

const summaryOf = ({ name, profile }: NamedProfile) => ({
  name,
  maker: profile.maker,
  models: profile.models,
  section: profile.section,
  protocol: profile.protocol,
  verifiedBy: profile.verifiedBy,
  facts: profile.facts.length,
  codes: profile.map.length,
  messages: profile.simulator.map(({ name: play, kind }) => ({ name: play, kind })),
});

/** Prints one profile for a person, or whole as JSON. */
export function showAnalyzer(name: string, { json = false }: JsonOption): void {
  const { profile } = profileNamed(name);
  if (json) {
    printJson({ name, ...profile });
    return;
  }
  const { maker, models, section, protocol, verifiedBy, facts, unknown, sources, map, simulator, link } =
    profile;
  print`${strong(`${maker} ${models.join(', ')}`)}`;
  const versions = protocol.map(({ kind, version }) => [kind, version].filter(Boolean).join(' '));
  print`${section}; ${versions.join(', ')}; verified by ${verifiedBy.join(', ')}`;
  if (link !== undefined)
    print`link: ${[...(link.transport ?? []), ...(link.framing ?? [])].join(', ')} ${link.charset ?? ''}`;
  heading('Facts');
  for (const { fact, from } of facts) print`  ${fact} ${quiet(`(${from.join(', ')})`)}`;
  if (map.length > 0) heading('Codes');
  for (const { code, sub, loinc, display, unit } of map)
    print`  ${[code, sub]
      .filter((part) => part !== undefined)
      .join(' / ')
      .padEnd(16)} ${loinc ?? '-'}  ${display ?? ''} ${quiet(unit ?? '')}`;
  if (simulator.length > 0) heading('Messages that are played');
  for (const { name: play, kind } of simulator) print`  ${kind.padEnd(8)} ${play}`;
  if (unknown.length > 0) heading('Not known');
  for (const one of unknown) print`  ${one}`;
  heading('Sources');
  for (const { id, title, edition, at } of sources) {
    print`  ${id}: ${title}${edition === undefined ? '' : `, ${edition}`}`;
    print`    ${quiet(at)}`;
  }
}

const heading = (title: string): void => print`\n${strong(title)}`;
