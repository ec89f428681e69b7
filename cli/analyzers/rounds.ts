import type { Play } from './compare-play.ts';

/**
 * Messages that can be played one after the other in one system. A message that orders other tests for a specimen
 * than one before it, or asks for a specimen of one before it that it does not order, begins in a new system.
 */
export function roundsOf(plays: readonly Play[]): readonly (readonly Play[])[] {
  const rounds: { readonly plays: Play[]; readonly ordered: Map<string, string> }[] = [];
  for (const play of plays) {
    const round = rounds.find(({ ordered }) => fits(play, ordered));
    const own = round ?? { plays: [], ordered: new Map<string, string>() };
    if (round === undefined) rounds.push(own);
    own.plays.push(play);
    for (const order of play.orders) own.ordered.set(order.specimen, textOf(order));
  }
  return rounds.map((round) => round.plays);
}

function fits({ orders, kind, message }: Play, ordered: ReadonlyMap<string, string>): boolean {
  const own = new Map(orders.map((order) => [order.specimen, textOf(order)]));
  return [...ordered].every(([specimen, order]) => {
    const again = own.get(specimen);
    return again === undefined ? kind !== 'query' || !message.includes(specimen) : again === order;
  });
}

const textOf = (order: Play['orders'][number]): string => JSON.stringify(order);
