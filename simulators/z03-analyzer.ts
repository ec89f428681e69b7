import type { Message } from '@labwire/hl7/message/message';
import type { MllpClient } from '../gateway/outbound/mllp-client.ts';
import { parsed } from './law-analyzer.ts';
import { freshId, hl7Time, type SimulatedSender, startOfHeader } from './messages.ts';
import { refusalOf } from './refusal.ts';

const message = (
  sender: SimulatedSender,
  type: string,
  controlId: string,
  lines: readonly string[],
): Uint8Array =>
  Buffer.from(
    [`${startOfHeader(sender, { type, controlId, version: '2.5' })}|||AL|NE`, ...lines]
      .map((line) => `${line}\r`)
      .join(''),
  );

/** QBP^Z03: asks the host for the tests of a specimen. `refusal` has the words of a host that refuses. */
export async function queryTests(
  client: MllpClient,
  sender: SimulatedSender,
  tube: string,
): Promise<{ readonly codes: readonly string[]; readonly refusal: string | undefined }> {
  const id = freshId('GX');
  const query = message(sender, 'QBP^Z03^QBP_Z03', id, [
    `QPD|Z03^HOST QUERY|${freshId('T')}||${tube}`,
    'RCP|I',
  ]);
  const answer = parsed(await client.send(query));
  const orders = answer.segments.filter(({ name }) => name === 'OBR');
  return { codes: orders.flatMap((obr) => obr.value(4) ?? []), refusal: refusalOf(answer) };
}

/** ORU^R32: sends the result of one cartridge and gives the acknowledgment. */
export async function reportTest(
  client: MllpClient,
  sender: SimulatedSender,
  { tube, code, value }: { readonly tube: string; readonly code: string; readonly value: string },
): Promise<Message> {
  return parsed(
    await client.send(
      message(sender, 'ORU^R32^ORU_R30', freshId('GX'), [
        'PID|1',
        `ORC|RE|1|${freshId('F')}`,
        `OBR|1|||${code}^${code}^L|||||||A||||||||||||||F`,
        `OBX|1|ST|${code}^${code}^L||${value}||||||F|||||OPERATOR||SIM1|${hl7Time()}`,
        `SPM|1|${tube}^||ORH|||||||P`,
      ]),
    ),
  );
}
