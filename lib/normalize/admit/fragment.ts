import { errorCode, type Issue, warning } from '@labwire/hl7/issue';
import { readDsc } from '@labwire/hl7/segments/dsc';
import type { AdmittedMessage } from './admit-message.ts';

/**
 * An issue if the message is one part of a longer message (HL7 v2.5.1 §2.10.2): it continues another (MSH-14, or ADD,
 * which continues a segment), or another continues it (DSC). Half of a message may lack results, lines of a text, or
 * the patient, so none of it is read.
 */
export function fragmentIssueOf({
  message,
  msh,
}: Pick<AdmittedMessage, 'message' | 'msh'>): Issue | undefined {
  if (msh.continuationPointer !== undefined) return fragment('MSH-14');
  const continuing = message.segments.find(
    (segment) =>
      segment.name === 'ADD' ||
      (segment.name === 'DSC' && readDsc(segment).continuationPointer !== undefined),
  );
  return continuing === undefined ? undefined : fragment(continuing.at());
}

const fragment = (at: string): Issue => ({
  ...warning(
    errorCode.segmentSequence,
    at,
    'This message is one part of a longer one, and parts are not put together: have the whole message sent as one',
  ),
  reason: 'incomplete',
});
