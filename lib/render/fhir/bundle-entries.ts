import type { BundleEntry, Identifier, Reference, Resource } from '@medplum/fhirtypes';
import { uuidOf } from '../../model/identity.ts';
import type { UsCore } from '../../model/us-core.ts';
import { isSaid } from './unknown.ts';
import { withProfile } from './us-core.ts';

export interface EntryOptions {
  /**
   * `server`: the server assigns ids, and finds resources by our derived identifier. `derived`: we assign
   * ids, for servers that allow it. `own`: the ids of our own read API.
   */
  readonly ids: 'server' | 'derived' | 'own';
  /** The version of US Core whose profile a resource names if it conforms to it. Default: none. */
  readonly profiles?: UsCore | undefined;
}

/** A tag for every resource of a bundle. */
export interface Tag {
  readonly system: string;
  readonly code: string;
}

type Identified = Resource & { identifier?: Identifier[] };

/** The entries of one transaction. Each resource occurs once. */
export class BundleEntries {
  readonly #entries = new Map<string, BundleEntry>();
  readonly #options: EntryOptions & { readonly tag: Tag | undefined };

  constructor(options: EntryOptions & { readonly tag: Tag | undefined }) {
    this.#options = options;
  }

  get all(): BundleEntry[] {
    return [...this.#entries.values()];
  }

  /** Creates or replaces a resource, found by its first identifier (FHIR R4 §3.1.0.4.3). */
  update<T extends Resource>(key: string, resource: T & Identified): Reference<T> {
    return this.#add(key, resource, () => ({
      method: 'PUT',
      url: `${resource.resourceType}?identifier=${tokenOf(resource)}`,
    }));
  }

  /** Creates or replaces a resource without identifiers, found by its own tag. */
  updateByTag<T extends Resource>(key: string, resource: T, tag: Tag): Reference<T> {
    const tagged = { ...resource, meta: { tag: [tag] } };
    return this.#add(key, tagged, () => ({
      method: 'PUT',
      url: `${resource.resourceType}?_tag=${searchValue(tag.system)}|${searchValue(tag.code)}`,
    }));
  }

  /**
   * Creates a resource unless one with its first identifier exists, which is left unchanged (§3.1.0.8.1). If the bundle
   * describes it twice, the description with more parts is kept; of two with equally many, the first.
   */
  createUnlessKnown<T extends Resource>(key: string, resource: T & Identified): Reference<T> {
    const fullUrl = this.addressOf(resource.resourceType, key);
    const standing = this.#entries.get(fullUrl)?.resource;
    if (standing !== undefined && partsIn(standing) >= partsIn(resource)) return { reference: fullUrl };
    return this.#add(
      key,
      resource,
      () => ({
        method: 'POST',
        url: resource.resourceType,
        ifNoneExist: `identifier=${tokenOf(resource)}`,
      }),
      'never',
    );
  }

  /** The reference to a resource. The same key always has the same address. */
  addressOf(type: Resource['resourceType'], key: string): string {
    return this.#options.ids === 'own' ? `${type}/${key}` : `urn:uuid:${uuidOf(type, key)}`;
  }

  #add<T extends Resource>(
    key: string,
    resource: T,
    requestOf: () => NonNullable<BundleEntry['request']>,
    derivedIds: 'allowed' | 'never' = 'allowed',
  ): Reference<T> {
    const { resourceType } = resource;
    const { ids } = this.#options;
    const fullUrl = this.addressOf(resourceType, key);
    const tagged = this.#described(resource);
    const isOurs = ids === 'own' || (ids === 'derived' && derivedIds === 'allowed');
    if (isOurs) {
      const id = ids === 'own' ? key : uuidOf(resourceType, key);
      const request = { method: 'PUT' as const, url: `${resourceType}/${id}` };
      this.#entries.set(fullUrl, { fullUrl, resource: { ...tagged, id }, request });
    } else this.#entries.set(fullUrl, { fullUrl, resource: tagged, request: requestOf() });
    return { reference: fullUrl };
  }

  /** The resource with the tag of the bundle, and with the profile that it conforms to. */
  #described<T extends Resource>(resource: T): T {
    const { tag, profiles } = this.#options;
    const conformant = withProfile(resource, profiles);
    if (tag === undefined) return conformant;
    const { meta } = conformant;
    return { ...conformant, meta: { ...meta, tag: [...(meta?.tag ?? []), tag] } };
  }
}

/** The number of elements that say something, without the id that we may have given it. */
const partsIn = (resource: object): number =>
  Object.entries(resource).filter(([name, part]) => name !== 'id' && name !== 'meta' && isSaid(part)).length;

function tokenOf({ identifier, resourceType }: Identified): string {
  const [first] = identifier ?? [];
  if (first?.system === undefined || first.value === undefined)
    throw new Error(`a ${resourceType} without the identifier that finds it again`);
  return `${searchValue(first.system)}|${searchValue(first.value)}`;
}

/**
 * Escapes a value for a search: a comma would mean *or*, and a bar would end the system (FHIR R4
 * §3.1.1.4.0.1).
 */
const searchValue = (text: string): string => encodeURIComponent(text.replaceAll(/[\\,|$]/g, '\\$&'));
