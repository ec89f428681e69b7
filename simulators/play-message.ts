import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { parseMessage } from '@labwire/hl7/message/message';
import { readMsh } from '@labwire/hl7/segments/msh';

/** The values that fill the blanks of a profile's message, and the header fields that are replaced. */
export interface PlaySettings {
  /** For `{now}`. */
  readonly now: string;
  /** For `{id}`. */
  readonly id: string;
  /** MSH-4. ASTM has no field for it. */
  readonly facility?: string | undefined;
  /** MSH-11 or H-12 instead of `P`; other values stay, because they may mark controls. */
  readonly processingId?: 'P' | 'T' | 'D' | undefined;
}

/** The bytes of a message that a profile shows. */
export function messageOf(text: string, settings: PlaySettings): Uint8Array {
  const lines = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.replaceAll('{now}', settings.now).replaceAll('{id}', settings.id));
  const [header = '', ...others] = lines;
  return Buffer.from([withSettings(header, settings), ...others].map((line) => `${line}\r`).join(''));
}

/** Fields of the header by their places in the line, cut at its own delimiter. */
function withSettings(header: string, { facility, processingId }: PlaySettings): string {
  const isHl7 = header.startsWith('MSH');
  const delimiter = header.charAt(isHl7 ? 3 : 1);
  const fields = header.split(delimiter);
  const set = (at: number, value: string): void => {
    while (fields.length <= at) fields.push('');
    fields[at] = value;
  };
  if (facility !== undefined && isHl7) set(3, facility);
  const at = isHl7 ? 10 : 11;
  const isProduction = fields[at] === 'P' || (fields[at] ?? '') === '';
  if (processingId !== undefined && isProduction) set(at, processingId);
  return fields.join(delimiter);
}

/** How the sender of a message names itself: MSH-3 and MSH-4, or H-5. */
export function senderOf(message: Uint8Array): {
  readonly application: string | undefined;
  readonly facility: string | undefined;
} {
  const parsed = parseMessage(asHl7(message).bytes);
  const msh = parsed.ok ? readMsh(parsed.value.header) : undefined;
  return { application: msh?.sendingApplication, facility: msh?.sendingFacility };
}
