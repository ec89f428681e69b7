import { createHash } from 'node:crypto';
import type { Message } from '@labwire/hl7/message/message';
import type { Segment } from '@labwire/hl7/message/segment';
import { readMrg } from '@labwire/hl7/segments/mrg';
import { readObr } from '@labwire/hl7/segments/obr';
import { readOrc } from '@labwire/hl7/segments/orc';
import { readPid } from '@labwire/hl7/segments/pid';
import { readSac } from '@labwire/hl7/segments/sac';
import { readSpm } from '@labwire/hl7/segments/spm';
import { digestOf, mayLead, patientKeyOf } from '../../model/identity.ts';
import { toIdentifier } from '../elements/concept.ts';
import { leadingIdentifier } from '../elements/patient.ts';

/**
 * What has to be normalized in sequence: the messages of one patient, by the key that they are filed
 * under, else of one order or specimen. A digest, because queue attributes are readable where
 * messages are not.
 */
export function sequenceGroupOf(message: Message, senderScope: string): string {
  const pid = message.find('PID');
  const leading =
    pid === undefined
      ? undefined
      : leadingIdentifier(readPid(pid).identifiers.flatMap((cx) => toIdentifier(cx, senderScope) ?? []));
  if (leading !== undefined) return patientKeyOf(leading);
  const [obr, spm] = [message.find('OBR'), message.find('SPM')];
  const order = obr === undefined ? undefined : readObr(obr);
  const specimen = spm === undefined ? undefined : readSpm(spm);
  const id =
    order?.fillerOrder?.id ??
    order?.placerOrder?.id ??
    specimen?.placerId?.id ??
    specimen?.fillerId?.id ??
    message.text;
  return createHash('sha256').update(`${senderScope}\n${id}`).digest('hex').slice(0, 32);
}

/** The groups of the patients whom a merge retires: what is said of them must be through before it, or come after it. */
export const retiredGroupsOf = (message: Message, senderScope: string): string[] =>
  message.segments
    .filter(({ name }) => name === 'MRG')
    .flatMap((mrg) => readMrg(mrg).priorIdentifiers.flatMap((cx) => toIdentifier(cx, senderScope) ?? []))
    .filter(mayLead)
    .map(patientKeyOf);

/** Everybody whom a message is about, or retires, by the keys that they are filed under. */
export const patientsNamedIn = (message: Message, senderScope: string): string[] => [
  ...new Set([
    ...retiredGroupsOf(message, senderScope),
    ...message.segments.flatMap((segment) => leadingKeyOf(segment, senderScope) ?? []),
  ]),
];

function leadingKeyOf(segment: Segment, senderScope: string): string | undefined {
  if (segment.name !== 'PID') return undefined;
  const ids = readPid(segment).identifiers.flatMap((cx) => toIdentifier(cx, senderScope) ?? []);
  const leading = leadingIdentifier(ids);
  return leading === undefined ? undefined : patientKeyOf(leading);
}

/**
 * Everything that a message has to keep its place behind: its patient, whom it retires, and each order
 * and specimen that it names. Two messages that share one of them go in order, whether both name the
 * patient or not. Digests; a message that names nothing is alone.
 */
export function sequenceKeysOf(message: Message, senderScope: string): readonly string[] {
  const keys = new Set<string>(retiredGroupsOf(message, senderScope));
  for (const segment of message.segments) {
    const patient = leadingKeyOf(segment, senderScope);
    if (patient !== undefined) keys.add(patient);
    for (const id of numbersIn(segment)) keys.add(digestOf(`${senderScope}\n${id}`));
    if (keys.size >= MAX_KEYS) break;
  }
  return keys.size === 0 ? [digestOf(message.text)] : [...keys];
}

const MAX_KEYS = 50;

function numbersIn(segment: Segment): readonly string[] {
  const ids =
    segment.name === 'OBR'
      ? [readObr(segment).fillerOrder, readObr(segment).placerOrder]
      : segment.name === 'ORC'
        ? [readOrc(segment).fillerOrder, readOrc(segment).placerOrder]
        : segment.name === 'SPM'
          ? [readSpm(segment).placerId, readSpm(segment).fillerId]
          : segment.name === 'SAC'
            ? [readSac(segment).containerId]
            : [];
  return ids.flatMap((id) => id?.id ?? []);
}
