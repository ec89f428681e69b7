import {
  type DeadLetter,
  type DeadLetterQueue,
  type QueueKind,
  queueName,
  type SystemQueue,
} from '../../ports/system-queues.ts';

interface Entry {
  readonly id: string;
  readonly body: string;
  isTaken: boolean;
}

/**
 * A queue with dead letters in memory. It is one group: an entry that is taken hides the entries after it.
 */
export class MemorySystemQueue implements SystemQueue {
  readonly name: string;
  readonly kind: QueueKind;
  readonly id: string;
  /** The bodies of the waiting entries. */
  readonly waiting: string[] = [];
  readonly deadLetters: DeadLetterQueue;
  #dead: Entry[] = [];
  #number = 0;

  constructor(kind: QueueKind, id: string) {
    this.kind = kind;
    this.id = id;
    this.name = queueName(kind, id);
    this.deadLetters = {
      count: async () => this.#dead.length,
      take: async (limit) => this.#take(limit),
    };
  }

  async count() {
    return { waiting: this.waiting.length, inHand: 0 };
  }

  /** Adds a dead letter. */
  putDeadLetter(body: string): void {
    this.#dead.push({ id: `letter-${++this.#number}`, body, isTaken: false });
  }

  #take(limit: number): readonly DeadLetter[] {
    if (this.#dead.some(({ isTaken }) => isTaken)) return [];
    return this.#dead.slice(0, limit).map((entry) => {
      entry.isTaken = true;
      return {
        id: entry.id,
        body: entry.body,
        sentAt: '2026-03-02T14:00:00.000Z',
        receives: 20,
        giveBack: async () => {
          entry.isTaken = false;
        },
        sendAgain: async () => {
          this.waiting.push(entry.body);
        },
        discard: async () => {
          this.#dead = this.#dead.filter((one) => one !== entry);
        },
      };
    });
  }
}
