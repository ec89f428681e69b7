import type { UnreadControls } from '../../ports/unread-controls.ts';
import type { Quality } from '../../site/quality/schema.ts';
import { systemsOf } from '../quality/site-systems.ts';

/** Controls of a source that wait to be read: the results of its gated test systems are held behind them. */
export interface UnreadOfSource {
  readonly source: string;
  readonly count: number;
  /** When the oldest of them was received. */
  readonly since: string;
}

export interface UnreadDependencies {
  readonly unread: Pick<UnreadControls, 'standing'>;
  readonly quality?: Quality | undefined;
}

/** So many milliseconds after its receipt a control is not read in its turn any more. */
export const UNREAD_MS = 5 * 60_000;

/**
 * The sources with controls that were received before a time and are not read yet. One request for each source with a gated test
 * system, and one more for one whose controls wait.
 */
export async function unreadControls(
  before: Date,
  { unread, quality }: UnreadDependencies,
): Promise<readonly UnreadOfSource[]> {
  if (quality === undefined) return [];
  const { isGated } = systemsOf(quality);
  const sources = [...new Set(quality.systems.map(({ source }) => source))].filter(isGated);
  const all = await Promise.all(
    sources.map(async (source) => {
      const standing = await unread.standing(source);
      const late = standing.filter(({ receivedAt }) => receivedAt < before.getTime());
      const oldest = Math.min(...late.map(({ receivedAt }) => receivedAt));
      return late.length === 0 ? [] : [{ source, count: late.length, since: new Date(oldest).toISOString() }];
    }),
  );
  return all.flat();
}
