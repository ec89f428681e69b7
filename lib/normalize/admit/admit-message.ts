import type { AstmMessage } from '@labwire/hl7/astm/read-session';
import { defaultAstmDelimiters } from '@labwire/hl7/astm/record';
import { asHl7, toHl7 } from '@labwire/hl7/astm/to-hl7';
import { encodingOf } from '@labwire/hl7/charset/character-sets';
import {
  hasHighByteBefore,
  hidesDelimiters,
  LAST_RESORT,
  SHIFTED,
  shifted,
} from '@labwire/hl7/charset/charset';
import { excessIn } from '@labwire/hl7/check/excess';
import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { failure, type Result, success } from '@labwire/hl7/result';
import { type Msh, readMsh } from '@labwire/hl7/segments/msh';
import { findSource } from '../../site/find-source.ts';
import type { Site, Source } from '../../site/site.ts';
import type { NumberRules } from '../elements/patient-numbers.ts';
import { queryRefusalOf } from '../work/query-refusal.ts';
import { type MessageKind, messageKindOf, refusalOf } from './message-kind.ts';

/** A message that can be accepted: readable, from a known source and of a supported kind. */
export interface AdmittedMessage {
  readonly message: Message;
  readonly msh: Msh;
  readonly kind: MessageKind;
  readonly source: Source;
  /** How the source's patient numbers are read. */
  readonly numbers: NumberRules;
  /** The form in which it was received. ASTM was translated to HL7. */
  readonly form: 'hl7' | 'astm';
  /** Faults of the original form, if it was not HL7. */
  readonly formIssues: readonly Issue[];
}

/** A received message, parsed once. */
export interface ReceivedMessage {
  /** The bytes as received. */
  readonly bytes: Uint8Array;
  /** The message as HL7; converted by the standard if ASTM was received. */
  readonly hl7: Uint8Array;
  /** The message in ASTM. Undefined if HL7 was received. */
  readonly astm: AstmMessage | undefined;
  /** Faults of the original form, if it was not HL7. */
  readonly formIssues: readonly Issue[];
  /** Parsed in the character set that the message declares. */
  readonly parsed: Result<Message>;
  /** Undefined if the bytes are not a message. */
  readonly msh: Msh | undefined;
}

/** Parses HL7 or ASTM from any sender. */
export function readReceived(received: Uint8Array): ReceivedMessage {
  const { bytes: hl7, issues: formIssues, astm } = asHl7(received);
  const parsed = parseMessage(hl7);
  return {
    bytes: received,
    hl7,
    astm,
    formIssues,
    parsed,
    msh: parsed.ok ? readMsh(parsed.value.header) : undefined,
  };
}

/**
 * Parses a message, HL7 or ASTM, and decides whether it is accepted. The issues say what must be corrected.
 */
export const admitMessage = (received: Uint8Array, site: Site): Result<AdmittedMessage> =>
  admitReceived(readReceived(received), site);

/** Decides whether a parsed message is accepted. The issues say what must be corrected. */
export function admitReceived(
  { bytes, hl7, astm, formIssues, parsed: first, msh: firstMsh }: ReceivedMessage,
  site: Site,
): Result<AdmittedMessage> {
  if (!first.ok || firstMsh === undefined)
    return { ok: false, issues: [...formIssues, ...(first.ok ? [] : first.issues)] };
  const source = findSource(site, {
    application: firstMsh.sendingApplication,
    facility: firstMsh.sendingFacility,
  });
  if (source === undefined)
    return failure({
      ...error(
        errorCode.tableValue,
        'MSH-3',
        'No source is configured for this MSH-3 and MSH-4: add it to the sources in site.yaml',
      ),
      reason: 'unknown-source',
    });
  const refusal = refusalOf(firstMsh, source);
  if (refusal !== undefined) return failure(refusal);
  // translated and parsed again only if the source's instrument or character set may change the text
  const isOwn = astm !== undefined && source.instrument !== undefined;
  const own = isOwn ? toHl7(astm, source.instrument) : hl7;
  const parsed = source.charset === undefined && !isOwn ? first : parseMessage(own, source.charset);
  if (!parsed.ok) return parsed;
  const message = parsed.value;
  const kind = messageKindOf(firstMsh);
  const lacking = kind === 'query' ? queryRefusalOf(message, firstMsh) : lackOf(kind, message);
  if (lacking !== undefined) return failure(lacking);
  const excess = excessIn(message);
  if (excess !== undefined) return failure(excess);
  const isCut = hl7 !== bytes && isAstmCut(bytes, message, source);
  const msh = parsed === first ? firstMsh : readMsh(message.header);
  return success({
    message,
    msh,
    kind,
    source,
    numbers: numberRulesOf(source, msh, site),
    form: astm === undefined ? 'hl7' : 'astm',
    formIssues: isCut ? [...formIssues, shifted] : formIssues,
  });
}

