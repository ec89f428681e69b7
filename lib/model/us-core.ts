import * as z from 'zod';

/** The versions of US Core whose profiles resources may name: 6.1.0 and 8.0.0. */
export const usCoreSchema = z.enum(['us-core-6', 'us-core-8']);

export type UsCore = z.infer<typeof usCoreSchema>;
