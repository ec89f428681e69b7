import type { Attachment } from '@medplum/fhirtypes';
import type { EncapsulatedDocument } from '../../model/observation.ts';
import { compact } from './compact.ts';
import { cleanText } from './text.ts';

/** A document of an ED or RP value (HL7 v2.5.1 §2.A.24, §2.A.68). */
export function renderAttachment(document: EncapsulatedDocument, title: string | undefined): Attachment {
  const data = document.data === undefined ? undefined : toBase64(document.data, document.encoding);
  const pointer = document.pointer;
  return compact<Attachment>({
    // FHIR wants a type where there is data; octet-stream says that none was sent
    contentType: document.mediaType ?? (data === undefined ? undefined : 'application/octet-stream'),
    data,
    url: pointer !== undefined && /^\S+$/.test(pointer) ? pointer : undefined,
    title: cleanText(title),
  });
}

/** HL7 table 0299. Data that is not what its encoding says is kept, as the text that it is. */
function toBase64(data: string, encoding: string | undefined): string {
  const dense = data.replaceAll(/\s/g, '');
  if (encoding?.toLowerCase() === 'hex' && /^(?:[0-9A-Fa-f]{2})*$/.test(dense))
    return Buffer.from(dense, 'hex').toString('base64');
  if (encoding?.toLowerCase() === 'base64' && isBase64(dense)) return dense;
  return Buffer.from(data, 'utf8').toString('base64');
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
