import { type Role, roleSchema } from '../model/role.ts';

/** Which roles may do what. A page and its actions name one of these lists. */

export const everybody: readonly Role[] = roleSchema.options;

/** Content of patients, for a reason that is written down. */
export const seesPatients: readonly Role[] = ['technician', 'supervisor', 'integrator'];

/** Holds are about results: people of the laboratory decide. */
export const releases: readonly Role[] = ['technician', 'supervisor'];

/** Whoever can do something about a held message may say that they look after it. */
export const takes: readonly Role[] = seesPatients;

/** Deliveries are about connections. */
export const redelivers: readonly Role[] = ['supervisor', 'integrator'];

/** Messages are read again after the site was corrected. */
export const replays: readonly Role[] = ['integrator'];

/** Controls and look-backs: what is documented, excluded, stopped and decided at the bench. */
export const actsOnControls: readonly Role[] = ['technician', 'supervisor'];

/** Reasons that people wrote: they may name a patient. */
export const seesReasons: readonly Role[] = [...seesPatients, 'auditor'];

/** Who read what. */
export const seesAudit: readonly Role[] = ['auditor', 'supervisor'];

/** Whether a person has one of these roles. */
export const mayDo = (
  { person }: { readonly person: { readonly roles: readonly Role[] } },
  roles: readonly Role[],
): boolean => person.roles.some((role) => roles.includes(role));
