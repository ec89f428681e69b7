import type { NamedProfile } from '../../lib/profiles/analyzers-page.ts';
import { checkSite } from '../../lib/site/load-site.ts';
import type { CheckedSite } from '../../lib/site/site.ts';
import { messageOf, senderOf } from '../../simulators/play-message.ts';

interface SourceOfPlays {
  readonly id: string;
  readonly sender: { readonly application?: string; readonly facility?: string };
}

/** MSH-3 of the laboratory system that orders for the instrument of a profile. */
export const lisOf = (name: string): string => `LIS ${name}`;

/** The names under which the messages of a profile are sent, each a source. */
function sourcesOf({ name, profile }: NamedProfile): readonly SourceOfPlays[] {
  const senders = new Map<string, SourceOfPlays>();
  for (const { message } of profile.simulator) {
    const { application, facility } = senderOf(messageOf(message, { now: '20300101', id: '1' }));
    const sender = {
      ...(application === undefined ? {} : { application }),
      ...(facility === undefined ? {} : { facility }),
    };
    const key = JSON.stringify(sender);
    const id = senders.size === 0 ? name : `${name}-${senders.size + 1}`;
    if (!senders.has(key)) senders.set(key, { id, sender });
  }
  return [...senders.values()];
}

/** Profiles that can share one site: no two of them name themselves alike. */
export function groupsOf(profiles: readonly NamedProfile[]): readonly (readonly NamedProfile[])[] {
  const groups: { readonly members: NamedProfile[]; readonly senders: Set<string> }[] = [];
  for (const profile of profiles) {
    const senders = sourcesOf(profile).map(({ sender }) => JSON.stringify(sender));
    const group = groups.find((one) => senders.every((sender) => !one.senders.has(sender)));
    if (group === undefined) groups.push({ members: [profile], senders: new Set(senders) });
    else {
      group.members.push(profile);
      for (const sender of senders) group.senders.add(sender);
    }
  }
  return groups.map(({ members }) => members);
}

/** A site with the instruments of these profiles, a laboratory system for each, and one EHR. */
export function siteOfPlays(profiles: readonly NamedProfile[]): CheckedSite {
  const checked = checkSite({
    laboratory: { name: 'Conformance', system: 'https://conformance.example', timeZone: 'UTC' },
    sources: profiles
      .flatMap((profile) => [
        {
          ...{ id: `lis-${profile.name}`, kind: 'lis', sender: { application: lisOf(profile.name) } },
          numbersOf: profile.name,
        },
        ...sourcesOf(profile).map(({ id, sender }) => ({
          ...{ id, sender, kind: 'analyzer', profile: profile.name, numbersOf: profile.name },
        })),
      ])
      // a source that leaves its sender open takes only what no other takes
      .toSorted((a, b) => Object.keys(b.sender).length - Object.keys(a.sender).length),
    destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.example/fhir' }],
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return { site: checked.site, siteVersion: checked.version };
}
