import { type Choices, type History, lineOf, type Row, say } from './simulated.ts';

/** Texts of one or two parts, whose lines are changed, left out and added. */
export function pathology({ pick, below, isSo }: Choices): History {
  const isWhole = isSo();
  let isPreliminary = isSo();
  let words = 0;
  const line = (): string => `FINDING ${++words}`;
  const parts = new Map(
    (isSo() ? ['A', 'B'] : ['']).map((part) => [part, Array.from({ length: 1 + below(3) }, line)]),
  );
  const messages: Uint8Array[] = [];
  const tell = (stated: readonly string[], changed: readonly string[]): void => {
    const status = isPreliminary ? 'P' : changed.length > 0 ? 'C' : 'F';
    const rows = stated.flatMap((part): Row[] =>
      (parts.get(part) ?? []).map((value) => ({
        ...{ code: 'DX', type: 'TX', subId: part, value },
        status: status === 'C' && !changed.includes(part) ? 'F' : status,
      })),
    );
    messages.push(
      say({
        sent: `${9 + messages.length}00`.padStart(4, '0'),
        orders: [{ service: 'PATH^Pathology^L', status, rows }],
      }),
    );
  };
  tell([...parts.keys()], []);
  for (let left = 2 + below(2); left > 0; left--) {
    const what = pick('final', 'change', 'shorten', 'lengthen');
    const [part, lines] = pick(...parts);
    if (what === 'final' && isPreliminary) {
      isPreliminary = false;
      tell([...parts.keys()], []);
      continue;
    }
    if (what === 'shorten' && lines.length > 1) lines.splice(below(lines.length), 1);
    else if (what === 'lengthen') lines.splice(below(lines.length + 1), 0, line());
    else lines[below(lines.length)] = line();
    tell(isWhole ? [...parts.keys()] : [part], [part]);
  }
  return {
    messages,
    knows: [...parts.values()].map((lines) => lineOf({ code: 'DX', value: lines.join('\n') })),
  };
}
