/** The parts of dynalite's storage that are used here; it ships no types. */
declare module 'dynalite/db/index.js' {
  type Done<T> = (cause: Error | null | undefined, value: T) => void;
  interface Entries {
    batch(operations: readonly { type: 'put'; key: string; value: object }[], done: Done<void>): void;
  }
  interface Store {
    readonly db: { close(done: Done<void>): void };
    getTable(name: string, done: Done<unknown>): void;
    getItemDb(name: string): Entries;
    getIndexDb(type: 'Global', table: string, index: string): Entries;
  }
  const database: {
    create(options: { readonly path: string }): Store;
    createKey(item: object, table: unknown): string;
    createIndexKey(item: object, table: unknown, keySchema: readonly object[]): string;
  };
  export default database;
}
