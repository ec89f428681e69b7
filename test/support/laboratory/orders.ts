import { type Choices, freshNumbers, type History, lineOf, type Order, say } from './simulated.ts';

interface Ordered {
  readonly placer: string;
  readonly filler: string;
  value: string | undefined;
  /** It had a result before. */
  wasReported: boolean;
}

/** Two orders whose results are cancelled, reported again, and moved from one to the other. */
export function orders(choices: Choices): History {
  const { pick, isSo } = choices;
  const fresh = freshNumbers(choices);
  const all: Ordered[] = ['A', 'B'].map((name) => ({
    ...{ placer: `P${name}`, filler: `F${name}`, value: undefined, wasReported: false },
  }));
  const messages: Uint8Array[] = [];
  const tell = (...stated: readonly Order[]): void =>
    void messages.push(say({ sent: `${9 + messages.length}00`.padStart(4, '0'), orders: stated }));
  const orderOf = ({ placer, filler }: Ordered, status: string, value?: string): Order => ({
    ...{ placer, filler, status: status === 'W' ? 'C' : status },
    rows: value === undefined ? [] : [{ code: 'K', unit: 'mmol/L', value, status }],
  });
  for (let left = 4; left > 0; left--) {
    const what = pick('result', 'correct', 'correct', 'cancel', 'move');
    const [one, other] = isSo() ? all : all.toReversed();
    if (one === undefined || other === undefined) throw new Error('two orders');
    if (what === 'cancel' && one.value !== undefined) {
      one.value = undefined;
      tell(orderOf(one, 'X'));
    } else if (what === 'move' && one.value !== undefined && other.value === undefined) {
      const moved = [orderOf(one, 'W', ''), orderOf(other, other.wasReported ? 'C' : 'F', one.value)];
      Object.assign(other, { value: one.value, wasReported: true });
      one.value = undefined;
      tell(...(isSo() ? moved : moved.toReversed()));
    } else if (what === 'correct' && one.value !== undefined) {
      one.value = fresh();
      tell(orderOf(one, 'C', one.value));
    } else {
      const open = one.value === undefined ? one : other.value === undefined ? other : one;
      const isAgain = open.value === undefined && isSo();
      const status = open.wasReported && !isAgain ? 'C' : 'F';
      Object.assign(open, { value: fresh(), wasReported: true });
      tell(orderOf(open, status, open.value));
    }
  }
  const standing = all.filter(({ value }) => value !== undefined);
  return {
    messages,
    knows: standing.map(({ value }) => lineOf({ code: 'K', value: `${Number(value)} mmol/L` })),
  };
}
