import type { Address } from '../../model/address.ts';
import type { Coding, Concept, Identifier, Organization, Person } from '../../model/concept.ts';
import type { Report } from '../../model/report.ts';

/** What a laboratory says of itself for an implementation guide. */
export interface GuideLaboratory {
  readonly name: string;
  /** The OID under which the laboratory gives its numbers. */
  readonly oid: string;
  /** Its number by CLIA. */
  readonly clia: string;
  readonly address: Address;
  readonly director?: Person | undefined;
}

const CLIA = { namespace: 'CLIA', universalId: '2.16.840.1.113883.4.7', universalIdType: 'ISO' };

/** The OID of the numbers of providers in the United States. */
const NPI = '2.16.840.1.113883.4.6';

/** Coding systems that the guides prefer: LOINC, SNOMED CT, UCUM. They come first. */
const standardSystems: ReadonlySet<string> = new Set(['LN', 'SCT', 'UCUM', 'http://loinc.org']);

/**
 * A report with everything that a guide requires and the site knows: the OID of each assigner, the type of each number, a
 * coding system for each code, and the laboratory as the performer of results that name none.
 */
export function inGuide(
  report: Report,
  laboratory: GuideLaboratory,
  assigners: ReadonlyMap<string, string>,
): Report {
  const complete = completing(laboratory, assigners);
  const { parts, ...rest } = report;
  const whole = complete(rest) as Omit<Report, 'parts'>;
  return {
    ...whole,
    parts,
    observations: whole.observations.map((one) => {
      const named = one.performingLaboratory ?? one.producer;
      const isOurs = named === undefined || named.name === laboratory.name;
      return {
        ...one,
        performingLaboratory: isOurs ? performerOf(laboratory, named) : named,
        director: one.director ?? (isOurs ? laboratory.director : undefined),
      };
    }),
  };
}

const performerOf = (
  { name, clia, address }: GuideLaboratory,
  named: Organization | undefined,
): Organization => ({
  name,
  id: named?.id ?? { value: clia, assigner: CLIA, scope: CLIA.universalId, type: 'XX' },
  address: named?.address ?? address,
});

/** Walks through the plain data of a report, and completes identifiers and codes. */
function completing(
  { oid, name }: GuideLaboratory,
  assigners: ReadonlyMap<string, string>,
): (value: unknown) => unknown {
  const identifier = (one: Identifier, type = 'U'): Identifier => {
    const { namespace, universalId } = one.assigner;
    const known = universalId ?? (namespace === undefined ? oid : assigners.get(namespace));
    return {
      ...one,
      type: one.type ?? (known === NPI ? 'NPI' : type),
      assigner:
        known === undefined
          ? one.assigner
          : {
              namespace: namespace ?? (universalId === undefined ? name : undefined),
              universalId: known,
              universalIdType: one.assigner.universalIdType ?? 'ISO',
            },
    };
  };
  const complete = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(complete);
    if (typeof value !== 'object' || value === null) return value;
    if ('assigner' in value && 'value' in value) return identifier(value as Identifier);
    if ('codings' in value) return codedIn(value as Concept);
    const whole = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, complete(one)]));
    // HL7 table 0203: XX is the number of an organization, U an unspecified one
    const { id } = value as { readonly id?: Identifier };
    const isNumbered = typeof id === 'object' && 'assigner' in id;
    return isNumbered && !('given' in value) ? { ...whole, id: identifier(id, 'XX') } : whole;
  };
  return complete;
}

/** Standard codes first. A code without a system is one of the sender's own. */
function codedIn({ codings, ...rest }: Concept): Concept {
  const withSystem = codings.map((one): Coding => ({ ...one, system: one.system ?? 'L' }));
  const isStandard = ({ system }: Coding) => standardSystems.has(system ?? '');
  return {
    ...rest,
    codings: [...withSystem.filter(isStandard), ...withSystem.filter((one) => !isStandard(one))],
  };
}
