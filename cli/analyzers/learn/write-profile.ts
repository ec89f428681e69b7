import { printable, printableJson } from '../../../lib/shared/printable.ts';
import type { Proposed, ProposedProfile } from './propose.ts';

/** A text or value of a capture as YAML: JSON in one line is YAML too. */
const put = (value: unknown): string => printableJson(value);

const row = ({ value, evidence }: Proposed): string =>
  `  - { ${Object.entries(value)
    .map(([key, one]) => `${key}: ${put(one)}`)
    .join(', ')} } # ${printable(evidence)}`;

/** The text of a profile to complete. Each line has its evidence; words in capitals are to be replaced. */
export function writeProfile(
  proposed: ProposedProfile,
  {
    files,
    messages,
    framings,
  }: { readonly files: number; readonly messages: number; readonly framings: readonly string[] },
): string {
  const { application, facts, unknown } = proposed;
  const block = (name: string, rows: readonly Proposed[]): readonly string[] =>
    rows.length === 0 ? [] : [`${name}:`, ...rows.map(row)];
  const nested = (name: string, inner: string, rows: readonly Proposed[]): readonly string[] =>
    rows.length === 0 ? [] : [`${name}:`, `  ${inner}:`, ...rows.map((one) => `  ${row(one)}`)];
  return `${[
    `# Proposed from ${files} files with ${messages} messages. Replace the words in capitals, choose the section,`,
    '# and keep only what a source or a capture shows.',
    'maker: MAKER',
    'models: [MODEL]',
    'section: chemistry and immunoassay',
    ...block('protocol', proposed.protocol),
    'sources:',
    '  - { id: captures, title: CAPTURES, at: "https://example.org/WHERE-ANYBODY-CAN-READ-THEM" }',
    'verifiedBy: [capture]',
    'facts:',
    ...facts.map(({ fact, at }) => `  - { fact: ${put(fact)}, from: [captures, ${put(at)}] }`),
    'unknown:',
    ...unknown.map((one) => `  - ${put(one)}`),
    ...(framings.length === 0 ? [] : ['link:', `  framing: ${put(framings)}`]),
    ...(application.length === 0
      ? []
      : [
          'names:',
          `  application: ${put(application.map(({ text }) => text))} # ${printable(application[0]?.at ?? '')}`,
        ]),
    ...nested('controls', 'marks', proposed.controls),
    ...nested('query', 'layouts', proposed.query),
    ...block('codes', proposed.codes),
    ...nested('values', 'none', proposed.none),
    ...block('flags', proposed.flags),
    ...block('map', proposed.map),
  ].join('\n')}\n`;
}
