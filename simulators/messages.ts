import { randomBytes } from 'node:crypto';

/** An unused number for MSH-10 or a tube. */
export const freshId = (prefix: string): string => `${prefix}${randomBytes(5).toString('hex').toUpperCase()}`;

export const hl7Time = (date = new Date()): string => date.toISOString().replaceAll(/\D/g, '').slice(0, 14);

const toMessage = (lines: readonly string[]): Uint8Array =>
  Buffer.from(lines.map((line) => `${line}\r`).join(''));

/** Writes a segment from fields at their HL7 numbers. */
function segment(name: string, fields: Readonly<Record<number, string | number>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  const values = Array.from({ length: last }, (_, index) => String(fields[index + 1] ?? ''));
  return [name, ...values].join('|').replace(/\|+$/, '');
}

/** A simulated system, as its messages name it. */
export interface SimulatedSender {
  /** MSH-3, or H-5 of ASTM. */
  readonly application: string;
  /** MSH-4. */
  readonly facility?: string | undefined;
  /** MSH-11, or H-12 of ASTM. Default: `T`, so that no made-up patient reaches an EHR. */
  readonly processingId?: 'P' | 'T' | 'D' | undefined;
}

/** MSH-3 to MSH-8. */
const senderFields = ({ application, facility = 'SIMULATED' }: SimulatedSender): string =>
  `${application}|${facility}|LABWIRE||${hl7Time()}|`;

/** MSH up to MSH-12. */
export const startOfHeader = (
  sender: SimulatedSender,
  {
    type,
    controlId,
    version,
  }: { readonly type: string; readonly controlId: string; readonly version: string },
): string => `MSH|^~\\&|${senderFields(sender)}|${type}|${controlId}|${processingIdOf(sender)}|${version}`;

export const processingIdOf = ({ processingId = 'T' }: SimulatedSender): string => processingId;

interface Header {
  readonly sender: SimulatedSender;
  readonly type: string;
  readonly controlId?: string;
  /** MSH-15, MSH-16. */
  readonly acknowledgments?: string;
  readonly profile?: string;
  readonly version?: string;
}

const header = ({ sender, type, acknowledgments = '|', profile = '', ...rest }: Header): string => {
  const { controlId = freshId('SIM'), version = '2.5.1' } = rest;
  return `${startOfHeader(sender, { type, controlId, version })}|||${acknowledgments}||UNICODE UTF-8|||${profile}`;
};

/** An invented person, by number. */
export interface SimulatedPatient {
  readonly id: string;
  readonly name: string;
  /** The assigner of the number. Default: `SIMULATED`; empty for none. */
  readonly authority?: string;
}

export const simulatedPatient = (number: number): SimulatedPatient => ({
  id: `SIM${String(number).padStart(6, '0')}`,
  name: `Simulated^Patient${number}`,
});

export interface SimulatedOrder {
  /** ORC-2 and OBR-2. */
  readonly placer: string;
  readonly code: string;
  /** ORC-1: NW, CA. */
  readonly control?: string;
}

export interface SimulatedSpecimen {
  readonly tube: string;
  readonly patient: SimulatedPatient;
  readonly orders: readonly SimulatedOrder[];
  readonly carrier?: readonly [string, string];
  readonly tray?: readonly [string, string];
}

/** The order of a LIS for one specimen: OML^O33. */
export function orderMessage(sender: SimulatedSender, specimen: SimulatedSpecimen): Uint8Array {
  const { tube, patient, orders, carrier = ['', ''], tray = ['', ''] } = specimen;
  return toMessage([
    header({ sender, type: 'OML^O33^OML_O33' }),
    `PID|1||${patient.id}^^^${patient.authority ?? 'SIMULATED'}^MR||${patient.name}||19700101|U`,
    `SPM|1|${tube}||SER^Serum^HL70487|||||||P`,
    segment('SAC', { 3: tube, 10: carrier[0], 11: carrier[1], 13: tray[0], 14: tray[1] }),
    ...orders.flatMap(({ placer, code, control = 'NW' }, index) => [
      segment('ORC', { 1: control, 2: placer, 9: hl7Time() }),
      segment('TQ1', { 9: 'R' }),
      segment('OBR', { 1: index + 1, 2: placer, 4: `${code}^${code}^L` }),
    ]),
  ]);
}

