import { readFileSync } from 'node:fs';
import { type Finished, labwire } from './labwire.ts';

/** Runs commands that a runbook page shows, and refuses all others. */
export function followPage(page: string, system: string) {
  const text = readFileSync(new URL(`../../docs/runbook/${page}.md`, import.meta.url), 'utf8');
  const shown = [...text.matchAll(/^npx labwire (.+)$/gm)].map(([, command]) => command);
  return (
    command: string,
    { values = {}, more = [] }: { values?: Readonly<Record<string, string>>; more?: readonly string[] } = {},
  ): Promise<Finished> => {
    if (!shown.includes(command)) throw new Error(`${page}.md does not show: npx labwire ${command}`);
    const words = command.split(' ').map((word) => values[word] ?? word);
    const isOnSystem = !words.includes('send') && !words.includes('spool');
    return labwire([...words, ...(isOnSystem ? ['--system', system] : []), ...more]);
  };
}
