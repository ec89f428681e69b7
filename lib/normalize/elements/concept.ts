import type { Cwe } from '@labwire/hl7/datatypes/coded';
import type { Xad } from '@labwire/hl7/datatypes/contact';
import type { Cx, Ei } from '@labwire/hl7/datatypes/identifiers';
import type { Xcn, Xon } from '@labwire/hl7/datatypes/names';
import type { Address } from '../../model/address.ts';
import type { Coding, Concept, Identifier, Organization, Person } from '../../model/concept.ts';

/**
 * A coded element as a concept. Some analyzers leave the first triplet empty and send their code as the
 * alternate: `^^^WBC^WHITE BLOOD CELL`. A triplet with text and no code is read as text.
 */
export function toConcept(cwe: Cwe | undefined): Concept | undefined {
  if (cwe === undefined) return undefined;
  const codings: Coding[] = [];
  if (cwe.code !== undefined) codings.push({ code: cwe.code, display: cwe.text, system: cwe.system });
  if (cwe.alternateCode !== undefined)
    codings.push({ code: cwe.alternateCode, display: cwe.alternateText, system: cwe.alternateSystem });
  return { codings, text: cwe.originalText ?? cwe.text ?? cwe.alternateText };
}

/** The repetitions of a coded element. */
export const toConcepts = (all: readonly Cwe[]): Concept[] => all.flatMap((one) => toConcept(one) ?? []);

/** An identifier with its scope. `senderScope` is used if it names no assigner. */
export function toIdentifier(id: Ei | Cx | undefined, senderScope: string): Identifier | undefined {
  if (id === undefined) return undefined;
  const { universalId, namespace } = id.assigner;
  return {
    value: id.id,
    assigner: id.assigner,
    scope: universalId ?? namespace ?? senderScope,
    type: 'type' in id ? id.type : undefined,
  };
}

export const toPerson = (xcn: Xcn | undefined, senderScope: string): Person | undefined =>
  xcn === undefined
    ? undefined
    : {
        id:
          xcn.id === undefined
            ? undefined
            : toIdentifier({ id: xcn.id, assigner: xcn.assigner }, senderScope),
        family: xcn.family,
        given: [xcn.given, xcn.middle].filter((name) => name !== undefined),
        prefix: xcn.prefix,
        suffix: xcn.suffix,
      };

export const toPersons = (all: readonly Xcn[], senderScope: string): Person[] =>
  all.flatMap((one) => toPerson(one, senderScope) ?? []);

export const toAddress = (address: Xad): Address => ({
  lines: [address.line, address.otherLine].filter((line) => line !== undefined),
  city: address.city,
  state: address.state,
  postalCode: address.postalCode,
  country: address.country,
  ...(address.county === undefined ? {} : { county: address.county }),
});

/** An organization by its name, number and address. A producer that is only coded (OBX-15) gets its code and text. */
export function toOrganization(
  {
    xon,
    producer,
    xad,
  }: { readonly xon?: Xon | undefined; readonly producer?: Cwe | undefined; readonly xad?: Xad | undefined },
  senderScope: string,
): Organization | undefined {
  if (xon === undefined && producer === undefined && xad === undefined) return undefined;
  const number = xon === undefined ? producer?.code : xon.id;
  const assigner = xon?.assigner ?? {};
  return {
    name: xon === undefined ? producer?.text : xon.name,
    id: number === undefined ? undefined : toIdentifier({ id: number, assigner }, senderScope),
    ...(xad === undefined ? {} : { address: toAddress(xad) }),
  };
}
