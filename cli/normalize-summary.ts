import type { Issue } from '@labwire/hl7/issue';
import { UnbalancedLedger } from '../lib/app/process/file-message.ts';
import type { HoldReason } from '../lib/model/hold-reason.ts';
import {
  heldCount,
  isBalanced,
  type MessageRecord,
  type SetAsideReason,
  setAsideCount,
} from '../lib/model/message.ts';
import { holdTexts, setAsideTexts } from '../lib/model/reasons.ts';
import type { PreviewedMessage } from './preview.ts';

/** The outcomes of messages, then the outcomes of their observations. */
const columns = [
  'messages',
  'processed',
  'duplicate',
  'held',
  'set aside',
  'rejected',
  'obs in',
  'obs stored',
  'obs held',
  'obs aside',
] as const;

type Counts = Record<(typeof columns)[number], number>;

const zero = (): Counts => Object.fromEntries(columns.map((column) => [column, 0])) as Counts;

/** Counts the outcome of every message and observation, and the reasons, by message type. */
export class NormalizeSummary {
  readonly #total = zero();
  readonly #byType = new Map<string, Counts>();
  /** The number of observations, or of messages, that each reason kept out of reports. */
  readonly #reasons = new Map<string, number>();
  #thrown = 0;
  #unbalanced = 0;

  get isClean(): boolean {
    return this.#thrown + this.#unbalanced === 0;
  }

  async add(take: () => Promise<PreviewedMessage>): Promise<void> {
    try {
      this.#count(await take());
    } catch (cause) {
      this.#increase('(failed)', { messages: 1 });
      if (cause instanceof UnbalancedLedger) this.#unbalanced++;
      else this.#thrown++;
    }
  }

  /** Counts a fault of a file that is outside its messages. */
  addProblem({ message }: Issue): void {
    this.#because(`file: ${message}`, 1);
  }

  #count({ outcome, record, issues }: PreviewedMessage): void {
    if (outcome === 'answered') {
      this.#increase('(a query)', { messages: 1 });
      this.#because('answered: a query (queries are not stored)', 1);
      return;
    }
    const type = record?.type ?? '(no type)';
    if (outcome === 'duplicate') this.#increase(type, { messages: 1, duplicate: 1 });
    else if (outcome === 'accepted') this.#countAccepted(type, record);
    else {
      this.#because(`rejected: ${issues[0]?.at ?? ''} ${issues[0]?.message ?? ''}`, 1);
      this.#increase(type, { messages: 1, rejected: 1 });
    }
  }

  #countAccepted(type: string, record: MessageRecord | undefined): void {
    const ledger = record?.ledger;
    if (record === undefined || ledger === undefined || !isBalanced(ledger)) {
      this.#unbalanced++;
      this.#increase(type, { messages: 1 });
      return;
    }
    if (record.state === 'set-aside')
      this.#because(
        'message set aside: unread-type (this message type is not processed: the message is kept as it came)',
        1,
      );
    for (const [reason, count] of Object.entries(ledger.held))
      this.#because(`held: ${reason} (${holdTexts[reason as HoldReason].why})`, count);
    for (const [reason, count] of Object.entries(ledger.setAside))
      this.#because(`set aside: ${reason} (${setAsideTexts[reason as SetAsideReason]})`, count);
    if (ledger.unmapped !== undefined)
      this.#because(
        'included above: results without a LOINC code, neither sent nor from a map (labwire unmapped lists the codes)',
        ledger.unmapped,
      );
    this.#increase(type, {
      messages: 1,
      ...(record.state === 'held'
        ? { held: 1 }
        : record.state === 'set-aside'
          ? { 'set aside': 1 }
          : { processed: 1 }),
      'obs in': ledger.received,
      'obs stored': ledger.stored,
      'obs held': heldCount(ledger),
      'obs aside': setAsideCount(ledger),
    });
  }

  #because(reason: string, count: number): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + count);
  }

  #increase(type: string, by: Partial<Counts>): void {
    const ofType = this.#byType.get(type) ?? zero();
    this.#byType.set(type, ofType);
    for (const column of columns) {
      ofType[column] += by[column] ?? 0;
      this.#total[column] += by[column] ?? 0;
    }
  }

  toJson() {
    return {
      types: Object.fromEntries(this.#sorted()),
      reasons: Object.fromEntries(this.#reasons),
      ...this.#total,
      thrown: this.#thrown,
      unbalanced: this.#unbalanced,
    };
  }

  /** Returns a table by message type, the reasons, and a line of fixed form for scripts. */
  lines(): readonly string[] {
    const width = Math.max(4, ...[...this.#byType.keys()].map(({ length }) => length));
    const row = (head: string, cells: readonly (string | number)[]) =>
      `${head.padEnd(width)} ${cells.map((cell) => String(cell).padStart(10)).join(' ')}`;
    const reasons = [...this.#reasons].sort(([, a], [, b]) => b - a);
    const total = this.#total;
    return [
      row('type', columns),
      ...this.#sorted().map(([type, counts]) =>
        row(
          type,
          columns.map((column) => counts[column]),
        ),
      ),
      '',
      ...reasons.map(([reason, count]) => `${String(count).padStart(7)} ${reason}`),
      '',
      `${total.messages} messages: ${total['obs in']} observations in = ${total['obs stored']} stored + ${total['obs held']} held + ${total['obs aside']} set aside; ${this.#thrown} thrown; ${this.#unbalanced} unbalanced`,
    ];
  }

  #sorted(): readonly (readonly [string, Counts])[] {
    return [...this.#byType].sort(([, a], [, b]) => b.messages - a.messages);
  }
}
