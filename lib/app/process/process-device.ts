import { normalizeDevice } from '../../normalize/kinds/normalize-device.ts';
import {
  type ContentDependencies,
  type MessageContent,
  type Processed,
  startTally,
} from './message-content.ts';

/** Writes the events of instruments into their logs. */
export async function processDevice(
  content: MessageContent,
  { devices }: ContentDependencies,
): Promise<Processed> {
  const normalized = normalizeDevice(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'device-event');
  await devices.put(normalized.events);
  return { tally, issues: normalized.issues };
}
