import { isSusceptibility } from '../../model/susceptibility.ts';
import { endOf } from '../isolates/isolate-end.ts';
import type { Statement } from '../statements/statement.ts';
import { orderOf } from '../statements/statement-order.ts';
import type { Member } from './set-member.ts';

/** OBX-4 up to its first dot: rows under `2.1` and `2.2` belong to the isolate `2`. */
export const rootOf = (subId: string): string => {
  const dot = subId.indexOf('.');
  return dot <= 0 ? subId : subId.slice(0, dot);
};

/** No OBX-4 has more levels. */
const MAX_LEVELS = 6;

/** The numbers that an OBX-4 stands under, the closest first: `1.2` and `1` for `1.2.3`. */
export function above(subId: string): readonly string[] {
  const levels = subId.split('.', MAX_LEVELS + 1);
  const numbers = levels.slice(0, -1).map((_, depth) => levels.slice(0, depth + 1).join('.'));
  return numbers.filter((one) => one !== '').toReversed();
}

/** The number of a row under the number of its isolate: `1`, or `1.2` for a row with `.2` behind its root. */
export const subIdUnder = (head: string | undefined, own: string | undefined): string | undefined =>
  head === undefined || own === undefined || head.includes('.')
    ? head
    : `${head}${own.slice(rootOf(own).length)}`;

/**
 * Finds the isolate that an OBX-4 refers to: in its own message, otherwise in the last message that used the
 * OBX-4. A susceptibility without OBX-4 refers to the only isolate that it can mean.
 */
export class HeadMembers {
  readonly #byMessage = new Map<string, Member>();
  readonly #bySubId = new Map<string, Member>();
  readonly #ofMessage = new Map<string, Set<Member>>();
  /** The isolates that there were when a message without its own was stated. */
  readonly #possible = new Map<string, readonly Member[]>();
  readonly #all = new Set<Member>();

  add(members: readonly Member[]): void {
    for (const member of members) {
      this.#all.add(member);
      for (const { lead, repeats } of member.stated)
        for (const { messageId, observation } of [lead, ...repeats]) {
          this.#ofMessage.set(messageId, (this.#ofMessage.get(messageId) ?? new Set()).add(member));
          const { subId } = observation;
          if (subId === undefined) continue;
          this.#byMessage.set(`${messageId} ${subId}`, member);
          this.#bySubId.set(subId, member);
        }
    }
  }

  /** The results of one test by their isolate; without a key, those of none. */
  headsOf(statements: readonly Statement[]): ReadonlyMap<Member | undefined, readonly Statement[]> {
    const heads = new Set(statements.flatMap((one) => this.#numbered(one) ?? []));
    const isOfHeads = heads.size > 0 || statements.some(({ observation }) => isSusceptibility(observation));
    return Map.groupBy(statements, (one) => {
      if (this.#bySubId.size === 0) return onlyOf(this.#all);
      if (one.observation.subId !== undefined) return this.#numbered(one);
      return isOfHeads ? this.#withoutNumber(one, heads) : undefined;
    });
  }

  #numbered({ messageId, observation: { subId } }: Statement): Member | undefined {
    if (subId === undefined) return undefined;
    const numbers = [subId, ...above(subId)];
    const inMessage = numbers.find((one) => this.#byMessage.has(`${messageId} ${one}`));
    if (inMessage !== undefined) return this.#byMessage.get(`${messageId} ${inMessage}`);
    const known = numbers.find((one) => this.#bySubId.has(one));
    return known === undefined ? undefined : this.#bySubId.get(known);
  }

  /** The only isolate of its message; otherwise the only one of the report, or the only one that has the test. */
  #withoutNumber(row: Statement, heads: ReadonlySet<Member>): Member | undefined {
    const ofMessage = this.#ofMessage.get(row.messageId);
    if (ofMessage?.size === 1) return onlyOf(ofMessage);
    const possible =
      this.#possible.get(row.messageId) ?? [...(ofMessage ?? this.#all)].filter(hasNotEnded(row));
    this.#possible.set(row.messageId, possible);
    return onlyOf(possible) ?? onlyOf(possible.filter((member) => heads.has(member)));
  }
}

/** Whether an isolate was still there when the row was stated. */
const hasNotEnded =
  (row: Statement) =>
  ({ stated, leftOutBy }: Member): boolean => {
    const end = endOf(stated, leftOutBy !== undefined);
    const by = end?.kind === 'gone' ? (end.by ?? leftOutBy) : undefined;
    return by === undefined || orderOf([by, row]).compare(by, row) > 0;
  };

function onlyOf(members: Iterable<Member>): Member | undefined {
  const [only, ...others] = members;
  return others.length === 0 ? only : undefined;
}
