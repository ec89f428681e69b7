import { createHash } from 'node:crypto';
import type { Message } from '@labwire/hl7/message/message';
import type { Segment } from '@labwire/hl7/message/segment';
import { readObr } from '@labwire/hl7/segments/obr';
import { readOrc } from '@labwire/hl7/segments/orc';
import { readPid } from '@labwire/hl7/segments/pid';
import { readSac } from '@labwire/hl7/segments/sac';
import { readSpm } from '@labwire/hl7/segments/spm';
import { digestOf, patientKeyOf } from '../../model/identity.ts';
import { type NumberRules, readPatientNumbers } from '../elements/patient-numbers.ts';
import { patientsWithPrior, retiredNumbersOf } from '../elements/prior-numbers.ts';

/**
 * The group of messages that are normalized one after the other: those of one patient, by the key under which
 * they are filed; otherwise those of one order or specimen. The name is a digest, because queue attributes
 * can be read by people who may not read messages.
 */
export function sequenceGroupOf(message: Message, rules: NumberRules): string {
  const pid = message.find('PID');
  const patient = pid === undefined ? undefined : leadingKeyOf(pid, rules);
  if (patient !== undefined) return patient;
  const [obr, spm] = [message.find('OBR'), message.find('SPM')];
  const order = obr === undefined ? undefined : readObr(obr);
  const specimen = spm === undefined ? undefined : readSpm(spm);
  const id =
    order?.fillerOrder?.id ??
    order?.placerOrder?.id ??
    specimen?.placerId?.id ??
    specimen?.fillerId?.id ??
    message.text;
  return createHash('sha256').update(`${rules.senderScope}\n${id}`).digest('hex').slice(0, 32);
}

/**
 * The groups of the patients that a merge retires. Messages in these groups must be finished before the
 * merge, or come after it.
 */
export const retiredGroupsOf = (message: Message, rules: NumberRules): string[] => [
  ...new Set(
    patientsWithPrior(message.segments).flatMap((entry) =>
      retiredNumbersOf(entry, rules).flatMap(({ candidates }) => candidates.map(patientKeyOf)),
    ),
  ),
];

/** The keys of all patients that a message is about or retires. */
export const patientsNamedIn = (message: Message, rules: NumberRules): string[] => [
  ...new Set([
    ...retiredGroupsOf(message, rules),
    ...message.segments.flatMap((segment) => leadingKeyOf(segment, rules) ?? []),
  ]),
];

function leadingKeyOf(segment: Segment, rules: NumberRules): string | undefined {
  if (segment.name !== 'PID') return undefined;
  const { leading } = readPatientNumbers(readPid(segment).identifiers, rules);
  return leading === undefined ? undefined : patientKeyOf(leading);
}

/**
 * The digests behind which a message must keep its place: its patient, the patients that it retires, and each
 * order and specimen that it names. Two messages that share one of them are handled in order, whether or not
 * both name the patient. A message that names nothing gets a key of its own.
 */
export function sequenceKeysOf(message: Message, rules: NumberRules): readonly string[] {
  const keys = new Set<string>(retiredGroupsOf(message, rules));
  for (const segment of message.segments) {
    const patient = leadingKeyOf(segment, rules);
    if (patient !== undefined) keys.add(patient);
    for (const id of numbersIn(segment)) keys.add(digestOf(`${rules.senderScope}\n${id}`));
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
