import type { Ei } from '@labwire/hl7/datatypes/identifiers';
import type { Cq } from '@labwire/hl7/datatypes/numeric';
import { textAt } from '@labwire/hl7/dialect/place';
import type { OrderGroup, SpecimenGroup } from '@labwire/hl7/groups/result-groups';
import type { Obr } from '@labwire/hl7/segments/obr';
import { readSac } from '@labwire/hl7/segments/sac';
import { readSpm, type Spm } from '@labwire/hl7/segments/spm';
import type { Identifier } from '../../model/concept.ts';
import type { Specimen } from '../../model/specimen.ts';
import { toConcept, toConcepts, toIdentifier } from './concept.ts';
import type { ReadingContext } from './context.ts';
import { isNumber } from './order-names.ts';
import { roleOf } from './specimen-role.ts';

export function toSpecimen(group: SpecimenGroup, context: ReadingContext): Specimen {
  const spm = group.spm === undefined ? undefined : readSpm(group.spm);
  const sacs = group.containers.filter(({ name }) => name === 'SAC').map(readSac);
  const [containerId, ...otherContainerIds] = sacs.flatMap(
    (sac) => toSpecimenNumber(sac.containerId, context) ?? [],
  );
  const at = (field: number) => group.spm?.at(field) ?? '';
  const parentIds = (spm?.parentIds ?? []).flatMap((id) => toSpecimenNumber(id, context) ?? []);
  return {
    at: (group.spm ?? group.containers[0])?.at(),
    placerId: toSpecimenNumber(spm?.placerId, context),
    fillerId: toSpecimenNumber(spm?.fillerId, context),
    containerId,
    otherContainerIds: otherContainerIds.length === 0 ? undefined : otherContainerIds,
    parentIds: parentIds.length === 0 ? undefined : parentIds,
    accessionId: toSpecimenNumber(
      sacs.find(({ accessionId }) => accessionId !== undefined)?.accessionId,
      context,
    ),
    type: toConcept(spm?.type),
    ...(spm === undefined ? {} : collectionOf(spm)),
    containerType: toConcept(spm?.containerType),
    containerStatus: sacs.find(({ status }) => status !== undefined)?.status,
    roles: (spm?.roles ?? []).map((role) => roleOf(role, context.roleWords)),
    collected: context.moment(spm?.collected, at(17)),
    collectedEnd: context.moment(spm?.collectedEnd, at(17)),
    received: context.moment(spm?.received, at(18)),
    rejectReasons: (spm?.rejectReasons ?? []).flatMap((reason) => toConcept(reason) ?? []),
    conditions: (spm?.conditions ?? []).flatMap((condition) => toConcept(condition) ?? []),
    notes: context.notes(group.notes),
  };
}

/** What SPM says of the collection, without what it leaves open. */
function collectionOf(spm: Spm): Partial<Specimen> {
  const { quantity, descriptions } = spm;
  return said({
    typeModifiers: unlessNone(toConcepts(spm.typeModifiers)),
    additives: unlessNone(toConcepts(spm.additives)),
    method: toConcept(spm.method),
    bodySite: toConcept(spm.bodySite),
    bodySiteModifiers: unlessNone(toConcepts(spm.bodySiteModifiers)),
    quantity: quantity && toAmount(quantity),
    description: descriptions.length === 0 ? undefined : descriptions.join('\n'),
  });
}

/** The same in OBR-15. The type has the words by which it was known before its code was read. */
function sourceOf({ specimenSource: source }: Obr): Partial<Specimen> {
  const { additive, bodySiteModifier, type } = source ?? {};
  return said({
    type: type && { codings: toConcept(type)?.codings ?? [], text: type.text ?? type.code },
    additives: additive && toConcepts([additive]),
    method: toConcept(source?.method),
    bodySite: toConcept(source?.bodySite),
    bodySiteModifiers: bodySiteModifier && toConcepts([bodySiteModifier]),
    description: source?.description,
  });
}

const unlessNone = <T>(all: T[]): T[] | undefined => (all.length === 0 ? undefined : all);

const toAmount = ({ number, unit }: Cq): Specimen['quantity'] => ({ number, unit: toConcept(unit) });

const said = <T extends object>(parts: T): Partial<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Partial<T>;

/** The number of a specimen. An assigner that is only a word of the instrument (`4711&BARCODE`) is left out. */
function toSpecimenNumber(
  id: Ei | undefined,
  { numbers, senderScope }: ReadingContext,
): Identifier | undefined {
  const namespace = id?.assigner.namespace;
  const isLabel = namespace !== undefined && numbers.specimenLabels?.includes(namespace) === true;
  return toIdentifier(isLabel && id !== undefined ? { id: id.id, assigner: {} } : id, senderScope);
}

/** OBR-9 of an order without a specimen. An amount alone is none: it would say nothing of the material. */
export const amountOf = (specimens: readonly Specimen[], obr: Obr | undefined): Specimen['quantity'] =>
  specimens.length > 0 || obr?.collectedAmount === undefined ? undefined : toAmount(obr.collectedAmount);

/**
 * The specimens of an order. Messages without SPM have one, in OBR-14 and OBR-15; some name it in another field. An
 * amount alone (OBR-9) is none: see `amountOf`.
 */
export function specimensOf(order: OrderGroup, obr: Obr | undefined, context: ReadingContext): Specimen[] {
  const specimens = order.specimens.map((specimen) => toSpecimen(specimen, context));
  if (specimens.length > 0) return specimens;
  const placerId = numberOfTube(order, context);
  const source = obr === undefined ? {} : sourceOf(obr);
  const isSilent = Object.keys(source).length === 0;
  if (placerId === undefined && isSilent && obr?.specimenReceived === undefined) return [];
  const { specimenRoles = [] } = obr ?? {};
  return [
    {
      ...(placerId === undefined ? {} : { placerId }),
      type: undefined,
      ...source,
      ...(obr?.collectedAmount === undefined ? {} : { quantity: toAmount(obr.collectedAmount) }),
      roles: specimenRoles.map((role) => roleOf(role, context.roleWords)),
      received: context.moment(obr?.specimenReceived, order.obr?.at(14) ?? ''),
      rejectReasons: [],
      conditions: [],
      notes: [],
    },
  ];
}

/** The number of the tube, where the instrument writes it in OBR or ORC. */
function numberOfTube({ obr, orc }: OrderGroup, context: ReadingContext): Identifier | undefined {
  const id = context.numbers.specimenPlaces
    ?.flatMap((place) => [obr, orc].map((segment) => ({ place, segment })))
    .flatMap(({ place, segment }) => (segment?.name === place.name ? (textAt(segment, place) ?? []) : []))
    .find(isNumber);
  return id === undefined ? undefined : toIdentifier({ id, assigner: {} }, context.senderScope);
}
