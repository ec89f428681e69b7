import * as z from 'zod';
import { common, readBy } from '../settings.ts';

/** An EHR that reads the queue itself: docs/feed.md. */
export const schema = z.strictObject({ kind: z.literal('queue'), ...common, ...readBy });
