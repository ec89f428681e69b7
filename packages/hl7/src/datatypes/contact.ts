import { type Hd, readNestedHd } from './identifiers.ts';
import { componentsOf, type Reader, unlessEmpty } from './read.ts';

/** XAD, and AD before v2.3: an address (HL7 v2.5.1 §2.A.83). */
export interface Xad {
  readonly line?: string | undefined;
  readonly otherLine?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly country?: string | undefined;
  readonly type?: string | undefined;
  /** XAD.9: county or parish. */
  readonly county?: string | undefined;
}

/** XTN, and TN before v2.3: a telephone number or network address (§2.A.89). */
export interface Xtn {
  /** The number as people write it: XTN.1, otherwise XTN.5 to XTN.7 and XTN.12 joined; with the extension in XTN.8. */
  readonly number?: string | undefined;
  /** XTN.2, table 0201. */
  readonly use?: string | undefined;
  /** XTN.3, table 0202. */
  readonly equipment?: string | undefined;
  /** XTN.4. */
  readonly email?: string | undefined;
}

/** PL: the location of a patient (§2.A.53). */
export interface Pl {
  readonly pointOfCare?: string | undefined;
  readonly room?: string | undefined;
  readonly bed?: string | undefined;
  readonly facility: Hd;
  readonly building?: string | undefined;
  readonly floor?: string | undefined;
  readonly description?: string | undefined;
}

export const readXad: Reader<Xad> = (segment, field, repetition = 1) => {
  if (!segment.isFilled(field)) return undefined;
  const component = componentsOf(segment, field, repetition);
  return unlessEmpty({
    line: segment.value(field, { repetition, component: 1, subcomponent: 1 }),
    otherLine: component(2),
    city: component(3),
    state: component(4),
    postalCode: component(5),
    country: component(6),
    type: component(7),
    county: component(9),
  });
};

export const readXtn: Reader<Xtn> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  const text = component(1);
  const parts = text === undefined ? [5, 6, 7].map(component).filter((part) => part !== undefined) : [text];
  const extension = component(8);
  if (parts.length > 0 && extension !== undefined && !endsWith(text, extension)) parts.push(`x${extension}`);
  const other = text === undefined ? component(12) : undefined;
  if (other !== undefined) parts.push(other);
  return unlessEmpty({
    number: parts.length === 0 ? undefined : parts.join(' '),
    use: component(2),
    equipment: component(3),
    email: component(4),
  });
};

/** Whether a number as people write it has its extension: `(212)555-0100X12`. */
const endsWith = (text: string | undefined, extension: string): boolean =>
  text !== undefined && ['X', 'x', '#'].some((mark) => text.includes(`${mark}${extension}`));

export const readPl: Reader<Pl> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  const location = unlessEmpty({
    pointOfCare: component(1),
    room: component(2),
    bed: component(3),
    building: component(7),
    floor: component(8),
    description: component(9),
  });
  const facility = readNestedHd(segment, field, 4, repetition);
  return location === undefined && unlessEmpty(facility) === undefined
    ? undefined
    : { ...location, facility };
};
