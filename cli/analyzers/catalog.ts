import type { NamedProfile } from '../../lib/profiles/analyzers-page.ts';
import { loadProfile, profileNames } from '../../lib/profiles/load-profiles.ts';
import { UsageError } from '../exit.ts';

/** Every profile that comes with Labwire. @throws UsageError if one of them cannot be read */
export const allProfiles = (): readonly NamedProfile[] => profileNames().map((name) => profileNamed(name));

/** @throws UsageError if there is no profile of this name, with the nearest names, or if it cannot be read */
export function profileNamed(name: string, load: typeof loadProfile = loadProfile): NamedProfile {
  const read = load(name);
  if (read?.ok === true) return { name, profile: read.profile };
  if (read !== undefined)
    throw new UsageError(
      `profiles/${name}.yaml: ${read.problems.map(({ path, message }) => `${path === '' ? '' : `${path}: `}${message}`).join('; ')}`,
    );
  const words = name.toLowerCase().split('-');
  const near = profileNames().filter((known) => words.some((word) => word !== '' && known.includes(word)));
  throw new UsageError(
    near.length === 0
      ? 'there is no such profile: labwire analyzer list names them'
      : `there is no such profile; similar names: ${near.join(', ')}`,
  );
}
