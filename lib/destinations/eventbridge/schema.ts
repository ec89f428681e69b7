import * as z from 'zod';
import { common, paced, readBy } from '../settings.ts';

/** A bus of Amazon EventBridge that is told of each update: docs/feed.md. */
export const schema = z.strictObject({
  kind: z.literal('eventbridge'),
  ...common,
  ...paced,
  ...readBy,
  /** The name of a bus of this account, or the ARN of any. */
  bus: z
    .string()
    .regex(
      /^(?:arn:aws[\w-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256}|[\w./-]{1,256})$/,
      'name a bus of Amazon EventBridge, or give its ARN',
    )
    .default('default'),
});

export type EventBridgeConfig = z.infer<typeof schema>;
