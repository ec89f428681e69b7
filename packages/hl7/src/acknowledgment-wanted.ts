import type { Verdict } from './ack.ts';
import { parseMessage } from './message/message.ts';
import { readMsh } from './segments/msh.ts';

/**
 * Whether the sender wants an answer at all, by MSH-15 and MSH-16 (HL7 table 0155): `AL` always, `NE` never, `ER`
 * if the message is refused, `SU` if it is accepted. One answer serves both, so one condition that is met is
 * enough. An empty field, both fields included, asks for an answer (§2.9.2).
 */
export function isAcknowledgmentWanted(message: Uint8Array, verdict: Verdict): boolean {
  const end = message.findIndex((byte) => byte === 0x0d || byte === 0x0a);
  // the first line is enough; where it cannot be read alone, the sender gets an answer
  const header = parseMessage(end === -1 ? message : message.subarray(0, end));
  if (!header.ok) return true;
  const { acceptAcknowledgment, applicationAcknowledgment } = readMsh(header.value.header);
  return [acceptAcknowledgment, applicationAcknowledgment].some((condition) => isMet(condition, verdict));
}

function isMet(condition: string | undefined, verdict: Verdict): boolean {
  if (condition === 'NE') return false;
  if (condition === 'ER') return verdict !== 'accept';
  if (condition === 'SU') return verdict === 'accept';
  return true;
}
