import type { Dialect } from '@labwire/hl7/dialect/dialect';
import * as z from 'zod';
import { type DestinationConfig, destinationSchema } from '../destinations/kinds.ts';
import { patientSettings } from '../destinations/settings.ts';
import { usCoreSchema } from '../model/us-core.ts';
import { controlMarks, instrumentShape } from '../profiles/instrument.ts';
import { idSchema } from '../shared/id.ts';
import { readPattern } from '../shared/linear-pattern.ts';
import { peerSchema } from '../shared/peer.ts';
import type { Term } from '../terminology/term.ts';
import { consoleSchema } from './console.ts';
import { gatewaySchema } from './gateway.ts';
import { insecureAddresses } from './insecure-addresses.ts';
import { forProfiles, lacksForProfiles } from './laboratory.ts';
import type { Quality } from './quality/schema.ts';
import { retentionSchema } from './retention.ts';
import type { ScriptProgram } from './script-program.ts';

const timeZoneSchema = z.string().refine(isTimeZone, 'not a time zone; use a name such as Europe/Berlin');

/** The version of US Core whose profiles the resources of the read API name if they conform to them. Default: none. */
const profiles = usCoreSchema.optional();

/** A pattern for words of senders: see `readPattern`. */
const patternSchema = z.string().superRefine((source, context) => {
  const read = readPattern(source);
  if (!read.ok) context.addIssue(read.problem);
});

