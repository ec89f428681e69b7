/** What one connection holds in memory. */
export interface Account {
  /**
   * Says how many bytes the connection holds: of a message that is not complete, and of messages that wait for
   * their answer.
   */
  hold(unfinishedBytes: number, waitingBytes: number): void;
  /** The connection is gone. Messages that wait are still counted until `hold` says otherwise. */
  close(): void;
}

/** Closing a connection that holds less frees too little to be worth it. */
const WORTH_CLOSING_BYTES = 65_536;

interface Holder {
  readonly address: string;
  readonly evict: () => void;
  unfinished: number;
  waiting: number;
  isOpen: boolean;
}

/**
 * The memory that all connections together may fill, and those of one address. Where it is not enough, the
 * connection with the longest unfinished message is closed; its sender keeps that message and sends it again.
 */
export class ByteBudget {
  readonly #maxBytes: number;
  readonly #maxBytesOfAddress: number;
  readonly #holders = new Set<Holder>();
  readonly #byAddress = new Map<string, number>();
  #held = 0;

  constructor(limits: { readonly maxBytes: number; readonly maxBytesOfAddress: number }) {
    this.#maxBytes = limits.maxBytes;
    this.#maxBytesOfAddress = limits.maxBytesOfAddress;
  }

  /** The bytes that are held now. */
  get heldBytes(): number {
    return this.#held;
  }

  /** `evict` closes the connection. */
  open(address: string, evict: () => void): Account {
    const holder: Holder = { address, evict, unfinished: 0, waiting: 0, isOpen: true };
    this.#holders.add(holder);
    return {
      hold: (unfinished, waiting) => {
        this.#set(holder, holder.isOpen ? unfinished : 0, waiting);
        this.#relieve(holder);
      },
      close: () => {
        holder.isOpen = false;
        this.#set(holder, 0, holder.waiting);
      },
    };
  }

  #set(holder: Holder, unfinished: number, waiting: number): void {
    const more = unfinished + waiting - holder.unfinished - holder.waiting;
    this.#held += more;
    const ofAddress = (this.#byAddress.get(holder.address) ?? 0) + more;
    if (ofAddress === 0) this.#byAddress.delete(holder.address);
    else this.#byAddress.set(holder.address, ofAddress);
    holder.unfinished = unfinished;
    holder.waiting = waiting;
    if (!holder.isOpen && waiting === 0) this.#holders.delete(holder);
  }

  #relieve(latest: Holder): void {
    while ((this.#byAddress.get(latest.address) ?? 0) > this.#maxBytesOfAddress)
      if (!this.#evict(latest, ({ address }) => address === latest.address)) break;
    while (this.#held > this.#maxBytes) if (!this.#evict(latest, () => true)) break;
  }

  /** Closes one connection. False if that frees nothing. */
  #evict(latest: Holder, isMeant: (holder: Holder) => boolean): boolean {
    let longest: Holder | undefined;
    for (const holder of this.#holders)
      if (holder.isOpen && isMeant(holder) && holder.unfinished > (longest?.unfinished ?? 0))
        longest = holder;
    const chosen = longest === undefined || longest.unfinished < WORTH_CLOSING_BYTES ? latest : longest;
    const freed = chosen.unfinished;
    if (chosen.isOpen) {
      chosen.isOpen = false;
      this.#set(chosen, 0, chosen.waiting);
      chosen.evict();
    }
    return freed > 0;
  }
}
