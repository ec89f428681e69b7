import { type Message, parseMessage } from '../hl7/message.ts';
import { type Msh, readMsh } from '../hl7/segments/msh.ts';
import { error, errorCode } from '../shared/issue.ts';
import { failure, type Result, success } from '../shared/result.ts';
import { findSource } from '../site/find-source.ts';
import type { Site, Source } from '../site/site.ts';
import { type MessageKind, messageKindOf, refusalOf } from './message-kind.ts';

/** A message that is fit to be taken: readable, of a known source and a supported kind. */
export interface AdmittedMessage {
  readonly message: Message;
  readonly msh: Msh;
  readonly kind: MessageKind;
  readonly source: Source;
}

/** Reads a message and decides whether it is taken at all. The issues say what to mend. */
export function admitMessage(bytes: Uint8Array, site: Site): Result<AdmittedMessage> {
  const first = parseMessage(bytes);
  if (!first.ok) return first;
  const firstMsh = readMsh(first.value.header);
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
  // read again only where the source's own character set may change the text
  const parsed = source.charset === undefined ? first : parseMessage(bytes, source.charset);
  if (!parsed.ok) return parsed;
  const message = parsed.value;
  const kind = messageKindOf(firstMsh);
  if (
    kind === 'results' &&
    !message.segments.some(({ name }) => name === 'OBR' || name === 'OBX' || name === 'ORC')
  )
    return failure(
      error(
        errorCode.segmentSequence,
        'OBR',
        'No result in the message (OBR, ORC or OBX); every segment must end with a carriage return',
      ),
    );
  return success({ message, msh: readMsh(message.header), kind, source });
}

/**
 * In whose numbers an identifier without an assigner is unique: the source's; for a source that
 * takes any sender, the sender's.
 */
export const senderScopeOf = (source: Source, msh: Msh): string =>
  source.sender.application === undefined && source.sender.facility === undefined
    ? [source.id, msh.sendingApplication ?? '', msh.sendingFacility ?? ''].join('|')
    : source.id;