export const sourceSchema = z.strictObject({
  id: idSchema,
  /** An analyzer, or a laboratory information system. */
  kind: z.enum(['analyzer', 'lis']),
  /**
   * The profile of its instrument: the name of a file in `profiles`, of the site or of Labwire. The parts below with the names of a profile's parts replace those of the profile.
   */
  profile: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,60}$/, 'use the name of a profile such as maker-model')
    .optional(),
  ...instrumentShape,
  /** MSH-3.1 and MSH-4.1 of this source's messages. Both empty: every message that no other source claims. */
  sender: z
    .strictObject({ application: z.string().min(1).optional(), facility: z.string().min(1).optional() })
    .default({}),
  /**
   * The common name, or a DNS name or URI among the alternative names, of the certificate with which this source's messages come (mutual TLS at the gateway's
   * channel). Messages of others that name this source are refused. Default: any sender.
   */
  certificate: z.string().min(1).max(256).optional(),
  /** `console`: people enter its control results in the console. Messages of others that name this source are refused. */
  entry: z.literal('console').optional(),
  /**
   * The numbering scheme for identifiers without an assigning authority. Sources that share numbers use the
   * same value. `application`: one for each MSH-3 of a source that leaves it open. Default: the source's own id,
   * and one for each facility where `sender` leaves MSH-4 open.
   */
  numbersOf: z.string().min(1).optional(),
  /** Kinds of identifier (HL7 table 0203) that tell who a patient is, the best first; NN is NN and any country. */
  patientIdentifiers: z.array(z.string().min(1)).min(1).optional(),
  /** The character set of messages without MSH-18; a name of HL7 table 0211. */
  charset: z.string().optional(),
  /** The zone of timestamps without one. Default: the laboratory's. */
  timeZone: timeZoneSchema.optional(),
  /** The decimal separator of this source. Default: `7,4` is read as a number, and `1,234` stays text. */
  decimalSeparator: z.enum(['.', ',']).optional(),
  /**
   * A TypeScript file of the site that changes this source's messages before they are read:
   * `scripts/chem.ts`.
   */
  script: z
    .string()
    .regex(/^scripts\/[\w-]+\.ts$/, 'name a file of the site such as scripts/chem.ts')
    .optional(),
  /** CSV files of the site with the meaning of this source's codes and units: `maps/chem.csv`. */
  maps: z
    .array(z.string().regex(/^maps\/[\w-]+\.csv$/, 'name a file of the site such as maps/chem.csv'))
    .default([]),
  /** For results without a LOINC code: deliver them with the code as sent and count them, or hold them. */
  unmapped: z.enum(['deliver', 'hold']).default('deliver'),
  /** For numbers in a unit that the map does not have for their code. */
  unitMismatch: z.enum(['deliver', 'hold']).default('hold'),
  /** For results whose order is not known. */
  unmatchedOrders: z.enum(['deliver', 'hold']).default('deliver'),
  /** For a final result that changes without OBX-11 `C`: deliver it with a flag, or hold it. */
  unmarkedCorrections: z.enum(['deliver', 'hold']).default('deliver'),
  /**
   * For a later message with some of the results of a test (isolates, reruns): it replaces all of them, or adds
   * to them. Default: replace for a LIS, add for an analyzer.
   */
  repeats: z.enum(['replace', 'add']).optional(),
  /** For tests that a later message of the source leaves out: keep, withdraw or hold their results. */
  omitted: z.enum(['keep', 'withdraw', 'hold']).default('keep'),
  /** For results of an order that the source cancels afterwards. */
  cancelledResults: z.enum(['withdraw', 'hold', 'keep']).default('withdraw'),
  /** For a correction whose original result was never received. */
  correctionsWithoutOriginal: z.enum(['deliver', 'hold']).default('deliver'),
  /** The source sends old results, so times years before receipt are believed. */
  history: z.boolean().optional(),
  /** For messages of other types: store and set aside, or reject. */
  otherMessages: z.enum(['accept', 'reject']).default('accept'),
  /** Silence of so many minutes raises an alarm. Default: no alarm. */
  silentAfterMinutes: z.number().int().min(1).max(1440).optional(),
  /**
   * The source's own words for roles of specimens in SPM-11 and OBR-15, mapped to roles of HL7 table 0369: `{
   * Patientenprobe: P, Kontrolle: Q }`. Case does not matter.
   */
  roles: z.record(z.string().min(1), z.enum([...'BCEFGLOPQRV'])).default({}),
  /** The values of MSH-11 that may reach a destination. */
  deliver: z.array(z.enum(['P', 'T', 'D'])).default(['P']),
  /** The work sent to this analyzer (IHE LAW LAB-28). Default: only answers to its queries. */
  work: z
    .strictObject({
      /** `query`: only when it asks. `broadcast`: each order that it can do, on arrival. */
      send: z.enum(['query', 'broadcast']).default('query'),
      /** The message type for unsolicited work. */
      as: z.enum(['OML^O33', 'OML^O21', 'ORM^O01']).default('OML^O33'),
      /** Address of the analyzer's own port. Default: work goes back on the connection of the query. */
      to: peerSchema.optional(),
      /** Codes of OBR-4 that the analyzer can do. Default: all. */
      services: z.array(z.string().min(1)).min(1).optional(),
    })
    .refine(({ send, to }) => send === 'query' || to !== undefined, {
      path: ['to'],
      error: 'say where the analyzer listens, or leave out send',
    })
    .optional(),
  /** Marks of control material in this source's messages, in addition to SPM-11. Regular expressions. */
  controls: z
    .strictObject({
      specimenId: patternSchema.optional(),
      patientId: patternSchema.optional(),
      /** Holds results whose specimen has no role (SPM-11 empty), because it may not be a patient's. */
      requireRole: z.boolean().default(false),
      ...controlMarks,
    })
    .default({ requireRole: false }),
});

