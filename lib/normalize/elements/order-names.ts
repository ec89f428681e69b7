import type { Obr } from '@labwire/hl7/segments/obr';
import type { Orc } from '@labwire/hl7/segments/orc';
import type { Identifier } from '../../model/concept.ts';
import type { OrderNameKind } from '../../model/identity.ts';
import type { Specimen } from '../../model/specimen.ts';
import { toIdentifier } from './concept.ts';

/** The placer's and the filler's number: OBR-2 and OBR-3 or, where those are empty, ORC-2 and ORC-3. */
export const orderNumbersOf = (obr: Obr | undefined, orc: Orc | undefined, senderScope: string) => ({
  placerOrder: toIdentifier(obr?.placerOrder ?? orc?.placerOrder, senderScope),
  fillerOrder: toIdentifier(obr?.fillerOrder ?? orc?.fillerOrder, senderScope),
});

/** Every name by which an order and its results know each other, the strongest first. */
export function orderNamesOf(named: {
  readonly placerOrder?: Identifier | undefined;
  readonly fillerOrder?: Identifier | undefined;
  readonly specimens: readonly Specimen[];
}): { readonly kind: OrderNameKind; readonly id: Identifier }[] {
  const { placerOrder, fillerOrder, specimens } = named;
  return [
    ...(placerOrder === undefined ? [] : [{ kind: 'placer' as const, id: placerOrder }]),
    ...(fillerOrder === undefined ? [] : [{ kind: 'filler' as const, id: fillerOrder }]),
    ...specimens
      .flatMap(({ placerId, fillerId, containerId, otherContainerIds }) => [
        placerId,
        fillerId,
        containerId,
        ...(otherContainerIds ?? []),
      ])
      .filter((id) => id !== undefined)
      .map((id) => ({ kind: 'specimen' as const, id })),
  ];
}
