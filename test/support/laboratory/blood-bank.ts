import { type Choices, type History, lineOf, type Row, say } from './simulated.ts';

interface Unit {
  readonly number: string;
  readonly subId: string;
  crossmatch: string;
  status: string;
  isNews: boolean;
}

/** A group and the units of blood that are crossmatched for it, each under an OBX-4 of its own. */
export function bloodBank({ pick, below, isSo }: Choices): History {
  const isWhole = isSo();
  const units: Unit[] = [];
  const messages: Uint8Array[] = [];
  const add = (): Unit => {
    const count = units.length + 1;
    const unit = {
      ...{ number: `W1234 26 00000${count}`, subId: String(count) },
      ...{ crossmatch: pick('Compatible', 'Incompatible'), status: 'F', isNews: false },
    };
    units.push(unit);
    return unit;
  };
  const group: Row = { code: 'ABO', type: 'ST', value: pick('A', 'B', 'O') };
  const tell = (changed?: Unit): void => {
    const stated = isWhole || changed === undefined ? units : [changed];
    const isCorrected = units.some(({ isNews }) => isNews);
    const rows = stated.flatMap(({ number, subId, crossmatch, status, isNews }): Row[] => {
      const said = status === 'W' ? 'W' : isNews ? 'C' : 'F';
      return [
        {
          code: 'UNIT',
          type: 'ST',
          subId,
          value: status === 'W' ? '' : number,
          status: status === 'W' ? 'W' : 'F',
        },
        { code: 'XM', type: 'ST', subId, value: status === 'W' ? '' : crossmatch, status: said },
      ];
    });
    const order = {
      ...{ service: 'XMATCH^Crossmatch^L', status: isCorrected ? 'C' : 'F' },
      rows: isWhole || messages.length === 0 ? [group, ...rows] : rows,
    };
    messages.push(say({ sent: `${9 + messages.length}00`.padStart(4, '0'), orders: [order] }));
    for (const unit of units) unit.isNews = false;
  };
  for (let count = 1 + below(2); count > 0; count--) add();
  tell();
  for (let left = 2 + below(2); left > 0; left--) {
    const what = pick('add', 'add', 'correct', 'withdraw');
    const unit = pick(...units);
    if (what === 'correct' && unit.status !== 'W') {
      const crossmatch = unit.crossmatch === 'Compatible' ? 'Incompatible' : 'Compatible';
      Object.assign(unit, { crossmatch, isNews: true });
      tell(unit);
    } else if (what === 'withdraw' && unit.status !== 'W') {
      Object.assign(unit, { status: 'W', isNews: true });
      tell(unit);
    } else tell(add());
  }
  const standing = units.filter(({ status }) => status !== 'W');
  return {
    messages,
    knows: [
      lineOf({ code: 'ABO', value: group.value ?? '' }),
      ...standing.flatMap(({ number, crossmatch }) => [
        lineOf({ code: 'UNIT', value: number }),
        lineOf({ code: 'XM', value: crossmatch }),
      ]),
    ],
  };
}
