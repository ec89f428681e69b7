import { type Hd, readNestedHd } from './identifiers.ts';
import { componentsOf, type Reader, unlessEmpty } from './read.ts';

/** XPN, and PN before v2.3: a person's name (HL7 v2.5.1 §2.A.88). */
export interface Xpn {
  readonly family?: string | undefined;
  readonly given?: string | undefined;
  readonly middle?: string | undefined;
  readonly suffix?: string | undefined;
  readonly prefix?: string | undefined;
  readonly use?: string | undefined;
}

/** XCN, and CN before v2.3: a person by id and name (§2.A.86). */
export interface Xcn extends Xpn {
  readonly id?: string | undefined;
  readonly assigner: Hd;
}

/** NDL: a person who took part in a result (§2.A.47). The place and the times are not read. */
export type Ndl = Xcn;

/** XON: an organization (§2.A.87). */
export interface Xon {
  readonly name?: string | undefined;
  /** XON.10; before v2.5, XON.3. */
  readonly id?: string | undefined;
  readonly assigner: Hd;
}

export const readXpn: Reader<Xpn> = (segment, field, repetition = 1) => {
  if (!segment.isFilled(field)) return undefined;
  const component = componentsOf(segment, field, repetition);
  return unlessEmpty({
    family: segment.value(field, { repetition, component: 1, subcomponent: 1 }),
    given: component(2),
    middle: component(3),
    suffix: component(4),
    prefix: component(5),
    use: component(7),
  });
};

export const readXcn: Reader<Xcn> = (segment, field, repetition = 1) => {
  if (!segment.isFilled(field)) return undefined;
  const component = componentsOf(segment, field, repetition);
  const person = unlessEmpty({
    id: component(1),
    family: segment.value(field, { repetition, component: 2, subcomponent: 1 }),
    given: component(3),
    middle: component(4),
    suffix: component(5),
    prefix: component(6),
  });
  return person && { ...person, assigner: readNestedHd(segment, field, 9, repetition) };
};

export const readXon: Reader<Xon> = (segment, field, repetition = 1) => {
  if (!segment.isFilled(field)) return undefined;
  const component = componentsOf(segment, field, repetition);
  const organization = unlessEmpty({ name: component(1), id: component(10) ?? component(3) });
  return organization && { ...organization, assigner: readNestedHd(segment, field, 6, repetition) };
};

/**
 * A person of OBR-32 to OBR-35: a CNN in the first component. Some senders write an XCN (`12^Baker^Mark`), or a name
 * alone (`Baker, Mark`): a number without a digit, a name and an authority is read as a name.
 */
export const readNdl: Reader<Ndl> = (segment, field, repetition = 1) => {
  if (!segment.isFilled(field)) return undefined;
  const part = (subcomponent: number) => segment.value(field, { repetition, component: 1, subcomponent });
  const isXcn =
    part(2) === undefined && /\p{L}/u.test(segment.value(field, { repetition, component: 2 }) ?? '');
  if (isXcn) return readXcn(segment, field, repetition);
  const assigner = { namespace: part(9), universalId: part(10), universalIdType: part(11) };
  const [id, family, given] = [part(1), part(2), part(3)];
  const isName =
    id !== undefined && !/\d/.test(id) && (family ?? given ?? unlessEmpty(assigner)) === undefined;
  const person = unlessEmpty({
    id: isName ? undefined : id,
    family: isName ? id : family,
    given,
    middle: part(4),
    suffix: part(5),
    prefix: part(6),
  });
  return person && { ...person, assigner };
};
