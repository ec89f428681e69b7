import { insecureAddresses } from '../../lib/site/insecure-addresses.ts';
import { loadSite } from '../../lib/site/load-site.ts';
import { exitCode } from '../exit.ts';
import { bad, good, odd, print, printJson } from '../output.ts';
import { reachDestinations } from './check-connect.ts';

export async function check(
  directory: string,
  options: { readonly json?: boolean; readonly connect?: boolean; readonly secrets?: string },
): Promise<void> {
  const loaded = loadSite(directory);
  const reached =
    loaded.ok && options.connect === true ? await reachDestinations(loaded.site.destinations, options) : [];
  if (!loaded.ok || reached.some(({ isReached }) => !isReached)) process.exitCode = exitCode.problem;
  if (options.json) {
    printJson(
      loaded.ok
        ? {
            ok: true,
            version: loaded.version,
            insecure: insecureAddresses(loaded.site).map(({ address }) => address),
            ...(options.connect === true ? { destinations: reached } : {}),
          }
        : loaded,
    );
  } else if (loaded.ok) {
    const { sources, destinations, laboratory } = loaded.site;
    print`${good('ok')} ${laboratory.name}: ${sources.length} sources, ${destinations.length} destinations, version ${loaded.version}`;
    for (const { address } of insecureAddresses(loaded.site))
      print`${odd('insecure')} ${address} is plain HTTP to another machine`;
    for (const { destination, isReached, finding } of reached)
      print`${isReached ? good('ok') : bad('not reached')} ${destination}: ${finding}`;
  } else {
    for (const { path, message } of loaded.problems) print`${bad(path)}: ${message}`;
  }
}
