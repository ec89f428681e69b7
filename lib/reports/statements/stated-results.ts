import type { Observation } from '../../model/observation.ts';
import { isSameResult, unitNamesOf, unitsAmong, valuesAmong, valuesOf } from '../results/same-result.ts';
import { type Statement, statusOf } from './statement.ts';
import { compareReceipt, type Dated, orderOf } from './statement-order.ts';

/** One result, stated once or several times alike. A resend repeats the same statement. */
export interface StatedResult extends Dated {
  /** The latest repetition. */
  readonly lead: Statement;
  readonly repeats: readonly Statement[];
}

/** The rows of one message for one test; one row for each result. */
export interface Entry extends Dated {
  readonly rows: readonly StatedResult[];
}

/**
 * The results of one test, by message. Entries with the same wording and the same OBR-22 (or none) are one
 * entry, at the earliest time.
 */
export function entriesOf(statements: readonly Statement[]): Entry[] {
  const [only] = statements;
  if (only !== undefined && statements.length === 1) return [entryOf([only])];
  const messages = Map.groupBy(statements, ({ messageId, isWithdrawn }) => `${messageId} ${isWithdrawn}`);
  const single = [...messages.values()].map(entryOf);
  if (single.length === 1) return single;
  return alikeIn(single, statements).flatMap(byReportTime).map(foldResends);
}

/** Groups messages that state the same in the same units. A missing unit fits if the others have only one. */
function alikeIn(entries: readonly Entry[], statements: readonly Statement[]): Entry[][] {
  const observations = statements.map(({ observation }) => observation);
  const unitOf = unitsAmong(observations);
  const valuesIn = valuesAmong(observations);
  const numbers = new Map<string, number>();
  // a wording is as long as its message, so it is numbered and not repeated for each row
  const numbered = (wording: string | undefined): number | undefined => {
    if (wording === undefined) return undefined;
    const number = numbers.get(wording) ?? numbers.size;
    numbers.set(wording, number);
    return number;
  };
  const wordings = new Map(entries.map((entry) => [entry, numbered(wordingOf(entry, valuesIn))]));
  const units = new Map<string, Set<string>>();
  const placeOf = (wording: number, row: number): Set<string> => {
    const place = `${row} ${wording}`;
    const there = units.get(place) ?? new Set();
    units.set(place, there);
    return there;
  };
  for (const [{ rows }, wording] of wordings)
    for (const [row, { lead }] of rows.entries()) {
      const unit = unitOf(lead.observation);
      if (wording !== undefined && unit !== undefined) placeOf(wording, row).add(unit);
    }
  const groups = Map.groupBy(entries, (entry) => {
    const wording = wordings.get(entry);
    if (wording === undefined) return entry;
    const ofRows = entry.rows.map(({ lead }, row) => {
      const there = placeOf(wording, row);
      return unitOf(lead.observation) ?? (there.size === 1 ? [...there][0] : undefined);
    });
    return JSON.stringify([wording, ofRows]);
  });
  return [...groups.values()];
}

/**
 * Splits entries of one wording by OBR-22. An entry without OBR-22 has no time of its own: it repeats the
 * earliest one with OBR-22, if that one was sent before it.
 */
function byReportTime(alike: readonly Entry[]): Entry[][] {
  const times = Map.groupBy(alike, ({ rows: [first] }) => first?.lead.part.issued?.text ?? '');
  const undated = times.get('') ?? [];
  times.delete('');
  const dated = [...times.values()].flat();
  const earliest = dated.toSorted(orderOf(dated).compare)[0];
  if (earliest === undefined || undated.length === 0) return [undated, ...times.values()].filter(isFilled);
  const order = orderOf([earliest, ...undated]);
  const isLater = (entry: Entry): boolean => order.compareClocks(earliest, entry) < 0;
  const { repeats = [], own = [] } = Object.groupBy(undated, (one) => (isLater(one) ? 'repeats' : 'own'));
  const others = [...times.values()].map((same) => (same.includes(earliest) ? [...same, ...repeats] : same));
  return [own, ...others].filter(isFilled);
}

const isFilled = (entries: readonly Entry[]): boolean => entries.length > 0;