/** The configuration of one laboratory. */
export const siteSchema = z
  .strictObject({
    laboratory: z.strictObject({
      name: z.string().min(1),
      /** The base of every identifier system that we name ourselves. */
      system: z.url({ error: 'not an address; use one that your laboratory owns' }),
      timeZone: timeZoneSchema,
      ...forProfiles,
    }),
    limits: z
      .strictObject({
        /** The longest accepted message. API Gateway and Lambda carry at most 4.5 MB. */
        messageBytes: z.number().int().min(1024).max(4_500_000).default(4_194_304),
        /** Milliseconds that a script may take for one message. */
        scriptMs: z.number().int().min(10).max(5000).default(2000),
        /** Days before a laboratory uses the number of an order or specimen again. */
        reuseDays: z.number().int().min(1).max(3660).default(30),
        /** For how many hours after its last result a sample number is one sample's, where only an analyzer names it. */
        sampleHours: z.number().int().min(1).max(8760).default(12),
      })
      .default({ messageBytes: 4_194_304, scriptMs: 2000, reuseDays: 30, sampleHours: 12 }),
    sources: z.array(sourceSchema).min(1, 'name at least one source'),
    /** Numbers and names that stand for nobody: a list here replaces the default one. Spellings of assigners. */
    patients: z
      .strictObject({
        placeholderNumbers: z.array(z.string().min(1)).optional(),
        placeholderNames: z.array(z.string().min(1)).optional(),
        /** Spellings of one assigner of patient numbers each (PID-3.4): names and universal ids. The first one counts. */
        assigners: z
          .array(z.array(z.string().min(1)).min(2))
          .refine((lists) => {
            const words = lists.flatMap((list) => [...new Set(list.map((word) => word.toUpperCase()))]);
            return new Set(words).size === words.length;
          }, 'a spelling is in one list only')
          .optional(),
      })
      .default({}),
    destinations: z.array(destinationSchema).default([]),
    /**
     * Access to results over FHIR: tokens of this issuer for this audience. Empty: a user pool of the
     * deployment (Cognito). Default: no access.
     */
    access: z
      .union(
        [
          z.strictObject({ profiles, ...patientSettings }),
          z.strictObject({
            profiles,
            ...patientSettings,
            issuer: z.url({ protocol: /^https?$/ }),
            audience: z.array(z.string().min(1)).min(1),
            /** The longest life of a token; one that lives longer is refused. Default: a day. */
            maxTokenMinutes: z.number().int().min(1).max(43_200).optional(),
            /** Allows an issuer over plain HTTP on another machine. */
            insecure: z.literal(true).optional(),
          }),
        ],
        'the address of an OpenID Connect issuer and its audience, or {} for a user pool of your own',
      )
      .optional(),
    /** The console for people. Default: none. */
    console: consoleSchema.optional(),
    /** Years for which data are kept. */
    retention: retentionSchema.prefault({}),
    /** The edge process. Default: one MLLP channel. */
    gateway: gatewaySchema.optional(),
  })
  .check((context) => {
    const { sources, destinations, gateway } = context.value;
    for (const { path, address, isMeant } of insecureAddresses(context.value))
      if (!isMeant)
        context.issues.push({
          code: 'custom',
          input: address,
          path: [...path],
          message: 'plain HTTP to another machine: use https, or add insecure: true',
        });
    for (const { path, message } of lacksForProfiles(context.value))
      context.issues.push({ code: 'custom', input: undefined, path: [...path], message });
    const lists: readonly (readonly [PropertyKey[], readonly { readonly id: string }[]])[] = [
      [['sources'], sources],
      [['destinations'], destinations],
      [['gateway', 'channels'], gateway?.channels ?? []],
    ];
    sources.forEach(({ entry, sender }, index) => {
      if (entry !== undefined && sender.application === undefined)
        context.issues.push({
          code: 'custom',
          input: entry,
          path: ['sources', index, 'entry'],
          message: 'give the source a sender.application, so that no message of others is taken for it',
        });
    });
    const subscribers = destinations.flatMap(({ kind }, index) => (kind === 'subscriptions' ? [index] : []));
    for (const [place, index] of subscribers.entries())
      if (place > 0 || context.value.access === undefined)
        context.issues.push({
          code: 'custom',
          input: destinations[index],
          path: ['destinations', index, 'kind'],
          message:
            place > 0 ? 'one destination of this kind is enough' : 'subscribers read over FHIR: add access',
        });
    destinations.forEach(({ filter }, index) => {
      for (const [at, id] of (filter.sources ?? []).entries())
        if (!sources.some((source) => source.id === id))
          context.issues.push({
            code: 'custom',
            input: id,
            path: ['destinations', index, 'filter', 'sources', at],
            message: 'there is no source with this id',
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
            message: 'this id is used twice; each must have its own',
          });
        seen.add(id);
      });
    }
  });

/** A source with its maps. */
export type Source = Omit<z.infer<typeof sourceSchema>, keyof typeof instrumentShape> & {
  readonly terms: readonly Term[];
  /** How its instrument writes, from its profile and its own settings. Undefined: as the standards say. */
  readonly instrument?: Dialect | undefined;
};
export type Site = Omit<z.infer<typeof siteSchema>, 'sources' | 'destinations'> & {
  readonly sources: readonly Source[];
  readonly destinations: readonly DestinationConfig[];
};

/** A checked site, as the functions get it. */
export interface CheckedSite {
  readonly site: Site;
  /** A digest of the configuration in use. */
  readonly siteVersion: string;
  /** The compiled scripts; undefined if no source has one. */
  readonly scripts?: ScriptProgram | undefined;
  /** Its control materials and test systems. */
  readonly quality?: Quality | undefined;
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
