/** The version of the state of a test system by which a result was held. Undefined: not known. */
export interface AwaitedState {
  readonly system: string;
  readonly version: number | undefined;
}

/**
 * What a result waits for that no later control releases: that a control or an action comes late and changes the past of its
 * test system. The id of a test system has no `#`.
 */
export const pastOf = (system: string): string => `${system}#past`;
