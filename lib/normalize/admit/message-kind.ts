import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import type { Msh } from '@labwire/hl7/segments/msh';
import type { Source } from '../../site/site.ts';
import { isQueryCode } from '../work/work-query.ts';

/** What a message is read for; `other` is kept, and set aside. */
export type MessageKind =
  | 'results'
  | 'documents'
  | 'orders'
  | 'registration'
  | 'device'
  | 'definitions'
  /** What an instrument says to its work: ORL^O34. */
  | 'work-answers'
  /** It asks; it is answered, and not kept. */
  | 'query'
  | 'other';

/** MSH-9.1 of the messages that carry results; every trigger event of theirs is read alike. */
const resultCodes: ReadonlySet<string> = new Set(['ORU', 'OUL']);
const orderCodes: ReadonlySet<string> = new Set(['ORM', 'OML']);

/** What instruments tell of themselves: status, specimens, inventory, answers to commands. */
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

/** What an ADT event does to who is who, where it does more than describe somebody. */
export type PersonEvent =
  /** Two patients turn out to be one, or a number is changed: MRG-1 is PID-3 from then on. */
  | 'merge'
  /** Two numbers are of one person, and both go on (A24). */
  | 'link'
  /** A merge or a link of two is ended (A37). */
  | 'unlink'
  /** An account (MRG-3), or a visit (MRG-5), was under the wrong patient. */
  | 'move-account'
  | 'move-visit'
  /** A number (PID-3, MRG-1) was under the wrong person: whose it is, only PID-2 and MRG-4 say. */
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

/** What an ADT does to who is who; undefined where it only describes somebody, and where it is no ADT. */
export const personEventOf = ({ messageCode, triggerEvent }: Msh): PersonEvent | undefined =>
  messageCode === 'ADT' ? personEvents.get(triggerEvent ?? '') : undefined;

/** Whether results may be another's because of it: it waits in the sequence of everybody whom it names. */
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

/** Why a message of this header is not taken; undefined where it is. */
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

/** Table 0103 in words, as some senders write it. */
const processingWords: ReadonlyMap<string, string> = new Map([
  ['PRODUCTION', 'P'],
  ['TRAINING', 'T'],
  ['DEBUGGING', 'D'],
]);

/** MSH-11.1, or production where it is empty. What table 0103 does not know stays as it came, and is not production. */
export const processingIdOf = ({ processingId = 'P' }: Msh): string =>
  processingWords.get(processingId) ?? processingId;

/** ASTM's processing id for control material (LIS2-A2 §6.12), which HL7's table 0103 lacks; instruments send it in MSH-11 as well. */
export const QUALITY_CONTROL = 'Q';

export const messageTypeOf = (msh: Msh): string | undefined =>
  msh.triggerEvent === undefined ? msh.messageCode : `${msh.messageCode}^${msh.triggerEvent}`;
