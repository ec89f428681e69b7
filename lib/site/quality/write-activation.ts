import { type Document, isMap, isSeq, parseDocument, Scalar } from 'yaml';
import type { LotOfSystem, TargetOfSystem } from './schema.ts';

/** Changes of the lots and targets of a test system. */
export interface LotChange {
  readonly lots: readonly LotOfSystem[];
  readonly targets: readonly TargetOfSystem[];
}

/**
 * The text of a quality file with the states of lots and the targets of an activation. Everything else, comments too, stays.
 * Undefined if the file has no such test system, or not all of the lots.
 */
export function withActivation(text: string, system: string, change: LotChange): string | undefined {
  const document = parseDocument(text);
  const index = indexOf(document, ['systems'], ({ id }) => id === system);
  if (index === -1) return undefined;
  const place = ['systems', index];
  for (const { material, lot, active, retired, by } of change.lots) {
    const at = indexOf(
      document,
      [...place, 'lots'],
      (one) => one['material'] === material && one['lot'] === lot,
    );
    if (at === -1) return undefined;
    const states = { active, retired, by };
    for (const [name, value] of Object.entries(states))
      if (value !== undefined) document.setIn([...place, 'lots', at, name], value);
  }
  if (!isSeq(document.getIn([...place, 'targets'])))
    document.setIn([...place, 'targets'], document.createNode([]));
  for (const target of change.targets) document.addIn([...place, 'targets'], nodeOf(document, target));
  return document.toString({ lineWidth: 0 });
}

/** A target as people write it. Numbers, lots and levels stand in quotes. */
function nodeOf(document: Document, target: TargetOfSystem) {
  const { scale, unit, ...rest } = target;
  const written = {
    ...rest,
    ...(unit === undefined ? {} : { unit }),
    ...(scale === 'linear' ? {} : { scale }),
  };
  const node = document.createNode(written, { flow: true });
  if (isMap(node))
    for (const name of ['lot', 'level', 'mean', 'sd']) {
      const value = node.get(name, true);
      if (value instanceof Scalar) value.type = Scalar.QUOTE_DOUBLE;
    }
  return node;
}

function indexOf(
  document: Document,
  path: readonly unknown[],
  isMeant: (item: Readonly<Record<string, unknown>>) => boolean,
): number {
  const list = document.getIn(path);
  if (!isSeq(list)) return -1;
  return list.items.findIndex((item) => isMap(item) && isMeant(item.toJSON() as Record<string, unknown>));
}
