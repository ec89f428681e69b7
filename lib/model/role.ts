import * as z from 'zod';

/** The roles of people in the console. A person may have several. */
export const roleSchema = z.enum(['viewer', 'technician', 'supervisor', 'integrator', 'auditor']);

export type Role = z.infer<typeof roleSchema>;
