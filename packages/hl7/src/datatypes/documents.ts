import { HL7_NULL } from '../message/segment.ts';
import { componentsOf, type Reader } from './read.ts';

/** ED or RP: a document inside the message, or a pointer to one (HL7 v2.5.1 §2.A.24, §2.A.68). */
export interface EncapsulatedData {
  /** ED.2 and ED.3 as a media type, if they name one: `application/pdf`. */
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
  return data === undefined || data === HL7_NULL || isBroken(data, encoding)
    ? undefined
    : { mediaType: mediaType(type, subtype), encoding, data };
};

/** Data that does not decode by its encoding (table 0299) or is empty, and is no readable text either. */
function isBroken(data: string, encoding: string | undefined): boolean {
  const name = encoding?.toLowerCase();
  if (name !== 'base64' && name !== 'hex') return false;
  const dense = data.replaceAll(/[\s=]/g, '');
  const isWhole =
    name === 'hex'
      ? /^[0-9A-Fa-f]+$/.test(dense) && dense.length % 2 === 0
      : /^[A-Za-z0-9+/]+$/.test(dense) && dense.length % 4 !== 1;
  return !isWhole && (dense === '' || isDamaged(data));
}

/** True if the text looks like the rest of an encoded document: people do not write such long words. */
export function isDamaged(text: string): boolean {
  const words = text.trim().split(/\s+/);
  return words.length === 1 ? text.length > 20 : words.some((word) => word.length > 60);
}

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
