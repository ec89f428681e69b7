import { type Profile, sections } from './profile.ts';

export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** Characters that Markdown would read as its own. */
const plain = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]<>|#~]/g, (character) => `\\${character}`);

const words: Readonly<Record<Profile['verifiedBy'][number], string>> = {
  manual: 'manual',
  capture: 'capture',
  bench: 'instrument',
};

const verifiedText = ({ verifiedBy }: Profile): string => verifiedBy.map((by) => words[by]).join(', ');

const protocolText = ({ protocol }: Profile): string =>
  protocol.map(({ kind, version }) => (version === undefined ? kind : `${kind} ${version}`)).join(', ');

/** Every kind of message that is played, with its number: `3 result, 1 query`. */
function playsText({ simulator }: Profile): string {
  const counts = new Map<string, number>();
  for (const { kind } of simulator) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none';
}

/** The page about analyzers, in Markdown. It is the same for the same profiles. */
export function analyzersPage(profiles: readonly NamedProfile[]): string {
  const facts = profiles.flatMap(({ profile }) => profile.facts);
  const ofSections = sections
    .map((section) => ({ section, members: profiles.filter(({ profile }) => profile.section === section) }))
    .filter(({ members }) => members.length > 0);
  return `${[
    '# Analyzers',
    '',
    '<!-- generated from profiles/*.yaml: LABWIRE_DOCS=write npx jest analyzers-page -->',
    '',
    'Each instrument family has a profile: what public documents say about its messages, and nothing else. A source of a',
    'site names it (`profile: NAME` in `site.yaml`) and can replace each part; [profiles/README.md](../profiles/README.md)',
    'explains the parts. An instrument that is missing can be [added](../CONTRIBUTING.md#add-an-analyzer).',
    '',
    '```sh',
    'npx labwire analyzer list',
    'npx labwire conformance --profiles',
    '```',
    '',
    `${profiles.length} profiles with ${facts.length} facts. *Manual* means that the maker's document says it, *capture* that a message of a`,
    'real instrument shows it, *instrument* that it was tried on one. No profile replaces the validation of your own',
    'interface.',
    '',
    '| Profile | Instrument | Protocol | Verified by | Facts | Codes with LOINC | Messages that are played |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...ofSections.flatMap(({ members }) => members.map(row)),
    ...ofSections.flatMap(({ section, members }) => [
      '',
      `## ${section.charAt(0).toUpperCase()}${section.slice(1)}`,
      ...members.flatMap(chapter),
    ]),
  ].join('\n')}\n`;
}

function row({ name, profile }: NamedProfile): string {
  const coded = profile.map.filter(({ loinc }) => loinc !== undefined).length;
  const cells = [
    `[${name}](#${name})`,
    `${plain(profile.maker)} ${plain(profile.models.join(', '))}`,
    plain(protocolText(profile)),
    verifiedText(profile),
    String(profile.facts.length),
    String(coded),
    playsText(profile),
  ];
  return `| ${cells.join(' | ')} |`;
}

function chapter({ name, profile }: NamedProfile): readonly string[] {
  const { maker, models, facts, sources, unknown, map, simulator } = profile;
  return [
    '',
    `### ${name}`,
    '',
    `${plain(maker)} ${plain(models.join(', '))}. ${plain(protocolText(profile))}. Verified by: ${verifiedText(profile)}.`,
    ...linkText(profile),
    ...list(
      'Facts',
      facts.map(
        ({ fact, from: [source, page] }) =>
          `${plain(fact)} (${[source, page]
            .filter((part) => part !== undefined)
            .map(plain)
            .join(', ')})`,
      ),
    ),
    ...list('Codes', map.map(codeText)),
    ...list(
      'Messages that are played',
      simulator.map(({ name: play, kind }) => `${plain(play)} (${kind})`),
    ),
    ...list('Not known', unknown.map(plain)),
    ...list(
      'Sources',
      sources.map(
        ({ id, title, edition, at }) =>
          `${plain(id)}: [${plain(title)}](${address(at)})${edition === undefined ? '' : `, ${plain(edition)}`}`,
      ),
    ),
  ];
}

function linkText({ link, names }: Profile): readonly string[] {
  const parts = [
    link?.transport === undefined ? [] : [`Link: ${link.transport.join(' or ')}`],
    link?.framing === undefined ? [] : [`framing: ${link.framing.join(' or ')}`],
    link?.charset === undefined ? [] : [`character set: ${plain(link.charset)}`],
    names?.application === undefined ? [] : [`names itself ${plain(names.application.join(', '))}`],
  ].flat();
  return parts.length === 0 ? [] : ['', `${parts.join('; ')}.`];
}

function codeText({ code, sub, loinc, display, unit }: Profile['map'][number]): string {
  const name = [code, sub]
    .filter((part) => part !== undefined)
    .map(plain)
    .join(' / ');
  const meaning = [loinc, display]
    .filter((part) => part !== undefined)
    .map(plain)
    .join(' ');
  return [name, meaning || 'no LOINC code', ...(unit === undefined ? [] : [plain(unit)])].join(': ');
}

const list = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : ['', `**${title}**`, '', ...items.map((item) => `- ${item}`)];

/** An address may hold characters that end a link. */
const address = (at: string): string =>
  at.replaceAll(/[()\s<>]/g, (character) =>
    encodeURIComponent(character).replace('(', '%28').replace(')', '%29'),
  );
