/** What the issuer keeps: sessions, codes, grants; an entry names its owner. */
type Payload = Readonly<Record<string, unknown>>;

/** The adapter of oidc-provider for one kind of entry, in memory. */
export class IssuerStore {
  readonly #entries = new Map<string, Payload>();

  async upsert(id: string, payload: Payload): Promise<void> {
    this.#entries.set(id, payload);
  }

  async find(id: string): Promise<Payload | undefined> {
    return this.#entries.get(id);
  }

  async findByUid(uid: string): Promise<Payload | undefined> {
    return this.#entries.values().find((payload) => payload['uid'] === uid);
  }

  async findByUserCode(userCode: string): Promise<Payload | undefined> {
    return this.#entries.values().find((payload) => payload['userCode'] === userCode);
  }

  async consume(id: string): Promise<void> {
    const payload = this.#entries.get(id);
    if (payload !== undefined) this.#entries.set(id, { ...payload, consumed: Math.floor(Date.now() / 1000) });
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, payload] of this.#entries) if (payload['grantId'] === grantId) this.#entries.delete(id);
  }
}
