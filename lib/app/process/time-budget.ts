/** The longest time for one message: half the time of the function, so that a batch has time for its other messages. */
const MESSAGE_BUDGET_MS = 30_000;

/** Throws `BudgetSpent` when the time for the message is over. It is asked between two parts of a message. */
export type CheckTime = () => void;

/** `elapsedMs` is a clock that only goes forward. */
export function timeBudget(elapsedMs: () => number, budgetMs = MESSAGE_BUDGET_MS): CheckTime {
  const begin = elapsedMs();
  return () => {
    if (elapsedMs() - begin > budgetMs) throw new BudgetSpent();
  };
}

/** The message takes longer to read than any message of a laboratory. */
export class BudgetSpent extends Error {
  constructor() {
    super('the time for one message is over');
  }
}
