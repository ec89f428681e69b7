/** The version of the state of a test system by which a result was held. Undefined: not known. */
export type AwaitedState =
  | { readonly system: string; readonly version: number | undefined }
  /** The message of a control of the source that has not been read. */
  | { readonly source: string; readonly unread: string };

/**
 * What a result waits for that no later control releases: that a control or an action comes late and changes the past of its
 * test system. The id of a test system has no `#`.
 */
export const pastOf = (system: string): string => `${system}#past`;

/** What a result waits for that came after the control of this message, which has not been read yet. */
export const unreadOf = (messageId: string): string => `${messageId}#unread`;
