import { componentsOf, type Reader } from './read.ts';

/** ED or RP: a document inside the message, or a pointer to one (HL7 v2.5.1 §2.A.24, §2.A.68). */
export interface EncapsulatedData {
  /** ED.2 and ED.3 as one media type where they name one: `application/pdf`. */
  readonly mediaType?: string | undefined;
  /** ED.4, table 0299: A, Hex or Base64. */
  readonly encoding?: string | undefined;
  readonly data?: string | undefined;
  /** RP.1. */
  readonly pointer?: string | undefined;
}

export const readEd: Reader<EncapsulatedData> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  const [type, subtype, encoding, data] = [component(2), component(3), component(4), component(5)];
  return data === undefined ? undefined : { mediaType: mediaType(type, subtype), encoding, data };
};

export const readRp: Reader<EncapsulatedData> = (segment, field, repetition) => {
  const component = componentsOf(segment, field, repetition);
  const [pointer, type, subtype] = [component(1), component(3), component(4)];
  return pointer === undefined ? undefined : { pointer, mediaType: mediaType(type, subtype) };
};

/** Table 0191 and table 0291: `AP` + `PDF`, `application` + `pdf`, or one of them alone. */
function mediaType(type: string | undefined, subtype: string | undefined): string | undefined {
  const sub = subtype?.toLowerCase();
  const whole = [type, subtype].find((part) => part !== undefined && /^\w+\/[\w.+-]+$/.test(part));
  if (whole !== undefined) return whole.toLowerCase();
  if (sub === 'pdf' || type?.toLowerCase() === 'pdf') return 'application/pdf';
  if (sub === undefined || !/^[\w.+-]+$/.test(sub)) return undefined;
  const named = type?.toLowerCase() ?? '';
  const main = ['text', 'image', 'application', 'audio'].includes(named) ? named : 'application';
  return `${main}/${sub}`;
}
