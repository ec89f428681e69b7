import { createHash } from 'node:crypto';

/** Builders for the smallest messages that show a point. All people are invented. */

const SEPARATOR = '\r';

/** Writes fields at their HL7 numbers: `segment('OBX', { 2: 'NM', 5: '4.1' })`. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const numbers = Object.keys(fields).map(Number);
  const pieces = Array.from({ length: Math.max(0, ...numbers) }, (_, index) => fields[index + 1] ?? '');
  return [name, ...pieces].join('|');
}

export function msh(fields: Readonly<Record<number, string>> = {}): string {
  const all: Record<number, string> = {
    3: 'CORELIS',
    4: 'RIVERSIDE',
    5: 'LABWIRE',
    6: 'HOSP',
    7: '20260302080000-0500',
    9: 'ORU^R01^ORU_R01',
    10: 'CTRL-1',
    11: 'P',
    12: '2.5.1',
    ...fields,
  };
  const shifted = Object.fromEntries(
    Object.entries(all).map(([number, value]) => [Number(number) - 1, value]),
  );
  return segment('MSH', { ...shifted, 1: '^~\\&' });
}

export const pid = (fields: Readonly<Record<number, string>> = {}): string =>
  segment('PID', { 1: '1', 3: '700101^^^RIVERSIDE^MR', 5: 'Okafor^Amara', 7: '19840317', 8: 'F', ...fields });

export const obr = (fields: Readonly<Record<number, string>> = {}): string =>
  segment('OBR', { 1: '1', 3: 'F-1^CORELIS', 4: 'GLU^Glucose^L', 25: 'F', ...fields });

export const obx = (fields: Readonly<Record<number, string>> = {}): string =>
  segment('OBX', { 1: '1', 2: 'NM', 3: 'GLU^Glucose^L', 5: '93', 6: 'mg/dL', 11: 'F', ...fields });

export const toMessage = (...segments: readonly string[]): Uint8Array =>
  Buffer.from(segments.map((one) => one + SEPARATOR).join(''));

/** One patient, one order, the given results. */
export const anOru = ({
  header = {},
  patient = {},
  order = {},
  results = [{}],
}: {
  readonly header?: Readonly<Record<number, string>>;
  readonly patient?: Readonly<Record<number, string>>;
  readonly order?: Readonly<Record<number, string>>;
  readonly results?: readonly Readonly<Record<number, string>>[];
} = {}): Uint8Array =>
  toMessage(
    msh(header),
    pid(patient),
    obr(order),
    ...results.map((fields, index) => obx({ 1: String(index + 1), ...fields })),
  );

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Text that does not compress, for a document that is too long for an item or a queue. */
export function randomText(length: number): string {
  let text = '';
  for (let index = 0; text.length < length; index++)
    text += createHash('sha256').update(String(index)).digest('base64').slice(0, 40);
  return text.slice(0, length - (length % 4));
}
