import * as z from 'zod';
import { type DestinationConfig, destinationSchema } from '../destinations/kinds.ts';
import { idSchema } from '../shared/id.ts';
import { peerSchema } from '../shared/peer.ts';
import type { Term } from '../terminology/term.ts';
import { gatewaySchema } from './gateway.ts';
import { retentionSchema } from './retention.ts';

const timeZoneSchema = z.string().refine(isTimeZone, 'not a time zone; use a name such as Europe/Berlin');

const patternSchema = z.string().refine(isPattern, 'not a regular expression');

export const sourceSchema = z.strictObject({
  id: idSchema,
  /** What sends: an analyzer, a laboratory information system. */
  kind: z.enum(['analyzer', 'lis']),
  /** Which messages are this source's, by MSH-3.1 and MSH-4.1. Both empty: every message that no other source claims. */
  sender: z
    .strictObject({ application: z.string().min(1).optional(), facility: z.string().min(1).optional() })
    .default({}),
  /**
   * In whose numbers identifiers without an assigner are unique: sources of one laboratory that
   * share its numbers name the same. The source's own where it is not given.
   */
  numbersOf: z.string().min(1).optional(),
  /** MSH-18 for messages that do not say. A name of HL7 table 0211. */
  charset: z.string().optional(),
  /** The zone of timestamps that carry none; the laboratory's where it is not given. */
  timeZone: timeZoneSchema.optional(),
  /** What this source writes before decimals; where it is not given, `7,4` is read and `1,234` stays text. */
  decimalSeparator: z.enum(['.', ',']).optional(),
  /** A TypeScript file in the site's folder that mends this source's messages: `scripts/chem.ts`. */
  script: z
    .string()
    .regex(/^scripts\/[\w-]+\.ts$/, 'name a file of the site such as scripts/chem.ts')
    .optional(),
  /** What this source's codes and units mean: CSV files of the site, `maps/chem.csv`. */
  maps: z
    .array(z.string().regex(/^maps\/[\w-]+\.csv$/, 'name a file of the site such as maps/chem.csv'))
    .default([]),
  /** What happens to results whose code has no LOINC: delivered with the code as sent and counted, or held. */
  unmapped: z.enum(['deliver', 'hold']).default('deliver'),
  /** What happens to numbers in a unit that the map does not name for their code. */
  unitMismatch: z.enum(['deliver', 'hold']).default('hold'),
  /** What happens to results of an order that nobody has told of. */
  unmatchedOrders: z.enum(['deliver', 'hold']).default('deliver'),
  /** What happens where a final result changes without being marked as corrected (OBX-11 C): delivered with a flag, or held. */
  unmarkedCorrections: z.enum(['deliver', 'hold']).default('deliver'),
  /** What happens to messages of a type that is not read: kept and set aside, or refused. */
  otherMessages: z.enum(['accept', 'reject']).default('accept'),
  /** Nothing from it for so long raises an alarm; none is raised where it is not given. */
  silentAfterMinutes: z.number().int().min(1).max(1440).optional(),
  /**
   * What this source calls roles of specimens in SPM-11 and OBR-15, as roles of HL7 table 0369:
   * `{ Patientenprobe: P, Kontrolle: Q }`. Capitals make no difference.
   */
  roles: z.record(z.string().min(1), z.enum([...'BCEFGLOPQRV'])).default({}),
  /** MSH-11 values that may reach a destination. */
  deliver: z.array(z.enum(['P', 'T', 'D'])).default(['P']),
  /** The work that this analyzer is told of (IHE LAW LAB-28); none where it is not given, but what it asks for. */
  work: z
    .strictObject({
      /** `query`: only when it asks. `broadcast`: each order that it can do, as it comes. */
      send: z.enum(['query', 'broadcast']).default('query'),
      /** The message that it is told in unasked. */
      as: z.enum(['OML^O33', 'OML^O21', 'ORM^O01']).default('OML^O33'),
      /** Where it listens; the connection that it asked on, where it is not given. */
      to: peerSchema.optional(),
      /** Codes of OBR-4 that it can do; all where it is not given. */
      services: z.array(z.string().min(1)).min(1).optional(),
    })
    .refine(({ send, to }) => send === 'query' || to !== undefined, {
      path: ['to'],
      error: 'say where the analyzer listens, or leave send away',
    })
    .optional(),
  /** How this source marks control material besides SPM-11. Regular expressions. */
  controls: z
    .strictObject({
      specimenId: patternSchema.optional(),
      patientId: patternSchema.optional(),
      /** Hold results whose specimen does not say that it is a patient's (SPM-11 empty). */
      requireRole: z.boolean().default(false),
    })
    .default({ requireRole: false }),
});

