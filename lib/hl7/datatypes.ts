import type { Segment } from './segment.ts';

/** CE, CNE, CWE: a code, its alternate, and the text it was chosen for (HL7 v2.5.1 §2.A.13). */
export interface Cwe {
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  readonly system?: string | undefined;
  readonly alternateCode?: string | undefined;
  readonly alternateText?: string | undefined;
  readonly alternateSystem?: string | undefined;
  readonly originalText?: string | undefined;
}

/** HD: an authority by local name, or by a universal id and its type (§2.A.36). */
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

/** CX: an identifier of a person, with its kind from table 0203 (§2.A.14). */
export interface Cx extends Ei {
  readonly type?: string | undefined;
}

/** XPN: a person's name (§2.A.88). */
export interface Xpn {
  readonly family?: string | undefined;
  readonly given?: string | undefined;
  readonly middle?: string | undefined;
  readonly suffix?: string | undefined;
  readonly prefix?: string | undefined;
  readonly use?: string | undefined;
}

/** XCN: a person by id and name (§2.A.86). */
export interface Xcn extends Xpn {
  readonly id?: string | undefined;
  readonly assigner: Hd;
}

/** XAD: an address (§2.A.83). */
export interface Xad {
  readonly line?: string | undefined;
  readonly otherLine?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly country?: string | undefined;
  readonly type?: string | undefined;
}

export function readCwe(segment: Segment, field: number, repetition = 1): Cwe | undefined {
  if (segment.field(field) === '') return undefined;
  const component = (number: number) => segment.value(field, { repetition, component: number });
  const cwe: Cwe = {
    code: component(1),
    text: component(2),
    system: component(3),
    alternateCode: component(4),
    alternateText: component(5),
    alternateSystem: component(6),
    originalText: component(9),
  };
  return isEmpty(cwe) ? undefined : cwe;
}

export function readEi(segment: Segment, field: number, repetition = 1): Ei | undefined {
  const component = (number: number) => segment.value(field, { repetition, component: number });
  const id = component(1);
  if (id === undefined) return undefined;
  return {
    id,
    assigner: {
      namespace: component(2),
      universalId: component(3),
      universalIdType: component(4),
    },
  };
}

/** One half of an EIP, whose sub-components are those of an EI: 1 placer, 2 filler (§2.A.29). */
export function readEip(segment: Segment, field: number, half: 1 | 2, repetition = 1): Ei | undefined {
  const part = (subcomponent: number) => segment.value(field, { repetition, component: half, subcomponent });
  const id = part(1);
  if (id === undefined) return undefined;
  return { id, assigner: { namespace: part(2), universalId: part(3), universalIdType: part(4) } };
}

export function readCx(segment: Segment, field: number, repetition = 1): Cx | undefined {
  const id = segment.value(field, { repetition });
  if (id === undefined) return undefined;
  return {
    id,
    assigner: readNestedHd(segment, field, 4, repetition),
    type: segment.value(field, { repetition, component: 5 }),
  };
}

export function readXpn(segment: Segment, field: number, repetition = 1): Xpn | undefined {
  if (segment.field(field) === '') return undefined;
  const component = (number: number) => segment.value(field, { repetition, component: number });
  const name: Xpn = {
    family: segment.value(field, { repetition, component: 1, subcomponent: 1 }),
    given: component(2),
    middle: component(3),
    suffix: component(4),
    prefix: component(5),
    use: component(7),
  };
  return isEmpty(name) ? undefined : name;
}

export function readXcn(segment: Segment, field: number, repetition = 1): Xcn | undefined {
  if (segment.field(field) === '') return undefined;
  const component = (number: number) => segment.value(field, { repetition, component: number });
  const person = {
    id: component(1),
    family: segment.value(field, { repetition, component: 2, subcomponent: 1 }),
    given: component(3),
    middle: component(4),
    suffix: component(5),
    prefix: component(6),
  };
  if (isEmpty(person)) return undefined;
  return { ...person, assigner: readNestedHd(segment, field, 9, repetition) };
}

export function readXad(segment: Segment, field: number, repetition = 1): Xad | undefined {
  if (segment.field(field) === '') return undefined;
  const component = (number: number) => segment.value(field, { repetition, component: number });
  const address: Xad = {
    line: segment.value(field, { repetition, component: 1, subcomponent: 1 }),
    otherLine: component(2),
    city: component(3),
    state: component(4),
    postalCode: component(5),
    country: component(6),
    type: component(7),
  };
  return isEmpty(address) ? undefined : address;
}

/** An HD inside a component, where its parts are sub-components. */
function readNestedHd(segment: Segment, field: number, component: number, repetition: number): Hd {
  const part = (subcomponent: number) => segment.value(field, { repetition, component, subcomponent });
  return { namespace: part(1), universalId: part(2), universalIdType: part(3) };
}

/** Reads every repetition of a field. */
export function readAll<T>(
  segment: Segment,
  field: number,
  read: (segment: Segment, field: number, repetition: number) => T | undefined,
): readonly T[] {
  return segment
    .repetitions(field)
    .map((_, index) => read(segment, field, index + 1))
    .filter((value) => value !== undefined);
}

const isEmpty = (value: object): boolean => Object.values(value).every((part) => part === undefined);
