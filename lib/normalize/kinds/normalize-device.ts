import type { Issue } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { readEcd, readEcr } from '@labwire/hl7/segments/ecd';
import { type Equ, readEqu } from '@labwire/hl7/segments/equ';
import type { DeviceEvent } from '../../model/device-event.ts';
import { deviceEventIdOf } from '../../model/identity.ts';
import type { Specimen } from '../../model/specimen.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { toConcept } from '../elements/concept.ts';
import { toObservation } from '../elements/observation.ts';
import { toInventory } from '../elements/reagents.ts';
import { toSpecimen } from '../elements/specimen.ts';
import { type Reading, type ReadingOptions, readingOf } from './reading.ts';

/** Events of instruments (ESU, INU, SSU, EAR), normalized. */
export interface NormalizedDevice {
  readonly events: readonly DeviceEvent[];
  readonly received: number;
  readonly issues: readonly Issue[];
}

const kinds: ReadonlyMap<string, DeviceEvent['kind']> = new Map<string, DeviceEvent['kind']>(
  Object.entries({
    ESU: 'status',
    INU: 'inventory',
    SSU: 'specimen',
    EAR: 'command',
  }),
);

/** Turns an admitted message of laboratory automation (HL7 v2.5.1 §13) into device events. Pure. */
export function normalizeDevice(admitted: AdmittedMessage, options: ReadingOptions): NormalizedDevice {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  const starts = segments.flatMap(({ name }, index) => (name === 'EQU' ? [index] : []));
  return {
    events: starts.map((start, index) => toEvent(segments.slice(start, starts[index + 1]), reading)),
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

/** Reads an EQU and the segments up to the next EQU. */
function toEvent(segments: readonly Segment[], reading: Reading): DeviceEvent {
  const { context, messageId, processingId, msh } = reading;
  const [first] = segments;
  if (first === undefined) throw new Error('a device event without EQU');
  const equ = readEqu(first);
  const source = reading.source.id;
  return {
    id: deviceEventIdOf(messageId, first.at()),
    messageId,
    source,
    processingId,
    at: first.at(),
    device: deviceOf(equ) ?? source,
    kind: kinds.get(msh.messageCode ?? '') ?? 'status',
    time:
      context.moment(equ.eventTime, first.at(2)) ??
      context.moment(msh.dateTime, 'MSH-7') ??
      arrivalOf(reading),
    state: equ.state,
    control: equ.control,
    alertLevel: equ.alertLevel,
    reagents: toInventory(segments, context),
    specimens: specimensIn(segments, reading),
    commands: commandsIn(segments),
    observations: segments
      .filter(({ name }) => name === 'OBX')
      .map((obx) =>
        toObservation(
          { obx, notes: [], others: [] },
          { reportKey: messageId, slots: reading.slots, isOfSpecimen: true, context },
        ),
      ),
  };
}

/** EQU-1 with its assigner, so that instrument number 1 of two makers is two instruments. */
function deviceOf({ instrument }: Equ): string | undefined {
  if (instrument === undefined) return undefined;
  const { universalId, namespace } = instrument.assigner;
  return [instrument.id, universalId ?? namespace].filter((part) => part !== undefined).join('^');
}

function arrivalOf({ receivedAt }: Reading): Timestamp {
  const iso = receivedAt.toISOString();
  return { text: iso, iso, zone: 'none' };
}

/** Each SAC is one container of a specimen; the SPM segments after it describe the specimen. */
function specimensIn(segments: readonly Segment[], { context }: Reading): Specimen[] {
  const groups: { spm?: Segment; containers: Segment[] }[] = [];
  for (const segment of segments) {
    const last = groups.at(-1);
    if (segment.name === 'SAC') groups.push({ containers: [segment] });
    else if (segment.name === 'SPM' && last !== undefined && last.spm === undefined) last.spm = segment;
    else if (segment.name === 'SPM') groups.push({ spm: segment, containers: [...(last?.containers ?? [])] });
  }
  return groups.map((group) => toSpecimen({ ...group, observations: [], notes: [] }, context));
}

/** Each ECD (command) with the ECR that answers it. */
function commandsIn(segments: readonly Segment[]): DeviceEvent['commands'] {
  return segments.flatMap((segment, index) => {
    if (segment.name !== 'ECD') return [];
    const rest = segments.slice(index + 1);
    const next = rest.findIndex(({ name }) => name === 'ECD');
    const answer = rest.slice(0, next === -1 ? undefined : next).find(({ name }) => name === 'ECR');
    const { reference, command } = readEcd(segment);
    return [
      {
        reference,
        command: toConcept(command),
        response: answer === undefined ? undefined : toConcept(readEcr(answer).response),
        at: segment.at(),
      },
    ];
  });
}
