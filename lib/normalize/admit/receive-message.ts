import { isAstm } from '@labwire/hl7/astm/read-session';
import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import { parseMessage } from '@labwire/hl7/message/message';
import { failure, type Result } from '@labwire/hl7/result';
import { readMsh } from '@labwire/hl7/segments/msh';
import type { Sender } from '../../model/sender.ts';
import { findSource } from '../../site/find-source.ts';
import type { Site, Source } from '../../site/site.ts';
import { type AdmittedMessage, admitReceived, type ReceivedMessage, readReceived } from './admit-message.ts';

export interface Received extends Pick<ReceivedMessage, 'hl7' | 'msh'> {
  /** The message has a size and form that can be read and stored. */
  readonly isFit: boolean;
  readonly admitted: Result<AdmittedMessage>;
  /** Of a message that is too long: the source that its first bytes name. */
  readonly namedSource?: Source | undefined;
}

/**
 * Reads the bytes once and decides whether they are accepted from this sender. Every way into the system asks
 * this function, so that none promises what another refuses.
 */
export function receiveMessage(bytes: Uint8Array, site: Site, sender: Sender | undefined): Received {
  const unfit = refuseLength(bytes, site);
  if (unfit !== undefined) {
    const hl7 = headOf(bytes);
    return {
      ...{ isFit: false, hl7, msh: undefined, admitted: failure(unfit) },
      namedSource: sourceIn(hl7, site),
    };
  }
  const received = readReceived(bytes);
  const { hl7, msh } = received;
  const admitted = admitReceived(received, site);
  return { isFit: true, hl7, msh, admitted: isFrom(sender, admitted) ? admitted : failure(notFromSource) };
}

const notFromSource = error(
  errorCode.internal,
  'MSH-3',
  'The sender has not the certificate that this source names in site.yaml, or the source is entered in the console',
);

/** Whether a message comes from its source, as far as its source names a certificate or is entered in the console. */
const isFrom = (sender: Sender | undefined, admitted: Result<AdmittedMessage>): boolean => {
  if (admitted.ok && admitted.value.source.entry === 'console') return sender?.evidence === 'console';
  const certificate = admitted.ok ? admitted.value.source.certificate : undefined;
  if (certificate === undefined) return true;
  return (
    sender?.evidence === 'peer-certificate' &&
    (sender.name === certificate || sender.names?.includes(certificate) === true)
  );
};

/** No instrument sends a longer message in ASTM. Reading one as HL7 takes much more time than reading HL7 of its size. */
const MAX_ASTM_BYTES = 1_000_000;
const HEAD_BYTES = 4000;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** A message that is too long, for its acknowledgment: of ASTM only its beginning is read. */
const headOf = (bytes: Uint8Array): Uint8Array =>
  asHl7(isAstm(bytes) ? bytes.subarray(0, HEAD_BYTES) : bytes).bytes;

/** The source that the first segment names, if it is a whole MSH; the rest is not read. */
function sourceIn(hl7: Uint8Array, site: Site): Source | undefined {
  const head = hl7.subarray(0, HEAD_BYTES);
  const end = head.findIndex((byte) => byte === CARRIAGE_RETURN || byte === LINE_FEED);
  const parsed = end === -1 ? undefined : parseMessage(head.subarray(0, end));
  if (parsed?.ok !== true) return undefined;
  const { sendingApplication, sendingFacility } = readMsh(parsed.value.header);
  return findSource(site, { application: sendingApplication, facility: sendingFacility });
}

function refuseLength(bytes: Uint8Array, site: Site): Issue | undefined {
  if (bytes.length === 0) return error(errorCode.segmentSequence, 'MSH', 'The message is empty');
  if (bytes.length > MAX_ASTM_BYTES && isAstm(bytes))
    return error(errorCode.internal, undefined, 'An ASTM message may have 1,000,000 bytes');
  return bytes.length > site.limits.messageBytes
    ? error(errorCode.internal, undefined, 'The message is longer than limits.messageBytes in site.yaml')
    : undefined;
}
