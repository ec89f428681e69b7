import type { Segment } from '../message/segment.ts';
import { componentsOf, type Reader, unlessEmpty } from './read.ts';

/** HD: an authority by local name, or by a universal id and its type (HL7 v2.5.1 §2.A.36). */
export interface Hd {
  readonly namespace?: string | undefined;
  readonly universalId?: string | undefined;
  readonly universalIdType?: string | undefined;
}

/** EI: an identifier and the authority that assigned it (§2.A.28). */
export interface Ei {
  readonly id: string;
  readonly assigner: Hd;
}

/** EIP: one order by its placer number and its filler number (§2.A.29). */
export interface Eip {
  readonly placer?: Ei | undefined;
  readonly filler?: Ei | undefined;
}

/** CX: an identifier of a person, with its type from table 0203 (§2.A.14). */
export interface Cx extends Ei {
  readonly type?: string | undefined;
}

export const readHd: Reader<Hd> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  return unlessEmpty({
    namespace: component(1),
    universalId: component(2),
    universalIdType: component(3),
  });
};

/** Reads an HD inside a component, whose parts are sub-components. */
export function readNestedHd(segment: Segment, field: number, component: number, repetition = 1): Hd {
  const part = (subcomponent: number) => segment.value(field, { repetition, component, subcomponent });
  return { namespace: part(1), universalId: part(2), universalIdType: part(3) };
}

export const readEi: Reader<Ei> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  const id = component(1);
  if (id === undefined) return undefined;
  return {
    id,
    assigner: { namespace: component(2), universalId: component(3), universalIdType: component(4) },
  };
};

export const readEip: Reader<Eip> = (segment, field, repetition) =>
  unlessEmpty({
    placer: readNestedEi(segment, field, 1, repetition),
    filler: readNestedEi(segment, field, 2, repetition),
  });

function readNestedEi(segment: Segment, field: number, component: number, repetition = 1): Ei | undefined {
  const part = (subcomponent: number) => segment.value(field, { repetition, component, subcomponent });
  const id = part(1);
  if (id === undefined) return undefined;
  return { id, assigner: { namespace: part(2), universalId: part(3), universalIdType: part(4) } };
}

export const readCx: Reader<Cx> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  const id = component(1);
  if (id === undefined) return undefined;
  return { id, assigner: readNestedHd(segment, field, 4, repetition), type: component(5) };
};
