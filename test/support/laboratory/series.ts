import {
  type Choices,
  freshNumbers,
  type History,
  isTakenBack,
  lineOf,
  type Order,
  type Row,
  say,
} from './simulated.ts';

interface Draw {
  readonly time: string;
  value: string;
  status: string;
  isNews: boolean;
}

const TIMES = ['0700', '0730', '0800', '0830'];

type Style = 'OBR-7' | 'OBX-14' | 'SPM-17' | 'tubes';

/** One test at several times of one order, whose draws are told by OBR-7, OBX-14, SPM-17 or the number of the tube. */
export function series(choices: Choices): History {
  const { pick, below, isSo } = choices;
  const style = pick<Style>('OBR-7', 'OBX-14', 'SPM-17', 'tubes');
  const isWhole = isSo();
  const fresh = freshNumbers(choices);
  const draws: Draw[] = [];
  const messages: Uint8Array[] = [];
  const add = (): Draw => {
    const draw = {
      time: TIMES[draws.length] ?? '',
      value: fresh(),
      status: pick('P', 'F', 'F'),
      isNews: false,
    };
    draws.push(draw);
    return draw;
  };
  const tell = (changed: readonly Draw[]): void => {
    const sent = `${9 + messages.length}00`.padStart(4, '0');
    const orders = ordersOf(style, isWhole ? draws : changed);
    messages.push(say({ sent, orders }));
    for (const draw of draws) draw.isNews = false;
  };
  tell([add()]);
  for (let left = 2 + below(2); left > 0; left--) {
    const what = pick('next', 'next', 'correct', 'withdraw', 'final');
    const draw = pick(...draws);
    const isFinal = draw.status === 'F' || draw.status === 'C';
    const open = draws.filter(({ status }) => status === 'P');
    if (what === 'final' && open.length > 0) {
      for (const one of open) one.status = 'F';
      tell(open);
    } else if (what === 'correct' && isFinal) {
      Object.assign(draw, { value: fresh(), status: 'C', isNews: true });
      tell([draw]);
    } else if (what === 'withdraw' && isFinal) {
      Object.assign(draw, { status: 'W', isNews: true });
      tell([draw]);
    } else tell(draws.length < TIMES.length ? [add()] : [draw]);
  }
  // a final at another time ends a preliminary (ADR 12), so that draw is there again when it is final itself
  const open = draws.filter(({ status }) => status === 'P');
  for (const one of open) one.status = 'F';
  if (open.length > 0) tell(open);
  return {
    messages,
    knows: draws
      .filter(({ status }) => !isTakenBack(status))
      .map(({ time, value }) => lineOf({ code: 'TROP', value: `${Number(value)} ng/L`, at: time })),
  };
}

function ordersOf(style: Style, draws: readonly Draw[]): Order[] {
  if (style !== 'OBX-14')
    return draws.map((draw) => ({
      ...{ status: statusOf([draw]), rows: [rowOf(draw)] },
      collected: style === 'SPM-17' ? '' : draw.time,
      ...(style === 'SPM-17' ? { tubeCollected: draw.time } : {}),
      ...(style === 'tubes' ? { tube: `T${draw.time}` } : {}),
    }));
  const rows = draws.map((draw) => ({ ...rowOf(draw), at: draw.time }));
  return [{ status: statusOf(draws), collected: '0700', rows }];
}

const statusOf = (draws: readonly Draw[]): string => {
  if (draws.some(({ status }) => status === 'P')) return 'P';
  return draws.some(({ status }) => status === 'C' || status === 'W') ? 'C' : 'F';
};

const rowOf = ({ value, status, isNews }: Draw): Row => ({
  ...{ code: 'TROP', unit: 'ng/L', value: isTakenBack(status) ? '' : value },
  status: status === 'C' && !isNews ? 'F' : status,
});
