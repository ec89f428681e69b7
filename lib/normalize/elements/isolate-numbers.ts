import type { Observation } from '../../model/observation.ts';
import { mayBeOrganism, organismCodes } from '../../model/organisms.ts';
import { isSusceptibility } from '../../model/susceptibility.ts';

/**
 * The rows of one order, with an OBX-4 for each isolate if the order has none and states several isolates, each before
 * its susceptibilities: `E. coli`, `AMP S`, `K. pneumoniae`, `AMP R`. A row between an isolate and the last of its
 * susceptibilities belongs to it. Rows before the first isolate, and rows behind the susceptibilities, get no number.
 */
export function withIsolateNumbers(rows: Observation[]): Observation[] {
  const first = rows.findIndex(isSusceptibility);
  if (first < 1 || rows.some(({ subId }) => subId !== undefined)) return rows;
  const names = rows.slice(0, first).filter(mayBeIsolate);
  const head = names.find(isOrganism) ?? names.findLast(isCoded) ?? names.at(-1);
  if (head === undefined) return rows;
  const starts = rows.flatMap((row, at) => (isOfTest(row, head) ? [at] : []));
  const isClear = (starts[1] ?? 0) > first && starts.every((at) => isIsolateAt(rows, at));
  return isClear ? numbered(rows, starts) : rows;
}

function numbered(rows: readonly Observation[], starts: readonly number[]): Observation[] {
  const groups = starts.map((start, index) => rows.slice(start, starts[index + 1]));
  return [
    ...rows.slice(0, starts[0]),
    ...groups.flatMap((group, index) => {
      const last = Math.max(0, group.findLastIndex(isSusceptibility));
      return group.map((row, at) =>
        at > last || isFreeText(row) ? row : { ...row, subId: String(index + 1) },
      );
    }),
  ];
}

const isIsolateAt = (rows: readonly Observation[], at: number): boolean => {
  const row = rows[at];
  return row !== undefined && mayBeIsolate(row);
};

const isFreeText = ({ valueType }: Observation): boolean => valueType === 'TX' || valueType === 'FT';

const isOrganism = ({ code }: Observation): boolean =>
  code.codings.some((coding) => organismCodes.has(coding.code));

const mayBeIsolate = (row: Observation): boolean =>
  !isFreeText(row) && !isSusceptibility(row) && row.values.length > 0 && row.values.every(mayBeOrganism);

const isCoded = ({ values }: Observation): boolean => values.every(({ kind }) => kind === 'coded');

/** Whether two rows have the same codes in OBX-3, or the same words if there is no code. */
const isOfTest = ({ code: a }: Observation, { code: b }: Observation): boolean =>
  JSON.stringify(a.codings.length > 0 ? a.codings : a.text) ===
  JSON.stringify(b.codings.length > 0 ? b.codings : b.text);
