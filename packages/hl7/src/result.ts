import type { Issue } from './issue.ts';

/** A value, or the issues that explain why there is none. Never both. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export const success = <T>(value: T): Result<T> => ({ ok: true, value });

export const failure = (...issues: readonly Issue[]): Result<never> => ({ ok: false, issues });
