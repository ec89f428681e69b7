import * as z from 'zod';
import type { Hl7Form } from '../destinations/hl7-form.ts';
import { oidSchema } from '../shared/oid.ts';
import type { SiteProblem } from './site-problem.ts';

/** What a laboratory says of itself for the profiles of destinations. */
export const forProfiles = {
  /** The OID under which it gives its numbers (MSH-4). */
  oid: oidSchema.optional(),
  /** Its number by CLIA, for results that name no laboratory (OBX-23). */
  clia: z
    .string()
    .regex(/^\d{2}D\d{7}$/, 'not a CLIA number such as 05D1234567')
    .optional(),
  /** OBX-24. */
  address: z
    .strictObject({
      lines: z.array(z.string().min(1)).min(1).max(2),
      city: z.string().min(1),
      state: z.string().min(1),
      postalCode: z.string().min(1),
      country: z.string().min(1).optional(),
    })
    .optional(),
  /** OBX-25. */
  director: z
    .strictObject({
      family: z.string().min(1),
      given: z.array(z.string().min(1)).min(1),
      prefix: z.string().min(1).optional(),
      suffix: z.string().min(1).optional(),
    })
    .optional(),
};

interface Profiled {
  readonly laboratory: { readonly [Key in 'oid' | 'clia' | 'address']?: unknown };
  readonly destinations: readonly { readonly id: string; readonly hl7?: Hl7Form | undefined }[];
}

/** What the site lacks for the profiles of its destinations. */
export function lacksForProfiles({ laboratory, destinations }: Profiled): readonly (Pick<
  SiteProblem,
  'message'
> & {
  readonly path: readonly PropertyKey[];
})[] {
  return destinations.flatMap(({ id, hl7 }, index) => {
    if (hl7?.profile === undefined) return [];
    const { profile, version, oids } = hl7;
    const of = ['destinations', index, 'hl7'] as const;
    const needed = `the profile ${profile} of ${id} needs it`;
    const ofReceiver = (['sendingApplication', 'application', 'facility'] as const)
      .filter((name) => profile === 'elr' && oids?.[name] === undefined)
      .map((name) => ({ path: [...of, 'oids', name], message: needed }));
    return [
      ...(version === '2.5.1'
        ? []
        : [{ path: [...of, 'version'], message: `the profile ${profile} is of v2.5.1` }]),
      ...(['oid', 'clia', 'address'] as const)
        .filter((name) => laboratory[name] === undefined)
        .map((name) => ({ path: ['laboratory', name], message: needed })),
      ...ofReceiver,
    ];
  });
}
