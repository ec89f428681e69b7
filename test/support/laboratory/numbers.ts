import { type Choices, freshNumbers, type History, lineOf, say, sayOrder } from './simulated.ts';

interface Ordered {
  readonly name: string;
  readonly collected: string;
  value: string | undefined;
  status: string;
}

const NUMBERS = ['filler', 'placer and filler', 'filler and tube', 'all'] as const;
const ALSO_OF_ORDERS = ['placer', 'placer and tube'] as const;

/**
 * One or two orders of one service. Each message names its order by some of its numbers: by the placer's alone only if the
 * order came before.
 */
export function numbers(choices: Choices): History {
  const { pick, below, isSo } = choices;
  const fresh = freshNumbers(choices);
  const all: Ordered[] = [
    { name: 'A', collected: '0700' },
    { name: 'B', collected: '1500' },
  ]
    .slice(0, 1 + below(2))
    .map((one) => ({ ...one, value: undefined, status: '' }));
  const areOrdered = isSo();
  const messages: Uint8Array[] = areOrdered
    ? all.map(({ name }, index) =>
        sayOrder({ sent: `060${index}`, placer: `P${name}`, filler: `F${name}`, tube: `T${name}` }),
      )
    : [];
  for (let left = 3; left > 0; left--) {
    const one = pick(...all);
    if (one.status === 'W') continue;
    const by = areOrdered ? pick(...NUMBERS, ...ALSO_OF_ORDERS) : pick(...NUMBERS);
    const has = (number: string): boolean => by === 'all' || by.includes(number);
    const next = one.value === undefined ? ['P', 'F'] : one.status === 'P' ? ['F'] : ['C', 'C', 'W'];
    Object.assign(one, { value: fresh(), status: pick(...next) });
    const value = one.status === 'W' ? '' : one.value;
    const order = {
      ...{ placer: has('placer') ? `P${one.name}` : '', filler: has('filler') ? `F${one.name}` : '' },
      ...{ tube: has('tube') ? `T${one.name}` : undefined, collected: one.collected },
      status: one.status === 'W' ? 'C' : one.status,
      rows: [{ code: 'K', unit: 'mmol/L', value, status: one.status }],
    };
    messages.push(say({ sent: `${16 + messages.length}00`, orders: [order] }));
  }
  const standing = all.filter(({ value, status }) => value !== undefined && status !== 'W');
  return {
    messages,
    knows: standing.map(({ value, collected }) =>
      lineOf({ code: 'K', value: `${Number(value)} mmol/L`, at: collected }),
    ),
  };
}
