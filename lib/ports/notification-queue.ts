import type { Notification } from '../model/subscription.ts';

/** Notifications of subscribers, in the order of each subscription. */
export interface NotificationQueue {
  send(notification: Notification): Promise<void>;
}
