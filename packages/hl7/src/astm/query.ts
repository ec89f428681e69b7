import { layoutFor } from '../dialect/applies.ts';
import type { Dialect, QueryLayout } from '../dialect/dialect.ts';
import type { SegmentContent } from '../message/write.ts';
import type { AstmRecord } from './record.ts';

/**
 * Writes a host query. Q-3 names patient and specimen, the specimen alone, or rack, position and specimen, unless the
 * dialect says where the specimen stands. Only the word ALL asks for all orders: a tube whose label was not read asks
 * for none. QPD-13 keeps Q-3 as it came, because the answer may have to repeat parts of it; QPD-14 is the number of
 * the dialect's layout.
 */
export function writeQuery(query: AstmRecord, { query: rules }: Dialect = {}): SegmentContent {
  const asked = query.repetitions(3);
  const isAll = asked.length > 0 && asked.every((parts) => parts.includes('ALL'));
  const name = isAll ? ['WOS_ALL', 'Work Order Step All'] : ['WOS', 'Work Order Step'];
  const layout = layoutFor(query, rules?.layouts, ({ specimen }) => [
    { name: 'Q', field: 3, component: specimen },
  ]);
  const named = isAll ? [] : asked.filter((parts) => specimenIn(parts, layout) !== undefined);
  const isRange = query.raw(4) !== '' && query.raw(4) !== query.raw(3);
  const asksForTests = query.repetitions(5);
  const isEveryTest = asksForTests.some((parts) => parts.includes('ALL'));
  const tests = isEveryTest ? [] : asksForTests.flatMap((parts) => testIn(parts) ?? []);
  const status = query.value(13);
  return {
    name: 'QPD',
    fields: [
      [...name, 'ASTM'],
      query.value(2),
      { repetitions: named.map((parts) => specimenIn(parts, layout) ?? '') },
      ...Array.from({ length: 6 }, () => undefined),
      isRange ? query.raw(4) : undefined,
      { repetitions: tests },
      // only orders can be asked for; an instrument with a layout of its own may write another reason there
      status === 'O' || (layout !== undefined && status !== 'A') ? undefined : status,
      layout === undefined ? undefined : { repetitions: named },
      layout === undefined ? undefined : String((rules?.layouts.indexOf(layout) ?? 0) + 1),
    ],
  };
}

/** Q-5 is a test as in R-3, with its code in component 4. ALL asks for every test. */
const testIn = (parts: readonly string[]): string | undefined =>
  parts[3] || parts.find((part) => part !== '');

/**
 * Reads `id`, `patient^id`, `^^id^…` and, if all four components are filled, `rack^position^id^…`. With an empty first
 * component, the number comes first: `^id^sequence^rack^position`.
 */
function specimenIn(parts: readonly string[], layout: QueryLayout | undefined): string | undefined {
  if (layout !== undefined) return parts[layout.specimen - 1] || undefined;
  const [first = '', second = '', third = '', fourth = ''] = parts;
  const isPlaced = first !== '' && third !== '' && fourth !== '';
  return (isPlaced ? third : second || third || first) || undefined;
}
