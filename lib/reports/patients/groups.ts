/** Groups names that turn out to mean one thing. The order in which this is learned does not matter. */
export class Groups {
  readonly #parents = new Map<string, string>();

  join(names: readonly string[]): void {
    const [first, ...rest] = names;
    if (first === undefined) return;
    const root = this.#rootOf(first);
    for (const name of rest) this.#parents.set(this.#rootOf(name), root);
  }

  areJoined(a: string, b: string): boolean {
    return this.#rootOf(a) === this.#rootOf(b);
  }

  #rootOf(name: string): string {
    let root = name;
    for (
      let next = this.#parents.get(root);
      next !== undefined && next !== root;
      next = this.#parents.get(root)
    )
      root = next;
    // shortens the path for later lookups
    let current = name;
    while (current !== root) {
      const next = this.#parents.get(current) ?? root;
      this.#parents.set(current, root);
      current = next;
    }
    return root;
  }
}
