import { loadSite } from '../../lib/site/load-site.ts';
import { exitCode } from '../exit.ts';
import { bad, good, printJson } from '../output.ts';

export function check(directory: string, options: { readonly json?: boolean }): void {
  const loaded = loadSite(directory);
  if (!loaded.ok) process.exitCode = exitCode.problem;
  if (options.json) {
    printJson(loaded.ok ? { ok: true, version: loaded.version } : loaded);
  } else if (loaded.ok) {
    const { sources, destinations, laboratory } = loaded.site;
    console.log(
      `${good('ok')} ${laboratory.name}: ${sources.length} sources, ${destinations.length} destinations, version ${loaded.version}`,
    );
  } else {
    for (const { path, message } of loaded.problems) console.log(`${bad(path)}: ${message}`);
  }
}
