import type { QcPoint } from '../../model/qc-point.ts';
import type { LotUse } from '../../quality/point.ts';
import type { LotName, LotOfSystem, Material, Quality, TestSystem } from '../../site/quality/schema.ts';

/** What is known of a site's controls when their points are judged. */
export interface KnownControls extends Pick<Quality, 'materials'> {
  readonly system: TestSystem;
  /** The laboratory's time zone: a lot expires at the end of its day. */
  readonly timeZone: string;
}

export interface FoundLot {
  /** Material and lot of the site; for an unknown lot, the words of the message. */
  readonly lot: string;
  /** Undefined if the lot is unknown. */
  readonly material?: string | undefined;
  /** Empty if the lot is unknown. */
  readonly level: string;
  readonly use: LotUse;
  readonly isExpired: boolean;
}

/** A lot of one material is another one than the same number of another material. */
export const lotId = ({ material, lot }: { readonly material: string; readonly lot: string }): string =>
  `${material}/${lot}`;

interface Named {
  readonly name: LotName;
  readonly material: string;
  readonly lot: string;
  readonly level: string;
  readonly expires: string | undefined;
}

/**
 * Finds the lot and level of points by the names that the site gives them. The name with the most words counts. If
 * several lots have it, the point is of the one that was in use when it was measured.
 */
export function lotFinder({ materials, system, timeZone }: KnownControls) {
  const named = materials.flatMap(namesOf).filter(({ name }) => name.source === system.source);
  const days = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const states = new Map(system.lots.map((lot) => [lotId(lot), lot]));
  const useOf = (one: Named, at: number): LotUse => useAt(states.get(lotId(one)), at);
  return (point: QcPoint, at: number): FoundLot => {
    const found = inUse(bestOf(named, wordsOf(point)), (one) => useOf(one, at));
    if (found === undefined) return { lot: textOf(point), level: '', use: 'none', isExpired: false };
    const isExpired = found.expires !== undefined && days.format(at) > found.expires;
    const { material, level } = found;
    return { lot: lotId(found), material, level, use: useOf(found, at), isExpired };
  };
}

const namesOf = ({ id, lots }: Material): Named[] =>
  lots.flatMap(({ lot, expires, levels }) =>
    levels.flatMap(({ level, names }) => names.map((name) => ({ name, material: id, lot, level, expires }))),
  );

type Words = Pick<LotName, 'material' | 'product' | 'lot'>;

/** How a message names the lot and level of a result. */
export const wordsOf = ({ material: { id, product, lot } }: QcPoint): Words => ({
  material: id?.value,
  product: product?.codings[0]?.code ?? product?.text,
  lot,
});

const kinds = ['material', 'product', 'lot'] as const;

function bestOf(named: readonly Named[], words: Words): readonly Named[] {
  const count = ({ name }: Named) => kinds.filter((kind) => name[kind] !== undefined).length;
  const fitting = named.filter(({ name }) =>
    kinds.every((kind) => name[kind] === undefined || name[kind] === words[kind]),
  );
  const most = fitting.reduce((best, one) => Math.max(best, count(one)), 0);
  return fitting.filter((one) => count(one) === most);
}

/** The only one; otherwise the only active one, otherwise the only parallel one. */
function inUse(candidates: readonly Named[], useOf: (one: Named) => LotUse): Named | undefined {
  if (candidates.length <= 1) return candidates[0];
  const active = candidates.filter((one) => useOf(one) === 'active');
  const used = active.length > 0 ? active : candidates.filter((one) => useOf(one) === 'parallel');
  return used.length === 1 ? used[0] : undefined;
}

function useAt(lot: LotOfSystem | undefined, at: number): LotUse {
  const isSince = (time: string | undefined) => time !== undefined && Date.parse(time) <= at;
  if (lot === undefined || isSince(lot.retired)) return 'none';
  return isSince(lot.active) ? 'active' : isSince(lot.parallel) ? 'parallel' : 'none';
}

/** How a message names an unknown lot. */
const textOf = (point: QcPoint): string => {
  const words = wordsOf(point);
  return kinds.flatMap((kind) => (words[kind] === undefined ? [] : [`${kind} ${words[kind]}`])).join(', ');
};

export const systemHistory = ({ source, analyzer, analyte }: TestSystem) => ({
  source,
  processingId: 'P',
  analyzer: analyzer ?? source,
  analyte,
});
