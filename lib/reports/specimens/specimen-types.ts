import type { Coding, Concept } from '../../model/concept.ts';
import { isMaterialOf, type Material, materialNamed, openCodes, wordsOf } from './materials.ts';

/**
 * How the types of two specimens compare, closest first: they may be one; they differ, but are of one family (serum and
 * plasma); they differ, and more is not known; they are materials of two families (serum and urine).
 */
const typeRelations = ['one', 'kin', 'unlike', 'other'] as const;
export type TypeRelation = (typeof typeRelations)[number];

/**
 * Compares two types (SPM-4, OBR-15). Two codes differ only within one coding system, or if both materials are known.
 * A general type and a special one of it (urine, midstream urine) may be one. A missing type differs from nothing.
 */
export function compareTypes(a: Concept | undefined, b: Concept | undefined): TypeRelation {
  const [ours, theirs] = [namesOf(a), namesOf(b)];
  const materials = pairsOf(ours.flatMap(materialOf), theirs.flatMap(materialOf));
  const isKnown = materials.length > 0;
  const mayBeOne = !isKnown || materials.some(([one, other]) => isMaterialOf(one, other));
  if (mayBeOne && !pairsOf(ours, theirs).some(([one, other]) => contradict(one, other))) return 'one';
  if (!isKnown) return 'unlike';
  return materials.some(([one, other]) => one.family === other.family) ? 'kin' : 'other';
}

/** A type in one coding system, or in words alone. */
interface TypeName {
  readonly code: string;
  readonly system: string | undefined;
  readonly words: ReadonlySet<string>;
  readonly material: Material | undefined;
}

const known = new WeakMap<Concept, readonly TypeName[]>();

function namesOf(type: Concept | undefined): readonly TypeName[] {
  if (type === undefined) return [];
  const names = known.get(type) ?? codingsOf(type).flatMap(nameOf);
  known.set(type, names);
  return names;
}

const codingsOf = ({ codings, text = '' }: Concept): readonly Coding[] =>
  codings.length === 0 ? [{ code: text }] : codings;

function nameOf({ code, display, system }: Coding): readonly TypeName[] {
  const ofCode = wordsOf(code);
  const ofDisplay = wordsOf(display ?? '');
  const words = ofDisplay.size === 0 ? ofCode : ofDisplay;
  if (words.size === 0 || [...ofCode, ...ofDisplay].some((word) => openCodes.has(word))) return [];
  return [
    {
      ...{ code: code.trim().toLowerCase(), system: system?.toLowerCase(), words },
      material: materialNamed(ofCode) ?? materialNamed(ofDisplay),
    },
  ];
}

const materialOf = ({ material }: TypeName): readonly Material[] =>
  material === undefined ? [] : [material];

/** Whether one coding system has two codes for the two, and neither is a special case of the other. */
function contradict(a: TypeName, b: TypeName): boolean {
  if (a.system !== b.system || a.code === b.code) return false;
  if (a.material !== undefined && b.material !== undefined) return !isMaterialOf(a.material, b.material);
  return !isSpecialOf(a.words, b.words) && !isSpecialOf(b.words, a.words);
}

/** Whether words name a special case of others: `venous blood`. A digit names a collection: `24 h`, `tube 4`. */
const isSpecialOf = (special: ReadonlySet<string>, general: ReadonlySet<string>): boolean =>
  general.isSubsetOf(special) && ![...special.difference(general)].some((word) => /\p{N}/u.test(word));

/** Every one with every other. */
const pairsOf = <T>(some: readonly T[], others: readonly T[]): readonly (readonly [T, T])[] =>
  some.flatMap((one) => others.map((other) => [one, other] as const));
