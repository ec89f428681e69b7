import type { Member } from './set-member.ts';
import type { Statement } from './statement.ts';

/** OBX-4 up to its first dot: rows under `2.1` and `2.2` belong to the isolate `2`. */
export const rootOf = (subId: string): string => {
  const dot = subId.indexOf('.');
  return dot <= 0 ? subId : subId.slice(0, dot);
};

/** The number of a row under the number of its isolate: `1`, or `1.2` for a row with `.2` behind its root. */
export const subIdUnder = (head: string | undefined, own: string | undefined): string | undefined =>
  head === undefined || own === undefined || head.includes('.')
    ? head
    : `${head}${own.slice(rootOf(own).length)}`;

/**
 * Finds the isolate that an OBX-4 refers to: in its own message, otherwise in the last message that used the
 * OBX-4. A susceptibility without OBX-4 refers to the only isolate of a report without OBX-4.
 */
export class HeadMembers {
  readonly #byMessage = new Map<string, Member>();
  readonly #bySubId = new Map<string, Member>();
  readonly #all = new Set<Member>();

  add(members: readonly Member[]): void {
    for (const member of members) {
      this.#all.add(member);
      for (const { lead, repeats } of member.stated)
        for (const { messageId, observation } of [lead, ...repeats]) {
          const { subId } = observation;
          if (subId === undefined) continue;
          this.#byMessage.set(`${messageId} ${subId}`, member);
          this.#bySubId.set(subId, member);
        }
    }
  }

  headOf({ messageId, observation: { subId } }: Statement): Member | undefined {
    if (subId === undefined) return this.#onlyWithoutNumber();
    const root = rootOf(subId);
    return (
      this.#byMessage.get(`${messageId} ${subId}`) ??
      this.#byMessage.get(`${messageId} ${root}`) ??
      this.#bySubId.get(subId) ??
      this.#bySubId.get(root)
    );
  }

  #onlyWithoutNumber(): Member | undefined {
    const [only] = this.#all;
    return this.#all.size === 1 && this.#bySubId.size === 0 ? only : undefined;
  }
}
