import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import type { Message } from '@labwire/hl7/message/message';
import type { Msh } from '@labwire/hl7/segments/msh';
import { type Qpd, readQpd } from '@labwire/hl7/segments/qpd';
import { readQrd } from '@labwire/hl7/segments/qrd';

/**
 * Why a question is refused. Undefined if it is one of those that ask for work: a question about patients, or
 * with a parameter that would be ignored, must not be answered as if it were another one.
 */
export function queryRefusalOf(message: Message, msh: Msh): Issue | undefined {
  const content = contents.flatMap((name) => message.find(name) ?? [])[0];
  if (content !== undefined)
    return error(
      errorCode.segmentSequence,
      content.at(),
      'A question carries no results, orders or documents: MSH-9 names another type of message',
    );
  switch (msh.messageCode) {
    case 'QBP':
      return parametersRefusalOf(message, msh.triggerEvent ?? '');
    case 'QRY':
      return displayRefusalOf(message, msh.triggerEvent);
    case 'QCN':
      return msh.triggerEvent === 'J01' ? undefined : unknownEvent;
    default:
      return error(errorCode.unsupportedMessageType, 'MSH-9', 'This type of question is not answered');
  }
}

/** Segments that would be lost behind the answer, because a question is not stored. */
const contents = ['OBX', 'OBR', 'ORC', 'TXA'];

const unknownEvent = error(
  errorCode.unsupportedEvent,
  'MSH-9',
  'Only questions for work are answered: QBP^Q11, QBP^Z01, QBP^Z03, QCN^J01, QRY^Q02',
);

interface Question {
  /** The values of QPD-1.3. */
  readonly systems: readonly string[];
  /** The last field of QPD that is read. */
  readonly lastField: number;
}

const law = ['', 'IHELAW', 'IHE_LAW', 'IHE_LABTF'];
const vendor = ['', 'HL70471', 'L'];

/** The questions of each trigger event, by QPD-1.1. */
const questions: ReadonlyMap<string, ReadonlyMap<string, Question>> = new Map([
  [
    'Q11',
    new Map([
      ['WOS', { systems: law, lastField: 9 }],
      ['WOS_ALL', { systems: law, lastField: 2 }],
    ]),
  ],
  ['Z01', new Map([['Z01', { systems: vendor, lastField: 4 }]])],
  ['Z03', new Map([['Z03', { systems: vendor, lastField: 4 }]])],
]);

/** ASTM read as HL7: one QPD for each Q record, with its tests in QPD-11 and a cancellation in QPD-12. */
const ASTM = 'ASTM';

function parametersRefusalOf(message: Message, trigger: string): Issue | undefined {
  const known = questions.get(trigger);
  if (known === undefined) return unknownEvent;
  const parameters = message.segments.filter(({ name }) => name === 'QPD').map(readQpd);
  const [first, second] = parameters;
  if (first === undefined)
    return error(errorCode.segmentSequence, 'QPD', 'The question has no parameters (QPD)');
  if (first.system === ASTM) return parameters.map(recordRefusalOf).find((issue) => issue !== undefined);
  if (second !== undefined)
    return error(
      errorCode.segmentSequence,
      'QPD[2]',
      'A question has one QPD; name several specimens in QPD-3',
    );
  return fieldsRefusalOf(first, known.get(first.name ?? ''));
}

function fieldsRefusalOf(
  { system = '', containers, filled }: Qpd,
  question: Question | undefined,
): Issue | undefined {
  if (question === undefined || !question.systems.includes(system))
    return error(errorCode.tableValue, 'QPD-1', 'This question is not known');
  const extra = filled.find((field) => field > question.lastField);
  if (extra !== undefined)
    return error(errorCode.unknownKey, `QPD-${extra}`, 'This question has no such parameter');
  return containers.some(({ id }) => id.startsWith('@'))
    ? error(
        errorCode.unknownKey,
        'QPD-3',
        'QPD-3 is the number of a specimen, and not a parameter by segment',
      )
    : undefined;
}

function recordRefusalOf({ rangeEnd, status }: Qpd): Issue | undefined {
  if (rangeEnd !== undefined)
    return error(errorCode.unknownKey, 'QPD-10', 'A range of specimens (Q-4) is not answered: name each');
  return status === undefined || status === 'A'
    ? undefined
    : error(errorCode.tableValue, 'QPD-12', 'Only orders can be asked for (Q-13 O), not results or patients');
}

/** QRD-9 (table 0048): OTH asks for work, CAN takes the question back. */
const subjectFilters: ReadonlySet<string> = new Set(['', 'OTH', 'CAN']);

function displayRefusalOf(message: Message, trigger: string | undefined): Issue | undefined {
  if (trigger !== 'Q02') return unknownEvent;
  const [qrd, second] = message.segments.filter(({ name }) => name === 'QRD');
  if (qrd === undefined)
    return error(errorCode.segmentSequence, 'QRD', 'The question has no parameters (QRD)');
  if (second !== undefined) return error(errorCode.segmentSequence, 'QRD[2]', 'A question has one QRD');
  const { hasOtherSubjects, subjectFilter = '' } = readQrd(qrd);
  if (hasOtherSubjects) return error(errorCode.unknownKey, 'QRD-8', 'QRD-8 names one specimen');
  return subjectFilters.has(subjectFilter)
    ? undefined
    : error(errorCode.tableValue, 'QRD-9', 'Only work can be asked for (OTH)');
}
