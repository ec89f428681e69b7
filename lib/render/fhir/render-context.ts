import type { BundleEntries, Tag } from './bundle-entries.ts';
import type { SystemBase } from './systems.ts';

/** What every resource of one bundle is rendered with. */
export interface RenderContext {
  readonly base: SystemBase;
  /** Where resources that others refer to are put. */
  readonly entries: BundleEntries;
  /** What marks training and test data; undefined in production. */
  readonly tag: Tag | undefined;
}

/** The identifier that is ours: it finds the resource again when the next version comes. */
export const ownIdentifier = (kind: string, key: string, context: Pick<RenderContext, 'base'>) => ({
  system: `${context.base}/${kind}`,
  value: key,
});
