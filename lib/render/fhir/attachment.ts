import type { Attachment } from '@medplum/fhirtypes';
import type { EncapsulatedDocument } from '../../model/observation.ts';
import { compact, isEmpty } from './compact.ts';
import { cleanText, joined } from './text.ts';

/** A document in an ED or RP value (HL7 v2.5.1 §2.A.24, §2.A.68). Undefined if it is empty. */
export function renderAttachment(
  document: EncapsulatedDocument,
  title: string | undefined,
): Attachment | undefined {
  const data = document.data === undefined ? undefined : toBase64(document.data, document.encoding);
  const pointer = cleanText(document.pointer);
  const url = pointer === undefined ? undefined : toUrl(pointer);
  const attachment = compact<Attachment>({
    // FHIR requires a type with data; octet-stream stands for an unknown type
    contentType:
      data?.isAsSaid === false ? 'text/plain' : (document.mediaType ?? (data && 'application/octet-stream')),
    data: data?.base64,
    url,
    // a pointer that is not an address becomes text
    title: joined([cleanText(title), url === undefined ? pointer : undefined], ': '),
  });
  return isEmpty(attachment) ? undefined : attachment;
}

/** The address in a pointer; blanks in it are allowed. */
function toUrl(pointer: string): string | undefined {
  const address = pointer.replaceAll(' ', '%20');
  return /^[a-z][\w+.-]*:\S+$/i.test(address) || /^\/?[\w.%~-]+(?:\/\S*)?$/.test(address)
    ? address
    : undefined;
}

/** HL7 table 0299. Data that do not match their encoding are kept as text. */
function toBase64(
  data: string,
  encoding: string | undefined,
): { readonly base64: string; readonly isAsSaid: boolean } {
  const dense = data.replaceAll(/\s/g, '');
  const name = encoding?.toLowerCase();
  if (name === 'hex' && /^(?:[0-9A-Fa-f]{2})*$/.test(dense))
    return { base64: Buffer.from(dense, 'hex').toString('base64'), isAsSaid: true };
  if (name === 'base64' && isBase64(dense)) return { base64: padded(dense), isAsSaid: true };
  const base64 = Buffer.from(data, 'utf8').toString('base64');
  return { base64, isAsSaid: name !== 'hex' && name !== 'base64' };
}

/** Base64 with or without padding. */
const isBase64 = (text: string): boolean =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/={1,2}$/, '').length % 4 !== 1;

function padded(text: string): string {
  const bare = text.replace(/={1,2}$/, '');
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
}