/** If two orders of one message state the same result of a test, it counts once. */
function entryOf(statements: readonly Statement[]): Entry {
  const rows: StatedResult[] = [];
  const alike = new Map<string, number[]>();
  for (const statement of statements) {
    const key = `${statement.observation.subId ?? ''} ${valuesOf(statement.observation)}`;
    const places = alike.get(key) ?? [];
    alike.set(key, places);
    const same = places.find((place) => isSaidTwice(rows[place], statement));
    const known = same === undefined ? undefined : rows[same];
    if (known === undefined || same === undefined) {
      places.push(rows.length);
      rows.push(statedOf(statement, []));
    } else if (hasUnit(statement) || !hasUnit(known.lead))
      rows[same] = statedOf(statement, [...known.repeats, known.lead]);
    else rows[same] = statedOf(known.lead, [...known.repeats, statement]);
  }
  return entryFrom(rows);
}

const isSaidTwice = (row: StatedResult | undefined, { part, observation }: Statement): boolean =>
  row !== undefined && row.lead.part !== part && isSameResult(row.lead.observation, observation);

const hasUnit = ({ observation }: Statement): boolean => unitNamesOf(observation).length > 0;

/** A statement with the earlier statements that say the same. */
export function statedOf(lead: Statement, repeats: readonly Statement[]): StatedResult {
  const { clocks, receivedTime, messageId, at } = lead;
  return { lead, repeats, clocks, rank: rankOf(lead), receivedTime, messageId, at };
}

/** Results that change under OBR-25 C are corrections, even if OBX-11 does not say so. */
function rankOf({ rank, part, observation }: Statement): number {
  if (part.status !== 'C') return rank;
  const status = statusOf(observation, part);
  return status === 'F' || status === 'V' ? 3 : rank;
}

function entryFrom(rows: readonly StatedResult[]): Entry {
  const [first] = rows;
  if (first === undefined) throw new Error('a message that says nothing of a test');
  const { clocks, receivedTime, messageId, at } = first;
  return { rows, clocks, rank: Math.max(...rows.map(({ rank }) => rank)), receivedTime, messageId, at };
}

/**
 * The text by which a resend is recognized, apart from its units and OBR-22: the same results. Undefined for
 * corrections and preliminary results.
 */
function wordingOf({ rows }: Entry, valuesIn: (observation: Observation) => string): string | undefined {
  const [first] = rows;
  const isSettled = rows.every(({ lead: { observation, part, isWithdrawn } }) => {
    const status = statusOf(observation, part);
    return !isWithdrawn && part.status !== 'C' && (status === undefined || 'FUV'.includes(status));
  });
  if (!isSettled || first === undefined) return undefined;
  return JSON.stringify([
    first.lead.part.isFromAnalyzer,
    rows.map(({ lead: { observation } }) => [
      observation.subId,
      observation.run,
      observation.observed?.text,
      observation.analyzed?.text,
      observation.values.length === 0 ? observation.status : undefined,
      valuesIn(observation),
    ]),
  ]);
}

/**
 * Joins messages that state the same for a test: the wording of the last one, at the time of the first one.
 * A message that leaves out a unit does not give its wording if another has the unit.
 */
function foldResends(entries: readonly Entry[]): Entry {
  const [only] = entries;
  if (only !== undefined && entries.length === 1) return only;
  const order = orderOf(entries);
  const oldestFirst = entries.toSorted(order.compare);
  const hasUnits = ({ rows }: Entry) => rows.every(({ lead }) => hasUnit(lead));
  const [first, last] = [oldestFirst[0], oldestFirst.findLast(hasUnits) ?? oldestFirst.at(-1)];
  if (first === undefined || last === undefined) throw new Error('no message to fold');
  const received = entries.toSorted(compareReceipt)[0] ?? first;
  // if one clock is impossible, the time of the first statement is unknown
  const sent = entries.every(({ clocks }) => clocks?.sent !== undefined) ? first.clocks?.sent : undefined;
  const reported = oldestFirst.find(({ clocks }) => clocks?.reported !== undefined)?.clocks?.reported;
  const dates: Dated = {
    clocks: first.clocks && { ...first.clocks, sent, reported },
    rank: Math.max(...entries.map(({ rank }) => rank)),
    receivedTime: received.receivedTime,
    messageId: received.messageId,
    at: received.at,
  };
  const rows = last.rows.map((row, index) => ({
    ...dates,
    lead: row.lead,
    repeats: oldestFirst.flatMap(({ rows }) => {
      const same = rows[index];
      return same === undefined ? [] : same === row ? same.repeats : [...same.repeats, same.lead];
    }),
  }));
  return { ...dates, rows };
}
