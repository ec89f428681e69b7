import { UsageError } from './exit.ts';

/** @throws UsageError if the period ends before it begins */
export function checkPeriod({
  since,
  until,
}: {
  readonly since: Date;
  readonly until?: Date | undefined;
}): void {
  if (until !== undefined && until < since)
    throw new UsageError(
      `the period ends before it begins (${since.toISOString()}): give an earlier --since`,
    );
}
