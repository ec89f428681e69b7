import { readdirSync, readFileSync } from 'node:fs';
import { type Finished, labwire } from './labwire.ts';

const folder = new URL('../../docs/runbook/', import.meta.url);

/** The pages of the runbook, by name. */
export const runbookPages = readdirSync(folder).map((file) => file.replace(/\.md$/, ''));

/** The commands that a page shows, in code blocks and within sentences. */
export const commandsOn = (page: string): readonly string[] =>
  [...readFileSync(new URL(`${page}.md`, folder), 'utf8').matchAll(/\bnpx labwire ([^`\n]+)/g)].map(
    ([, command = '']) => command.trim(),
  );

/** Values of the words that a reader fills in: `ID`, `"TEXT"`. */
type Values = Readonly<Record<string, string>>;

/** Runs commands that a runbook page shows, word by word, and refuses all others. The system is in LABWIRE_SYSTEM. */
export function followPage(page: string, system: string) {
  const shown = commandsOn(page);
  return (
    command: string,
    {
      values = {},
      more = [],
      variables = {},
    }: {
      readonly values?: Values;
      readonly more?: readonly string[];
      readonly variables?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Finished> => {
    if (!shown.includes(command)) throw new Error(`${page}.md does not show: npx labwire ${command}`);
    const words = command.split(' ').map((word) => values[word] ?? word);
    return labwire([...words, ...more], undefined, { LABWIRE_SYSTEM: system, ...variables });
  };
}
