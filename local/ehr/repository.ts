import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import type { WithId } from '@medplum/core';
import { MemoryRepository } from '@medplum/fhir-router';
import type { Identifier, Resource } from '@medplum/fhirtypes';

/**
 * The EHR's resources, in memory and, with a data directory, also on disk. Lookup by identifier does not
 * search all of them. Writing an unchanged resource makes no new version.
 */
export class EhrRepository extends MemoryRepository {
  readonly #known = new Map<string, string>();
  readonly #database: DatabaseSync | undefined;

  static async open(dataDirectory?: string): Promise<EhrRepository> {
    const repository = new EhrRepository(dataDirectory);
    await repository.#load();
    return repository;
  }

  private constructor(dataDirectory: string | undefined) {
    super();
    if (dataDirectory === undefined) return;
    mkdirSync(dataDirectory, { recursive: true });
    this.#database = new DatabaseSync(join(dataDirectory, 'ehr.sqlite'));
    this.#database.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS resource (id TEXT PRIMARY KEY, json TEXT NOT NULL)',
    );
  }

  /** The id of the resource with the identifier or tag in the query. */
  find(type: string, query: URLSearchParams): string | undefined | 'unreadable' {
    const [[name = '', token = ''] = [], ...others] = [...query];
    if (!['identifier', '_tag'].includes(name) || others.length > 0) return 'unreadable';
    const [system = '', value = ''] = token
      .split(/(?<!\\)\|(.*)/s)
      .map((part) => part.replaceAll(/\\([\\,|$])/g, '$1'));
    return this.#known.get(keyOf(type, name, { system, value }));
  }

  has(type: string, id: string): boolean {
    return this.#known.has(keyOf(type, '_id', { value: id }));
  }

  /** Writes several resources, all or none. Gives the number of new or changed ones. */
  async writeAll(resources: readonly WithId<Resource>[]): Promise<number> {
    const changed: WithId<Resource>[] = [];
    for (const resource of resources) if (await this.#differs(resource)) changed.push(resource);
    this.#database?.exec('BEGIN');
    for (const resource of changed) {
      const written = await this.createResource(resource, undefined, true);
      this.#index(written);
      this.#database
        ?.prepare('INSERT OR REPLACE INTO resource (id, json) VALUES (?, ?)')
        .run(written.id, JSON.stringify(written));
    }
    this.#database?.exec('COMMIT');
    return changed.length;
  }

  close(): void {
    this.#database?.close();
  }

  async #differs(resource: WithId<Resource>): Promise<boolean> {
    const existing = await this.readResource(resource.resourceType, resource.id).catch(() => undefined);
    if (existing === undefined) return true;
    const { meta: _, ...before } = existing;
    const { meta: __, ...after } = resource;
    return !isDeepStrictEqual(before, JSON.parse(JSON.stringify(after)));
  }

  async #load(): Promise<void> {
    const rows = this.#database?.prepare('SELECT json FROM resource').all() ?? [];
    await this.withSeeding(async () => {
      for (const { json } of rows) this.#index(await this.createResource(JSON.parse(String(json))));
    });
  }

  #index(resource: WithId<Resource>): void {
    const { resourceType: type, id, meta } = resource;
    const { identifier } = resource as { identifier?: Identifier | Identifier[] };
    this.#known.set(keyOf(type, '_id', { value: id }), id);
    for (const one of [identifier ?? []].flat()) this.#known.set(keyOf(type, 'identifier', one), id);
    for (const { system, code } of meta?.tag ?? [])
      this.#known.set(keyOf(type, '_tag', { system, value: code }), id);
  }
}

const keyOf = (
  type: string,
  name: string,
  { system, value }: { readonly system?: string | undefined; readonly value?: string | undefined },
): string => `${type}|${name}|${system}|${value}`;
