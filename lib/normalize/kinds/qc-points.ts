import type { ObservationGroup, OrderGroup } from '@labwire/hl7/groups/result-groups';
import { readObr } from '@labwire/hl7/segments/obr';
import { qcPointIdOf } from '../../model/identity.ts';
import type { Observation } from '../../model/observation.ts';
import type { ControlMaterial, QcPoint } from '../../model/qc-point.ts';
import { analyzerOf } from '../../model/test-system.ts';
import { QUALITY_CONTROL } from '../admit/message-kind.ts';
import { toConcept, toIdentifier } from '../elements/concept.ts';
import type { ReadingContext } from '../elements/context.ts';
import { SlotCounter, toObservation } from '../elements/observation.ts';
import { CONTROL_PRODUCT, inventoriesIn, toReagents } from '../elements/reagents.ts';
import { subCodeOf } from '../elements/result-code.ts';
import { toSpecimen } from '../elements/specimen.ts';
import { roleOf } from '../elements/specimen-role.ts';
import { mapObservation, specimenWords } from '../rules/map-terms.ts';
import { type Reading, watermarkOf } from './reading.ts';

/**
 * The results of an order on control material, one point for each result. IHE LAW sends the target and the
 * calibration as supplemental observations after the result; they become part of its point.
 */
export function toQcPoints(
  order: OrderGroup,
  ofSpecimen: readonly ObservationGroup[],
  reading: Reading,
): QcPoint[] {
  const { context, messageId, processingId } = reading;
  const source = reading.source.id;
  const slots = new SlotCounter();
  const specimens = order.specimens.map((specimen) => toSpecimen(specimen, context));
  const words = specimenWords(specimens);
  const toMeasured = (group: ObservationGroup, isOfSpecimen: boolean): Measured => {
    const sent = toObservation(group, { reportKey: messageId, slots, isOfSpecimen, context });
    const sub = subCodeOf(group.obx, context);
    return {
      group,
      observation: mapObservation(sent, { specimens: words, sub }, reading.source).observation,
    };
  };
  const measured = [
    ...ofSpecimen.map((group) => toMeasured(group, true)),
    ...order.observations.map((group) => toMeasured(group, false)),
  ];
  const ofOrder = {
    messageId,
    source,
    // `Q` describes the material; it does not mean that the run is training
    processingId: processingId === QUALITY_CONTROL ? 'P' : processingId,
    roles: [...new Set([...specimens.flatMap(({ roles }) => roles), ...rolesInOrder(order, context)])],
    material: materialOf(order, specimens, context),
    sentAt: new Date(watermarkOf(undefined, reading).messageTime).toISOString(),
    receivedAt: reading.receivedAt.toISOString(),
  };
  return withSupplements(measured).map(({ result, supplements }) => {
    const { observation } = result;
    const all = [result, ...supplements];
    return {
      ...ofOrder,
      id: qcPointIdOf(messageId, observation.at),
      analyzer: analyzerOf(observation, source),
      reagents: toReagents([...order.others, ...all.flatMap((one) => one.group.others)], context),
      target: supplementOf(supplements, 'QC_TARGET'),
      standardDeviation: supplementOf(supplements, 'QC_SD_RANGE'),
      calibrationId: supplementOf(supplements, 'CALIBRATIONID'),
      observation: { ...observation, notes: [...context.notes(order.notes), ...observation.notes] },
      supplements: supplements.map((supplement) => supplement.observation),
    };
  });
}

/** OBR-15.7, if there is no SPM. */
const rolesInOrder = ({ obr }: OrderGroup, { roleWords }: ReadingContext): string[] =>
  obr === undefined ? [] : readObr(obr).specimenRoles.map((role) => roleOf(role, roleWords));

interface Measured {
  readonly group: ObservationGroup;
  readonly observation: Observation;
}

/** Each result with the supplements that follow it. Supplements without a result become points themselves. */
function withSupplements(
  readings: readonly Measured[],
): { readonly result: Measured; readonly supplements: Measured[] }[] {
  const results: { readonly result: Measured; readonly supplements: Measured[] }[] = [];
  for (const reading of readings) {
    const last = results.at(-1);
    if (last !== undefined && isSupplement(reading)) last.supplements.push(reading);
    else results.push({ result: reading, supplements: [] });
  }
  return results;
}

/** IHE LAW gives the kind of an observation in the alternate code of OBX-3: `S_OTHER` of `IHELAW`. */
const isSupplement = ({ observation }: Measured): boolean =>
  observation.code.codings.some(({ code, system }) => system === 'IHELAW' && code.startsWith('S_'));

const supplementOf = (supplements: readonly Measured[], name: string): string | undefined =>
  supplements.find(({ observation }) => observation.code.codings[0]?.code.toUpperCase() === name)?.observation
    .values[0]?.text;

/** The control material. The inventory beside the container may name the control product (INV-3 `CO`). */
function materialOf(
  order: OrderGroup,
  specimens: readonly ReturnType<typeof toSpecimen>[],
  context: ReadingContext,
): ControlMaterial {
  const specimen = specimens[0];
  const product = order.specimens
    .flatMap(({ containers }) => inventoriesIn(containers))
    .find(({ inv }) => inv.type === CONTROL_PRODUCT);
  const obr = order.obr === undefined ? undefined : readObr(order.obr);
  return {
    // without SPM, the order's number is the specimen's number
    id:
      specimen?.placerId ??
      specimen?.fillerId ??
      specimen?.containerId ??
      toIdentifier(obr?.fillerOrder ?? obr?.placerOrder, context.senderScope),
    product: toConcept(product?.inv.substance),
    lot: product?.inv.lot,
    expires: context.moment(product?.inv.expires, product?.segment.at(12) ?? ''),
  };
}
