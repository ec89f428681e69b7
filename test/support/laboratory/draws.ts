import { type Choices, freshNumbers, type History, lineOf, type Order, type Row, say } from './simulated.ts';

interface Cell {
  readonly code: string;
  readonly draw: number;
  value: string;
  status: string;
}

const TIMES = ['0700', '0800'];
const ALL = ['PH', 'PO2'].flatMap((code) => TIMES.map((_, draw) => ({ code, draw })));

/** Two draws of one order with two tests that finish apart. A message tells of all, of one draw, or of one test. */
export function draws(choices: Choices): History {
  const { pick, isSo } = choices;
  const style = pick('OBR-7', 'OBX-14', 'tubes');
  const fresh = freshNumbers(choices);
  const known = new Map<string, Cell>();
  const messages: Uint8Array[] = [];
  for (let left = 4; left > 0; left--) {
    const [draw, code] = [pick(0, 1), pick('PH', 'PO2')];
    const isTold = {
      all: () => true,
      'one draw': (one: { draw: number }) => one.draw === draw,
      'one test': (one: { code: string }) => one.code === code,
      'one result': (one: { draw: number; code: string }) => one.draw === draw && one.code === code,
    }[pick('all', 'one draw', 'one test', 'one result')];
    const cells = ALL.filter(isTold).map((one): Cell => {
      const before = known.get(one.code + one.draw);
      const isChanged = before === undefined || isSo();
      const value = isChanged ? fresh() : before.value;
      const cell = { ...one, value, status: before !== undefined && isChanged ? 'C' : 'F' };
      known.set(one.code + one.draw, cell);
      return cell;
    });
    messages.push(say({ sent: `${9 + messages.length}00`.padStart(4, '0'), orders: ordersOf(style, cells) }));
  }
  return {
    messages,
    knows: [...known.values()].map(({ code, draw, value }) =>
      lineOf({ code, value: `${Number(value)} mmHg`, at: TIMES[draw] }),
    ),
  };
}

function ordersOf(style: string, cells: readonly Cell[]): Order[] {
  const statusOf = (some: readonly Cell[]): string => (some.some(({ status }) => status === 'C') ? 'C' : 'F');
  if (style === 'OBX-14') {
    const rows = cells.map((cell) => ({ ...rowOf(cell), at: TIMES[cell.draw] ?? '' }));
    return [{ status: statusOf(cells), collected: TIMES[0], rows }];
  }
  return TIMES.flatMap((collected, draw): Order[] => {
    const own = cells.filter((cell) => cell.draw === draw);
    const tube = style === 'tubes' ? `T${draw}` : undefined;
    return own.length === 0 ? [] : [{ status: statusOf(own), collected, tube, rows: own.map(rowOf) }];
  });
}

const rowOf = ({ code, value, status }: Cell): Row => ({ code, value, status, unit: 'mmHg' });