/** LAB-27. `fields` are the fields of QPD from 3 on. */
export function queryMessage(
  sender: SimulatedSender,
  {
    name = 'WOS^Work Order Step^IHELAW',
    tag,
    fields,
  }: { name?: string; tag: string; fields: readonly string[] },
): { readonly message: Uint8Array; readonly controlId: string } {
  const controlId = freshId('Q');
  const message = toMessage([
    header({
      sender,
      type: 'QBP^Q11^QBP_Q11',
      controlId,
      acknowledgments: 'NE|AL',
      profile: 'LAB-27^IHE',
    }),
    `QPD|${[name, tag, ...fields].join('|')}`,
    'RCP|I||R^^HL70394',
  ]);
  return { message, controlId };
}

export interface SimulatedResult {
  readonly tube: string;
  /** OBR-2: the id of the work step; `""` if the analyzer did not receive one. */
  readonly awosId: string;
  readonly code: string;
  readonly value: string;
  readonly unit?: string;
  /** SPM-11. */
  readonly role?: string;
  /** OBR-26 and OBR-29: the result that led to this one. */
  readonly parent?: { readonly code: string; readonly awosId: string } | undefined;
  readonly patient?: SimulatedPatient | undefined;
}

/** LAB-29. The profile adds fields of later versions to "2.5.1". */
export function resultMessage(
  sender: SimulatedSender,
  results: readonly SimulatedResult[],
): { readonly message: Uint8Array; readonly controlId: string } {
  const controlId = freshId('R');
  const [first] = results;
  if (first === undefined) throw new Error('no result');
  const time = hl7Time();
  const message = toMessage([
    header({
      sender,
      type: 'OUL^R22^OUL_R22',
      controlId,
      acknowledgments: 'NE|AL',
      profile: 'LAB-29^IHE',
    }),
    ...(first.patient === undefined
      ? []
      : [`PID|1||${first.patient.id}^^^SIMULATED^MR||${first.patient.name}`]),
    `SPM|1|${first.tube}||""|||||||${first.role ?? 'P'}^^HL70369`,
    `SAC|||${first.tube}`,
    ...results.flatMap(({ awosId, code, value, unit = 'mmol/L', parent }, index) => [
      segment('OBR', {
        1: index + 1,
        2: awosId,
        4: `${code}^${code}^L`,
        11: parent === undefined ? '' : 'G',
        26: parent === undefined ? '' : `${parent.code}^`,
        29: parent?.awosId ?? '',
      }),
      'ORC|SC||||CM',
      `OBX|1|NM|${code}^${code}^L|1|${value}|${unit}||N|||F|||||OPERATOR||SIM1^SIMULATED|${time}||${freshId('RUN')}||||||||RSLT`,
    ]),
  ]);
  return { message, controlId };
}

/** ORL^O34: the answer to a message of work. */
export function workAnswer(
  sender: SimulatedSender,
  answer: {
    readonly controlId: string;
    readonly code: 'AA' | 'AR';
    readonly error?: string;
    readonly tube?: string;
    readonly steps?: readonly {
      readonly control: string;
      readonly awosId: string;
      readonly status: string;
    }[];
  },
): Uint8Array {
  const { controlId, code, error, tube, steps = [] } = answer;
  return toMessage([
    header({ sender, type: 'ORL^O34^ORL_O42', profile: 'LAB-28^IHE' }),
    `MSA|${code}|${controlId}`,
    ...(error === undefined ? [] : [error]),
    ...(steps.length === 0 ? [] : [`SPM|1|${tube ?? ''}||""|||||||P^^HL70369`, `SAC|||${tube ?? ''}`]),
    ...steps.map(({ control, awosId, status }) => `ORC|${control}|${awosId}|||${status}`),
  ]);
}

/** Results in the form of older analyzers: ORU^R01. */
export function plainResult(
  sender: SimulatedSender,
  { tube, patient, code, value }: { tube: string; patient: SimulatedPatient; code: string; value: string },
): { readonly message: Uint8Array; readonly controlId: string } {
  const controlId = freshId('M');
  const message = toMessage([
    header({ sender, type: 'ORU^R01^ORU_R01', controlId }),
    `PID|1||${patient.id}^^^SIMULATED^MR||${patient.name}||19700101|U`,
    `OBR|1||${tube}|${code}^${code}^L|||${hl7Time()}||||||||||||||||||F`,
    `OBX|1|NM|${code}^${code}^L||${value}|mmol/L|3.5-5.1|N|||F|||${hl7Time()}`,
  ]);
  return { message, controlId };
}
