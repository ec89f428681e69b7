import { createHash } from 'node:crypto';
import { readEi, readEip } from '../hl7/datatypes.ts';
import type { Message } from '../hl7/message.ts';
import { readObr } from '../hl7/segments/obr.ts';
import { readPid } from '../hl7/segments/pid.ts';

/**
 * What has to be normalized in sequence: the messages of one patient, else of one order or
 * specimen. A digest, because queue attributes are readable where messages are not.
 */
export function sequenceGroupOf(message: Message, senderScope: string): string {
  const find = (name: string) => message.segments.find((segment) => segment.name === name);
  const [pid, obr, spm] = [find('PID'), find('OBR'), find('SPM')];
  const order = obr === undefined ? undefined : readObr(obr);
  const id =
    (pid === undefined ? undefined : readPid(pid).identifiers[0]?.id) ??
    order?.fillerOrder?.id ??
    order?.placerOrder?.id ??
    (spm === undefined ? undefined : (readEip(spm, 2, 1) ?? readEip(spm, 2, 2) ?? readEi(spm, 2))?.id) ??
    message.text;
  return createHash('sha256').update(`${senderScope}\n${id}`).digest('hex').slice(0, 32);
}
