import { type Choices, freshNumbers, type History, lineOf, say } from './simulated.ts';

/** An order that is replaced under new numbers (ORC-1 RU, then RO), with corrections under either number. */
export function renumbered(choices: Choices): History {
  const { pick, below, isSo } = choices;
  const fresh = freshNumbers(choices);
  const messages: Uint8Array[] = [];
  let number = 1;
  let status = 'F';
  let value = fresh();
  const tell = (as: string): void => {
    const own = { placer: `P${number}`, filler: `F${number}`, status: as === 'W' ? 'C' : as };
    const rows = [{ code: 'K', unit: 'mmol/L', value: as === 'W' ? '' : value, status: as }];
    messages.push(say({ sent: timeOf(messages), orders: [{ ...own, rows }] }));
  };
  tell(status);
  for (let left = 2 + below(2); left > 0; left--) {
    const what = pick('replace', 'correct', 'correct', 'withdraw');
    if (what === 'replace') {
      const old = {
        control: 'RU',
        placer: `P${number}`,
        filler: `F${number}`,
        status: 'F',
        reported: '',
        rows: [],
      };
      number += 1;
      status = isSo() ? 'F' : 'C';
      value = fresh();
      const rows = [{ code: 'K', unit: 'mmol/L', value, status }];
      const now = { control: 'RO', placer: `P${number}`, filler: `F${number}`, status, rows };
      messages.push(say({ sent: timeOf(messages), orders: [old, now] }));
    } else if (what === 'withdraw' && status !== 'W') {
      status = 'W';
      tell(status);
    } else {
      status = 'C';
      value = fresh();
      tell(status);
    }
  }
  return {
    messages,
    knows: status === 'W' ? [] : [lineOf({ code: 'K', value: `${Number(value)} mmol/L` })],
  };
}

const timeOf = (messages: readonly unknown[]): string => `${9 + messages.length}00`.padStart(4, '0');
