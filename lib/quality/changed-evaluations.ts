/** An event whose verdict must be written anew. */
export interface ChangedEvaluation<E> {
  readonly id: string;
  readonly before?: E | undefined;
  /** Undefined if the event no longer exists: its points belong to others. */
  readonly after?: E | undefined;
}

/**
 * The events that a late, excluded or newly targeted point changed: those that are new, those with anything else than
 * before, and those that are gone. An event whose evaluation is the same is not among them.
 */
export function changedEvaluations<E extends { readonly id: string }>(
  before: readonly E[],
  after: readonly E[],
): readonly ChangedEvaluation<E>[] {
  const known = new Map(before.map((evaluation) => [evaluation.id, evaluation]));
  const now = new Set(after.map(({ id }) => id));
  const changed = after
    .map((evaluation) => ({ id: evaluation.id, before: known.get(evaluation.id), after: evaluation }))
    .filter((pair) => JSON.stringify(pair.before) !== JSON.stringify(pair.after));
  const gone = before.filter(({ id }) => !now.has(id)).map((one) => ({ id: one.id, before: one }));
  return [...changed, ...gone];
}
