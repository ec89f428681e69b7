import { type Choices, freshNumbers, type History, lineOf, type Row, say } from './simulated.ts';

interface Test {
  value: string;
  isFinal: boolean;
  isGone: boolean;
  isNews: boolean;
}

const CODES = ['K', 'NA', 'CL', 'GLU'];

/** How a laboratory blurs what it says, the same throughout a history. */
interface Blur {
  /** Corrections are finals like the first statement. */
  readonly isUnmarked: boolean;
  /** OBX-11 is always empty, and OBR-25 says everything. */
  readonly hasNoStatus: boolean;
  /** A preliminary result becomes final without its value (OBX-11 U), or by OBR-25 of a message without results. */
  readonly confirms: 'value' | 'rows' | 'order';
  /** Each message is sent once more with a later MSH-7, sooner or later. */
  readonly resends: boolean;
  /** What stands in OBR-7: always the time, or at times nothing. */
  readonly losesTime: boolean;
  /** What stands in OBX-14: nothing, or at times the time of the draw. */
  readonly timesRows: boolean;
  /** OBR-22 is empty. Corrections are unmarked then: a correction that is sent again later would be a new one. */
  readonly hasNoClock: boolean;
  /** OBX-4 counts the rows of each message. */
  readonly isCounted: boolean;
}

/**
 * A panel of one draw from a laboratory that does not mark its corrections, sends everything again, leaves out times and
 * statuses, or changes statuses alone. It states no value twice for a test, so its last word is always news.
 */
export function blurred(choices: Choices): History {
  const { pick, below, isSo } = choices;
  const fresh = freshNumbers(choices);
  const isUnmarked = isSo();
  const blur: Blur = {
    ...{ isUnmarked, hasNoClock: isUnmarked && below(3) === 0, hasNoStatus: below(4) === 0 },
    ...{
      confirms: pick('value', 'rows', 'order'),
      resends: isSo(),
      losesTime: isSo(),
      timesRows: below(3) === 0,
      isCounted: below(4) === 0,
    },
  };
  const tests = new Map<string, Test>();
  const messages: Uint8Array[] = [];
  const again: (() => void)[] = [];
  let hour = 8;
  const tell = (codes: readonly string[], how: 'value' | 'rows' | 'order' = 'value'): void => {
    hour += 1;
    const reported = `${hour}00`.padStart(4, '0');
    const rows = how === 'order' ? [] : codes.flatMap((code, at) => rowsOf(code, at, how));
    const isPreliminary = [...tests.values()].some(({ isFinal }) => !isFinal);
    const isMarked = !blur.isUnmarked && [...tests.values()].some(({ isNews }) => isNews);
    const status = isPreliminary ? 'P' : isMarked ? 'C' : 'F';
    const collected = blur.losesTime && isSo() && messages.length > 0 ? '' : '0800';
    const send = (sent: string): void => {
      const order = { status, rows, collected, reported: blur.hasNoClock ? '' : reported };
      messages.push(say({ sent, orders: [order] }));
    };
    send(reported);
    // a preliminary report without a time of its own that comes later is a remark in the chart
    const isRemark = isPreliminary && blur.hasNoClock;
    if (blur.resends && !isRemark && again.length < 2)
      again.push(() => send(`${hour}${40 + again.length}`.padStart(4, '0')));
    for (const test of tests.values()) test.isNews = false;
  };
  const rowsOf = (code: string, index: number, how: 'value' | 'rows'): Row[] => {
    const test = tests.get(code);
    if (test === undefined) return [];
    const { isFinal, isGone, isNews, value } = test;
    if (isGone && !isNews) return [];
    const said = isGone ? 'W' : !isFinal ? 'P' : isNews && !blur.isUnmarked ? 'C' : 'F';
    const status = blur.hasNoStatus && said !== 'W' ? '' : said;
    const isConfirmed = how === 'rows' && said === 'F';
    return [
      {
        ...{
          code,
          unit: 'mmol/L',
          value: isGone || isConfirmed ? '' : value,
          status: isConfirmed ? 'U' : status,
        },
        ...(blur.timesRows && isSo() ? { at: '0800' } : {}),
        ...(blur.isCounted ? { subId: String(index + 1) } : {}),
      },
    ];
  };
  const startsFinal = isSo();
  for (const code of CODES.slice(0, 2 + below(2)))
    tests.set(code, { value: fresh(), isFinal: startsFinal, isGone: false, isNews: false });
  tell([...tests.keys()]);
  if (!startsFinal) {
    for (const test of tests.values()) test.isFinal = true;
    tell([...tests.keys()], blur.confirms);
  }
  for (let left = 1 + below(2); left > 0; left--) {
    const [code, test] = pick(...tests);
    if (below(4) === 0) Object.assign(test, { isGone: true, isNews: true });
    else if (!test.isGone) Object.assign(test, { value: fresh(), isNews: true });
    tell(isSo() ? [...tests.keys()] : [code]);
  }
  if (isSo()) for (const resend of again.slice(0, 1)) resend();
  return {
    messages,
    knows: [...tests].flatMap(([code, { value, isGone }]) =>
      isGone ? [] : [lineOf({ code, value: `${Number(value)} mmol/L` })],
    ),
  };
}
