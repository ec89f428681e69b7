import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import type { Msh } from '@labwire/hl7/segments/msh';
import type { Source } from '../../site/site.ts';
import { isQueryCode } from '../work/work-query.ts';

/** The purpose of a message. A message of kind `other` is stored and set aside. */
export type MessageKind =
  | 'results'
  | 'documents'
  | 'orders'
  | 'registration'
  | 'device'
  | 'definitions'
  /** An instrument's answer to its work: ORL^O34. */
  | 'work-answers'
  /** A question. It is answered and not stored. */
  | 'query'
  | 'other';

/** MSH-9.1 of messages with results. All their trigger events are read alike. */
const resultCodes: ReadonlySet<string> = new Set(['ORU', 'OUL']);
const orderCodes: ReadonlySet<string> = new Set(['ORM', 'OML']);

/** Messages of instruments: status, specimens, inventory, answers to commands. */
const deviceTypes: ReadonlySet<string> = new Set(['ESU^U01', 'SSU^U03', 'INU^U05', 'EAR^U08']);

/** Master files of numeric tests. */
const definitionTypes: ReadonlySet<string> = new Set(['MFN^M08']);

/** ADT events that describe a patient. */
const describingEvents: ReadonlySet<string> = new Set([
  'A01',
  'A02',
  'A03',
  'A04',
  'A05',
  'A06',
  'A07',
  'A08',
  'A28',
  'A31',
]);

/** The effect of an ADT event on patients' identities, beyond describing a patient. */
export type PersonEvent =
  /** Two patients are one, or a number changes: PID-3 takes the place of MRG-1. */
  | 'merge'
  /** Two numbers belong to one person, and both stay in use (A24). */
  | 'link'
  /** A merge or link of two patients ends (A37). */
  | 'unlink'
  /** An account (MRG-3) or a visit (MRG-5) was filed under the wrong patient. */
  | 'move-account'
  | 'move-visit'
  /** A number (PID-3, MRG-1) was filed under the wrong person. Only PID-2 and MRG-4 name the persons. */
  | 'move-number'
  /** Accounts or visits of one patient are merged or renumbered. */
  | 'account';

const personEvents: ReadonlyMap<string, PersonEvent> = new Map([
  ...['A18', 'A30', 'A34', 'A36', 'A39', 'A40', 'A46', 'A47'].map((event) => [event, 'merge'] as const),
  ['A24', 'link'],
  ['A37', 'unlink'],
  ['A43', 'move-number'],
  ['A44', 'move-account'],
  ['A45', 'move-visit'],
  ...['A35', 'A41', 'A42', 'A48', 'A49', 'A50', 'A51'].map((event) => [event, 'account'] as const),
]);

/**
 * The effect of an ADT message on patients' identities. Undefined if it only describes a patient, or is not
 * an ADT.
 */
export const personEventOf = ({ messageCode, triggerEvent }: Msh): PersonEvent | undefined =>
  messageCode === 'ADT' ? personEvents.get(triggerEvent ?? '') : undefined;

/**
 * Whether the message may move results to another patient. Such a message waits in the sequence group of
 * every patient that it names.
 */
export const movesPeople = (msh: Msh): boolean => personEventOf(msh) !== undefined;

export function messageKindOf(msh: Msh): MessageKind {
  const { messageCode = '', triggerEvent = '' } = msh;
  if (resultCodes.has(messageCode)) return 'results';
  if (messageCode === 'MDM') return 'documents';
  if (orderCodes.has(messageCode)) return 'orders';
  if (messageCode === 'ORL') return 'work-answers';
  if (isQueryCode(messageCode)) return 'query';
  const type = `${messageCode}^${triggerEvent}`;
  if (deviceTypes.has(type)) return 'device';
  if (definitionTypes.has(type)) return 'definitions';
  const isRegistration = messageCode === 'ADT' && (describingEvents.has(triggerEvent) || movesPeople(msh));
  return isRegistration ? 'registration' : 'other';
}

/** The reason why a message with this header is refused. Undefined if it is accepted. */
export function refusalOf(msh: Msh, source: Source): Issue | undefined {
  if (msh.messageCode === undefined)
    return error(errorCode.requiredFieldMissing, 'MSH-9', 'MSH-9 does not say the message type');
  if (/[~^]/.test(msh.messageCode))
    return error(
      errorCode.dataType,
      'MSH-2',
      'MSH-2 does not declare the separator that MSH-9 uses; it is usually ^~\\&',
    );
  if (messageKindOf(msh) === 'other' && source.otherMessages === 'reject')
    return error(
      errorCode.unsupportedMessageType,
      'MSH-9',
      'This message type is refused from this source: send results (ORU, OUL), documents (MDM), orders (ORM, OML) or patients (ADT)',
    );
  if (msh.version !== undefined && !msh.version.startsWith('2'))
    return error(errorCode.unsupportedVersion, 'MSH-12', 'Only HL7 versions 2.x are supported');
  return undefined;
}

/** The words that some senders write for codes of table 0103. */
const processingWords: ReadonlyMap<string, string> = new Map([
  ['PRODUCTION', 'P'],
  ['TRAINING', 'T'],
  ['DEBUGGING', 'D'],
]);

/**
 * MSH-11.1; production (`P`) if it is empty. A value outside table 0103 is kept as sent, and does not count
 * as production.
 */
export const processingIdOf = ({ processingId = 'P' }: Msh): string =>
  processingWords.get(processingId) ?? processingId;

/**
 * The processing id for control material in ASTM (LIS2-A2 §6.12). HL7's table 0103 lacks it, but instruments
 * send it in MSH-11 too.
 */
export const QUALITY_CONTROL = 'Q';

export const messageTypeOf = (msh: Msh): string | undefined =>
  msh.triggerEvent === undefined ? msh.messageCode : `${msh.messageCode}^${msh.triggerEvent}`;
