import { patientKeysOf } from '../../model/identity.ts';
import type { Report } from '../../model/report.ts';
import type { Destination } from '../../ports/destination.ts';
import type { DeliverDependencies } from '../kind.ts';

/**
 * Finds the subscribers of a report version and queues a notification for each. Each has a place of its own in the
 * queue, so that one that does not answer delays no other.
 */
export function createDestination({
  subscriptions,
  notifications,
  clock,
}: Pick<DeliverDependencies, 'subscriptions' | 'notifications' | 'clock'>): Destination {
  return {
    outcome: 'delivered',
    deliver: async ({ report, version }) => {
      const at = clock().toISOString();
      for (const subscription of await subscriptions.matching(patientsOf(report))) {
        const event = await subscriptions.record(subscription, { at, reportKey: report.key, version });
        if (event !== undefined)
          await notifications.send({ schema: 'labwire.notification.v1', subscription, event });
      }
    },
  };
}

/** The patient of a report, and the patients that it was moved from: their subscribers have it. */
const patientsOf = ({ patient, parts }: Report): string[] => [
  ...new Set([
    ...(patient === undefined ? [] : [patient.key]),
    ...parts.flatMap((part) => [
      ...(part.patient === undefined ? [] : patientKeysOf(part.patient)),
      ...(part.replaces === undefined ? [] : [part.replaces]),
    ]),
  ]),
];