/** The configuration of one laboratory. */
export const siteSchema = z
  .strictObject({
    laboratory: z.strictObject({
      name: z.string().min(1),
      /** The base of every identifier system that is ours to name. */
      system: z.url({ error: 'not an address; use one that your laboratory owns' }),
      timeZone: timeZoneSchema,
    }),
    limits: z
      .strictObject({
        /** Longest message taken. API Gateway and Lambda carry no more than 4.5 MB of it. */
        messageBytes: z.number().int().min(1024).max(4_500_000).default(4_194_304),
        /** How long a script may take on one message, in milliseconds. */
        scriptMs: z.number().int().min(10).max(5000).default(500),
        /** For how many days a number of an order or a specimen is not given to another. */
        reuseDays: z.number().int().min(1).max(3660).default(30),
      })
      .default({ messageBytes: 4_194_304, scriptMs: 500, reuseDays: 30 }),
    sources: z.array(sourceSchema).min(1, 'name at least one source'),
    destinations: z.array(destinationSchema).default([]),
    /**
     * Who may read results over FHIR: tokens of this issuer, for this audience; of a user pool of the
     * deployment's own (Cognito) where it is empty. Nobody where it is not given.
     */
    access: z
      .union(
        [
          z.strictObject({}),
          z.strictObject({
            issuer: z.url({ protocol: /^https?$/ }),
            audience: z.array(z.string().min(1)).min(1),
          }),
        ],
        'the address of an OpenID Connect issuer and its audience, or {} for a user pool of your own',
      )
      .optional(),
    /** For how many years what is kept. */
    retention: retentionSchema.prefault({}),
    /** The edge process; it can do without, with one MLLP channel. */
    gateway: gatewaySchema.optional(),
  })
  .check((context) => {
    const { sources, destinations, gateway } = context.value;
    const lists: readonly (readonly [PropertyKey[], readonly { readonly id: string }[]])[] = [
      [['sources'], sources],
      [['destinations'], destinations],
      [['gateway', 'channels'], gateway?.channels ?? []],
    ];
    destinations.forEach(({ filter }, index) => {
      for (const [at, id] of (filter.sources ?? []).entries())
        if (!sources.some((source) => source.id === id))
          context.issues.push({
            code: 'custom',
            input: id,
            path: ['destinations', index, 'filter', 'sources', at],
            message: 'there is no source of this id',
          });
    });
    for (const [path, list] of lists) {
      const seen = new Set<string>();
      list.forEach(({ id }, index) => {
        if (seen.has(id))
          context.issues.push({
            code: 'custom',
            input: id,
            path: [...path, index, 'id'],
            message: 'this id is taken; give each its own',
          });
        seen.add(id);
      });
    }
  });

/** A source as it is used, with its maps read. */
export type Source = z.infer<typeof sourceSchema> & { readonly terms: readonly Term[] };
export type Site = Omit<z.infer<typeof siteSchema>, 'sources' | 'destinations'> & {
  readonly sources: readonly Source[];
  readonly destinations: readonly DestinationConfig[];
};

/** A checked site as the functions get it. */
export interface CheckedSite {
  readonly site: Site;
  /** A digest of the configuration as it is used. */
  readonly siteVersion: string;
  /** Its scripts, compiled; undefined where no source has one. */
  readonly scripts?: string | undefined;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch (cause) {
    if (cause instanceof SyntaxError) return false;
    throw cause;
  }
}
