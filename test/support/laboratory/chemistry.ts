import { type Choices, freshNumbers, type History, isTakenBack, lineOf, type Row, say } from './simulated.ts';

interface Test {
  value: string;
  status: string;
  /** The next message states the test as corrected or taken back for the first time. */
  isNews: boolean;
  flag?: string | undefined;
  range?: string | undefined;
  note?: string | undefined;
}

const CODES = ['K', 'NA', 'CL', 'GLU'];

/**
 * A panel that is reported preliminary, made final, corrected, taken back, extended, flagged and commented, in
 * messages of the whole panel or of the tests that changed.
 */
export function chemistry(choices: Choices): History {
  const { pick, below, isSo } = choices;
  const fresh = freshNumbers(choices);
  const style = { isWhole: isSo(), isNumbered: below(3) === 0, marksAll: isSo(), hasClock: below(5) > 0 };
  const range = isSo() ? '3.5-5.0' : undefined;
  const tests = new Map<string, Test>();
  const messages: Uint8Array[] = [];
  const begin = (code: string, status: string) =>
    void tests.set(code, { value: fresh(), status, isNews: false, range });
  const tell = (changed: ReadonlySet<string>): void => {
    const all = [...tests];
    const isPreliminary = all.some(([, { status }]) => status === 'P');
    const isCorrected = all.some(([, { isNews }]) => isNews);
    const rows = all.flatMap(([code, test], index): Row[] => {
      if (!style.isWhole && !changed.has(code)) return [];
      const status = test.status === 'C' && !test.isNews && !style.marksAll ? 'F' : test.status;
      return [
        {
          ...{ code, status, value: isTakenBack(status) ? '' : test.value, unit: 'mmol/L' },
          ...{ flag: test.flag, range: test.range, note: test.note },
          ...(style.isNumbered ? { subId: String(index + 1) } : {}),
        },
      ];
    });
    const sent = `${9 + messages.length}${pick('00', '10', '30')}`.padStart(4, '0');
    const status = isPreliminary ? 'P' : isCorrected ? 'C' : 'F';
    messages.push(say({ sent, orders: [{ status, rows, ...(style.hasClock ? {} : { reported: '' }) }] }));
    for (const test of tests.values()) test.isNews = false;
  };
  for (const code of CODES.slice(0, 1 + below(3))) begin(code, below(3) === 0 ? 'P' : 'F');
  tell(new Set(tests.keys()));
  for (let left = 2 + below(2); left > 0; left--) tell(change(tests, choices, { begin, fresh }));
  const standing = [...tests].filter(([, { status }]) => !isTakenBack(status));
  return {
    messages,
    knows: standing.map(([code, { value, flag, range, note }]) =>
      lineOf({ code, value: `${Number(value)} mmol/L`, flag, range, note }),
    ),
  };
}

function change(
  tests: Map<string, Test>,
  { pick }: Choices,
  { begin, fresh }: { readonly begin: (code: string, status: string) => void; readonly fresh: () => string },
): ReadonlySet<string> {
  const [code, test] = pick(...tests);
  const isFinal = test.status === 'F' || test.status === 'C';
  const changed = new Set<string>();
  const correct = (by: Partial<Test>): void => {
    Object.assign(test, by, isFinal ? { status: by.status ?? 'C', isNews: true } : {});
    changed.add(code);
  };
  const what = pick('final', 'correct', 'correct', 'withdraw', 'add', 'flag', 'note', 'not done', 'unmarked');
  if (what === 'final')
    for (const [open, one] of tests)
      if (one.status === 'P') {
        Object.assign(one, { status: 'F' }, pick(true, false) ? { value: fresh() } : {});
        changed.add(open);
      }
  if (what === 'correct' && isFinal) correct({ value: fresh() });
  if (what === 'withdraw' && isFinal) correct({ status: 'W' });
  if (what === 'flag' && !isTakenBack(test.status)) correct({ flag: pick('H', 'L', 'HH') });
  if (what === 'note' && !isTakenBack(test.status)) correct({ note: pick('Hemolysed', 'Lipemic') });
  if (what === 'unmarked' && test.status === 'F') {
    test.value = fresh();
    changed.add(code);
  }
  if (what === 'not done' && test.status === 'P') {
    test.status = 'X';
    changed.add(code);
  }
  if (changed.size > 0) return changed;
  const next = CODES.find((other) => !tests.has(other));
  if (next === undefined) return new Set([code]);
  begin(next, what === 'add' ? pick('P', 'F') : 'F');
  return new Set([next]);
}