/** ASTM is split by bytes, before its character set is known. */
function isAstmCut(
  received: Uint8Array,
  { encoding }: Message,
  { charset = 'UNICODE UTF-8' }: Source,
): boolean {
  const declared = encodingOf(charset);
  if (declared !== undefined && hidesDelimiters(ASTM_DELIMITERS, received, declared)) return true;
  return encoding === LAST_RESORT && encoding !== declared && hasHighByteBefore(ASTM_DELIMITERS, received);
}

/** The delimiters that nearly every instrument declares. */
const ASTM_DELIMITERS = Object.values(defaultAstmDelimiters).join('');

/** Whether bytes read as delimiters may be parts of characters, so that values may be in the wrong fields. */
export const isShifted = ({ message, formIssues }: AdmittedMessage): boolean =>
  [...message.issues, ...formIssues].some(({ reason }) => reason === SHIFTED);

/** A message of the kind must have one of these segments. */
const essential: Readonly<
  Record<
    Exclude<MessageKind, 'other' | 'query' | 'work-answers'>,
    { readonly segments: readonly string[]; readonly issue: Issue }
  >
> = {
  results: {
    segments: ['OBR', 'OBX', 'ORC'],
    issue: error(
      errorCode.segmentSequence,
      'OBR',
      'No result in the message (OBR, ORC or OBX); every segment must end with a carriage return',
    ),
  },
  orders: {
    segments: ['ORC', 'OBR'],
    issue: error(errorCode.segmentSequence, 'ORC', 'No order in the message (ORC or OBR)'),
  },
  documents: {
    segments: ['TXA'],
    issue: error(errorCode.segmentSequence, 'TXA', 'No document in the message (TXA)'),
  },
  device: {
    segments: ['EQU'],
    issue: error(errorCode.segmentSequence, 'EQU', 'No instrument in the message (EQU)'),
  },
  definitions: {
    segments: ['MFE'],
    issue: error(errorCode.segmentSequence, 'MFE', 'No entry of a master file in the message (MFE)'),
  },
  registration: {
    segments: ['PID'],
    issue: error(errorCode.segmentSequence, 'PID', 'No patient in the message (PID)'),
  },
};

function lackOf(kind: MessageKind, message: Message): Issue | undefined {
  if (kind === 'other' || kind === 'query' || kind === 'work-answers') return undefined;
  const { segments, issue } = essential[kind];
  return message.segments.some(({ name }) => segments.includes(name)) ? undefined : issue;
}

/**
 * A value of `numbersOf`, for a source whose MSH-3 names the instrument: each instrument has its own numbers.
 */
const BY_APPLICATION = 'application';

/**
 * The numbering scheme of identifiers without an assigning authority. If the source is configured to share
 * numbers, it is that scheme; otherwise it is the source's own. If the source's configuration leaves MSH-4
 * open, each facility has its own scheme. If it leaves MSH-3 open, each application has its own scheme, but
 * only if MSH-4 is open too, or if `numbersOf` says so.
 */
export function senderScopeOf({ id, sender, numbersOf }: Source, msh: Msh): string {
  const isByApplication = numbersOf === BY_APPLICATION;
  if (numbersOf !== undefined && !isByApplication) return numbersOf;
  const facility = sender.facility === undefined ? (msh.sendingFacility ?? '') : undefined;
  const isOpen = sender.application === undefined && (facility !== undefined || isByApplication);
  const application = isOpen ? (msh.sendingApplication ?? '') : undefined;
  return application === undefined && facility === undefined
    ? id
    : [id, application ?? '', facility ?? ''].join('|');
}

const numberRulesOf = (source: Source, msh: Msh, { patients }: Site): NumberRules => ({
  senderScope: senderScopeOf(source, msh),
  patientIdentifiers: source.patientIdentifiers,
  placeholderNumbers: patients.placeholderNumbers,
  assigners: patients.assigners,
  specimenLabels: source.instrument?.specimen?.labels,
  specimenPlaces: source.instrument?.specimen?.id,
});
