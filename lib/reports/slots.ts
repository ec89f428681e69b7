import type { Observation } from '../model/observation.ts';
import { corrects } from './find/unnumbered-report.ts';
import { endOf, isEndedBy } from './isolates/isolate-end.ts';
import { namedResultsOf } from './results/named-results.ts';
import { commentsApart, documentsApart } from './results/result-names.ts';
import { Tests } from './results/tests.ts';
import { groupingSubIdsIn, isLine, withWholeTexts } from './results/text-blocks.ts';
import { HeadMembers, subIdUnder } from './sets/head-members.ts';
import { resultSetOf } from './sets/result-sets.ts';
import { setHeadsIn } from './sets/set-heads.ts';
import type { Member } from './sets/set-member.ts';
import type { ReportCollection } from './specimens/collections.ts';
import { drawsIn } from './specimens/times-of-draws.ts';
import { entriesOf, type StatedResult } from './statements/stated-results.ts';
import { type Statement, saysCorrection, testOf, toStatement } from './statements/statement.ts';

/** A result of a collection, before it is known which of its statements stands. */
export interface Slot {
  /**
   * The slot's own member, then the head that it belongs to (for example, the isolate of a susceptibility).
   */
  readonly members: readonly [Member, ...Member[]];
  readonly stated: readonly StatedResult[];
  readonly isLeftOut: boolean;
}

/** The slots of a collection, as they were first stated. Adds to `unclear` the messages whose rows may be of several. */
export function slotsOf(collection: ReportCollection, unclear: Set<string>): Slot[] {
  const places = new Map<Statement, number>();
  const known = new Tests(collection.said);
  const tests = new Map<string, Statement[]>();
  const grouping = groupingSubIdsIn(collection.said);
  for (const said of collection.said)
    for (const observation of withWholeTexts(said.observations, grouping)) {
      const statement = toStatement(observation, said);
      places.set(statement, places.size);
      const test = known.of(observation);
      const others = tests.get(test);
      if (others === undefined) tests.set(test, [statement]);
      else others.push(statement);
    }
  const heads = setHeadsIn(collection.said, known);
  const isDraw = drawsIn(collection.said);
  const under = new HeadMembers();
  const slots: Slot[] = [];
  const isPartText = (observation: Observation): boolean =>
    isLine(observation) && observation.subId !== undefined && grouping.has(observation.subId);
  const take = (
    statements: readonly Statement[],
    {
      head,
      parts,
      areIsolates,
    }: {
      readonly head?: Member | undefined;
      readonly parts?: typeof isPartText;
      readonly areIsolates?: boolean;
    } = {},
  ): readonly Member[] => {
    const set = resultSetOf(entriesOf(statements), {
      ...{ isPartText: parts, isOfHead: head !== undefined, areIsolates },
    });
    for (const message of set.unclear) unclear.add(message);
    const end = head === undefined ? undefined : endOf(head.stated, head.leftOutBy !== undefined);
    for (const member of set.members)
      slots.push({
        members: head === undefined ? [member] : [member, head],
        stated: member.stated,
        isLeftOut:
          member.leftOutBy !== undefined ||
          (end !== undefined && member.stated.every((one) => isEndedBy(end, one, member.stated))),
      });
    return set.members;
  };
  const takeNamed = (statements: readonly Statement[]): void => {
    for (const apart of commentsApart(statements)) {
      const named = namedResultsOf(apart, isDraw);
      for (const message of named.unclear) unclear.add(message);
      for (const result of named.results) take(result, { parts: isPartText });
    }
  };
  for (const [test, statements] of tests) {
    if (!heads.tests.has(test)) continue;
    const [ofSet = [], documents = []] = documentsApart(statements);
    under.add(take(ofSet, heads));
    if (documents.length > 0) takeNamed(documents);
  }
  for (const [test, statements] of tests) {
    if (heads.tests.has(test)) continue;
    const isApart = heads.apart.has(test);
    const byHead = isApart ? new Map([[undefined, statements]]) : under.headsOf(statements);
    for (const [head, ofHead] of byHead) {
      if (head !== undefined) take(ofHead, { head });
      else {
        takeNamed(ofHead);
        if (byHead.size > 1)
          for (const under of Map.groupBy(ofHead, ({ observation }) => observation.subId).values())
            for (const message of correctedIn(under)) unclear.add(message);
      }
    }
  }
  const placeOf = ({ members: [own] }: Slot) => places.get(own.opened.repeats[0] ?? own.opened.lead) ?? 0;
  return slots.sort((a, b) => placeOf(a) - placeOf(b));
}

/** The messages of rows that only correct or take back a result of an isolate, and nothing tells of which one. */
function correctedIn(statements: readonly Statement[]): string[] {
  const isUnclear = ({ part, observation, isWithdrawn }: Statement): boolean =>
    !isWithdrawn &&
    part.isFromAnalyzer !== true &&
    (observation.subId === undefined ? corrects(part, observation) : correctsItself(observation));
  return statements.every(isUnclear)
    ? statements.flatMap(({ part, messageId }) =>
        part.released?.includes('set-unclear') === true ? [] : [messageId],
      )
    : [];
}

/** An `X` under an OBX-4 that no isolate has was never carried out. */
const correctsItself = (observation: Observation): boolean =>
  observation.status !== 'X' && saysCorrection({ observation });

/** The name of a slot, with that of its head. */
export function nameOf([own, head]: readonly [Member, ...Member[]], label: string): string {
  const { observation } = own.opened.repeats[0] ?? own.opened.lead;
  const ofHead = (head ?? own).opened.lead.observation.subId;
  return slotName(observation, head === undefined ? ofHead : subIdUnder(ofHead, observation.subId), label);
}

/** `test|OBX-4|OBX-21` and the label of the collection. */
export const slotName = (observation: Observation, subId: string | undefined, label: string): string =>
  `${testOf(observation)}|${subId ?? ''}|${observation.run ?? ''}${label}`;
