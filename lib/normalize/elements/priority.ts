import type { OrderGroup } from '@labwire/hl7/groups/result-groups';
import type { Obr } from '@labwire/hl7/segments/obr';
import { readTq1 } from '@labwire/hl7/segments/tq1';

/** The priority of an order (table 0485): TQ1-9; in older messages, the priority in OBR. */
export function priorityOf({ others }: OrderGroup, obr: Obr | undefined): string | undefined {
  const timing = others.find(({ name }) => name === 'TQ1');
  return (timing === undefined ? undefined : readTq1(timing).priority) ?? obr?.priority;
}
