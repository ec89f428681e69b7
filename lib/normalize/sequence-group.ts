import { createHash } from 'node:crypto';
import type { Message } from '../hl7/message.ts';
import { readObr } from '../hl7/segments/obr.ts';
import { readPid } from '../hl7/segments/pid.ts';
import { readSpm } from '../hl7/segments/spm.ts';

/**
 * What has to be normalized in sequence: the messages of one patient, else of one order or
 * specimen. A digest, because queue attributes are readable where messages are not.
 */
export function sequenceGroupOf(message: Message, senderScope: string): string {
  const [pid, obr, spm] = [message.find('PID'), message.find('OBR'), message.find('SPM')];
  const order = obr === undefined ? undefined : readObr(obr);
  const specimen = spm === undefined ? undefined : readSpm(spm);
  const id =
    (pid === undefined ? undefined : readPid(pid).identifiers[0]?.id) ??
    order?.fillerOrder?.id ??
    order?.placerOrder?.id ??
    specimen?.placerId?.id ??
    specimen?.fillerId?.id ??
    message.text;
  return createHash('sha256').update(`${senderScope}\n${id}`).digest('hex').slice(0, 32);
}
