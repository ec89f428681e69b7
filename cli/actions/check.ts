import { assignersWithoutOid } from '../../lib/site/assigners-without-oid.ts';
import { insecureAddresses } from '../../lib/site/insecure-addresses.ts';
import { loadSite } from '../../lib/site/load-site.ts';
import type { Site } from '../../lib/site/site.ts';
import { hasMutualTls, unprovenSources } from '../../lib/site/unproven-sources.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode } from '../exit.ts';
import { bad, good, odd, print, printJson } from '../output.ts';
import { reachDestinations, secretUses } from './check-connect.ts';

export async function check(
  directory: string,
  options: {
    readonly json?: boolean;
    readonly connect?: boolean;
    readonly secrets?: string;
    readonly yes?: boolean;
  },
): Promise<void> {
  const loaded = loadSite(directory);
  const mayConnect = loaded.ok && options.connect === true && (await maySend(loaded.site, options));
  const reached = mayConnect ? await reachDestinations(loaded.site.destinations, options) : [];
  if (!loaded.ok || reached.some(({ isReached }) => !isReached)) process.exitCode = exitCode.problem;
  if (options.json) {
    printJson(
      loaded.ok
        ? {
            ok: true,
            version: loaded.version,
            insecure: insecureAddresses(loaded.site).map(({ address }) => address),
            withoutCertificate: unprovenSources(loaded.site),
            withoutOid: assignersWithoutOid(loaded.site),
            controlMaterials: loaded.quality?.materials.length ?? 0,
            testSystems: loaded.quality?.systems.length ?? 0,
            ...(mayConnect ? { destinations: reached } : {}),
          }
        : loaded,
    );
  } else if (loaded.ok) {
    const { sources, destinations, laboratory } = loaded.site;
    print`${good('ok')} ${laboratory.name}: ${sources.length} sources, ${destinations.length} destinations, version ${loaded.version}`;
    const { materials = [], systems = [] } = loaded.quality ?? {};
    if (materials.length + systems.length > 0)
      print`${good('ok')} quality control: ${materials.length} control materials, ${systems.length} test systems`;
    for (const { address } of insecureAddresses(loaded.site))
      print`${odd('insecure')} ${address} is plain HTTP to another machine`;
    const unproven = hasMutualTls(loaded.site) ? unprovenSources(loaded.site) : [];
    if (unproven.length > 0)
      print`${odd('without certificate')} ${unproven.join(', ')}: no certificate is bound to them, so any sender that may connect can send as one of them`;
    for (const { destination, assigners } of assignersWithoutOid(loaded.site))
      print`${odd('without OID')} ${destination}: hl7.oids.assigners lacks ${assigners.length === 0 ? 'every assigner' : assigners.join(', ')}: numbers are sent with the name of the assigner alone, and the receiver may refuse them`;
    for (const { destination, isReached, finding } of reached)
      print`${isReached ? good('ok') : bad('not reached')} ${destination}: ${finding}`;
  } else {
    for (const { path, message } of loaded.problems) print`${bad(path)}: ${message}`;
  }
}

/** Shows which secret would be used for which address, and asks. Without secrets there is nothing to ask. */
async function maySend(
  { destinations }: Site,
  { json, yes }: { readonly json?: boolean; readonly yes?: boolean },
): Promise<boolean> {
  const uses = secretUses(destinations);
  if (uses.length === 0) return true;
  if (json !== true)
    for (const { secret, address } of uses) print`${odd('secret')} ${secret} is used for ${address}`;
  return isConfirmed('Is this your own site, and may these secrets be used for these addresses?', { yes });
}
