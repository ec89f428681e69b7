import { orderOfParent, type ParentNames } from '../isolates/parent-names.ts';
import type { Cell } from './collection-cells.ts';

/** The label of a collection that nothing but its parent names. */
export const parentLabel = (parent: ParentNames | undefined): string =>
  parent === undefined
    ? ''
    : `^${[parent.code, parent.subId].filter((one) => one !== undefined).join('^') || (orderOfParent(parent) ?? '')}`;

/**
 * The label always names the parent. It names the time and the specimen only if a collection of the same
 * parent already has the plain label.
 */
export function labelOf(
  { parent, specimen, time }: Cell,
  isFirst: boolean,
  taken: ReadonlySet<string>,
): string {
  const ofParent = parentLabel(parent);
  const order = parent && orderOfParent(parent);
  const own = [
    specimen?.ids[0]?.find((id) => id !== undefined) ?? specimen?.type,
    time?.minute === undefined ? time?.day : new Date(time.minute * 60_000).toISOString().slice(0, 16),
  ];
  const candidates = [
    ...(isFirst ? [ofParent] : []),
    ...(order === undefined ? [] : [`${ofParent}^${order}`]).filter(() => isFirst),
    `${ofParent}@${own[1] ?? ''}`,
    `${ofParent}@${own[1] ?? ''} ${own[0] ?? ''}`,
  ];
  const free = candidates.find((label) => !taken.has(label));
  if (free !== undefined) return free;
  for (let count = 2; ; count++) if (!taken.has(`${ofParent}@${count}`)) return `${ofParent}@${count}`;
}
