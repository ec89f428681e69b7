import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { LotOfSystem, TargetOfSystem } from './schema.ts';

/** Changes of the lots and targets of a test system. */
export interface LotChange {
  readonly lots: readonly LotOfSystem[];
  readonly targets: readonly TargetOfSystem[];
}

/** A piece of text that takes the place of another one. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The text of a quality file with the states of lots and the targets of an activation. Every other character stays, so that a
 * reviewer sees the activation alone. Undefined if the file has no such test system, or not all of the lots.
 */
export function withActivation(text: string, system: string, change: LotChange): string | undefined {
  const document = parseDocument(text);
  const found = itemOf(document, ['systems'], ({ id }) => id === system);
  if (found === undefined) return undefined;
  const lots = found.get('lots');
  const edits: Edit[] = [];
  for (const { material, lot, active, retired, by } of change.lots) {
    const node = mapIn(lots, (one) => one['material'] === material && one['lot'] === lot);
    if (node === undefined) return undefined;
    edits.push(...editsOfLot(text, node, { active, retired, by }));
  }
  const targets = change.targets.map(targetText);
  if (targets.length > 0) edits.push(editOfTargets(text, found, targets));
  return edits
    .toSorted((one, other) => other.from - one.from)
    .reduce((all, { from, to, text: piece }) => all.slice(0, from) + piece + all.slice(to), text);
}

/** New states come after the last key of the lot, on its line or on lines of their own. */
function editsOfLot(
  text: string,
  lot: YAMLMap,
  states: Readonly<Record<string, string | undefined>>,
): readonly Edit[] {
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const [name, value] of Object.entries(states)) {
    const before = lot.get(name, true);
    if (value === undefined) continue;
    const words = scalarText(value);
    if (isScalar(before) && before.range) edits.push({ ...spanOf(before), text: words });
    else added.push(`${name}: ${words}`);
  }
  const separator = lot.flow === true ? ', ' : `\n${' '.repeat(columnOf(text, spanOf(lot).from))}`;
  const end = spanOf(lot.items.at(-1)?.value).to;
  const to = lot.flow === true ? end : endOfLine(text, end);
  if (added.length > 0) edits.push({ from: to, to, text: added.map((one) => `${separator}${one}`).join('') });
  return edits;
}

/** After the last target; without one, after the lots. */
function editOfTargets(text: string, system: YAMLMap, targets: readonly string[]): Edit {
  const list = system.get('targets');
  const last = isSeq(list) ? list.items.at(-1) : undefined;
  if (isSeq(list) && list.flow === true) {
    const to = spanOf(list).to - 1;
    const from = last === undefined ? to : spanOf(last).to;
    return { from, to: from, text: `${last === undefined ? '' : ', '}${targets.join(', ')}` };
  }
  if (isSeq(list) && last !== undefined) {
    const margin = ' '.repeat(columnOf(text, spanOf(list).from));
    const at = endOfLine(text, endOfContent(last));
    return { from: at, to: at, text: targets.map((one) => `\n${margin}- ${one}`).join('') };
  }
  const margin = ' '.repeat(columnOf(text, spanOf(system).from));
  const lines = targets.map((one) => `\n${margin}  - ${one}`).join('');
  const empty = system.items.find(({ key }) => isScalar(key) && key.value === 'targets');
  const at = endOfLine(text, empty === undefined ? endOfContent(system.get('lots')) : spanOf(empty.key).to);
  return { from: at, to: at, text: empty === undefined ? `\n${margin}targets:${lines}` : lines };
}

/** Where the last value of a node ends: a block reaches over the comments after it. */
function endOfContent(node: unknown): number {
  if (isSeq(node) && node.flow !== true && node.items.length > 0) return endOfContent(node.items.at(-1));
  if (isMap(node) && node.flow !== true && node.items.length > 0)
    return endOfContent(node.items.at(-1)?.value);
  return spanOf(node).to;
}

function spanOf(node: unknown): { readonly from: number; readonly to: number } {
  const range = (node as { readonly range?: readonly [number, number, number] | null } | undefined)?.range;
  if (!range) throw new Error('a node of a parsed document has a range');
  return { from: range[0], to: range[1] };
}

/** A comment stays on the line of its value. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

/** A target as people write it. Numbers, lots and levels stand in quotes. */
function targetText({ scale, unit, limits, ...rest }: TargetOfSystem): string {
  const quoted = new Set(['lot', 'level', 'mean', 'sd', 'answer', 'grade']);
  const pairs = Object.entries({ ...rest, unit, scale: scale === 'linear' ? undefined : scale });
  const written = pairs.flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${quoted.has(name) ? JSON.stringify(value) : scalarText(value)}`,
  );
  const bounds = Object.entries(limits ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${JSON.stringify(value)}`,
  );
  const all = limits === undefined ? written : [...written, `limits: { ${bounds.join(', ')} }`];
  return `{ ${all.join(', ')} }`;
}

/** A time or a word as it is; any other text in quotes, so that it is no syntax. */
const scalarText = (value: string): string =>
  /^(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|[\p{L}][\p{L}\d ._/%-]*(?<! ))$/u.test(value) &&
  !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value);

type IsMeant = (item: Readonly<Record<string, unknown>>) => boolean;

const itemOf = (document: Document, path: readonly unknown[], isMeant: IsMeant): YAMLMap | undefined =>
  mapIn(document.getIn(path), isMeant);

function mapIn(list: unknown, isMeant: IsMeant): YAMLMap | undefined {
  if (!isSeq(list)) return undefined;
  return list.items.find((item): item is YAMLMap => isMap(item) && isMeant(item.toJSON()));
}
