import { type KnownControls, systemHistory } from '../app/quality/find-lot.ts';
import type { ControlAction } from '../model/control-action.ts';
import type { PageContext } from './page.ts';

/** A test system of the site, as its controls are judged. Undefined if there is none of this name. */
export function knownSystem(
  id: string,
  { system: { quality }, zone }: PageContext,
): KnownControls | undefined {
  const system = quality?.systems.find((one) => one.id === id);
  return quality && system && { materials: quality.materials, system, timeZone: zone };
}

/** Takes the turn of a person who acts on what the form says that they saw: false if somebody was faster. */
export const takeTurn = (
  known: KnownControls,
  of: string,
  after: string,
  { system: { controlActions, clock } }: PageContext,
): Promise<boolean> => controlActions.takeTurn(systemHistory(known.system), { of, after }, clock());

/** The newest of some actions, by when it was documented. */
export const newestOf = (actions: readonly ControlAction[]): ControlAction | undefined =>
  actions.reduce<ControlAction | undefined>(
    (newest, one) => (newest === undefined || one.recordedAt >= newest.recordedAt ? one : newest),
    undefined,
  );
