import type { BundleEntries, Tag } from './bundle-entries.ts';
import type { SystemBase } from './systems.ts';

/** The data with which every resource of one bundle is rendered. */
export interface RenderContext {
  readonly base: SystemBase;
  /** Resources that other resources refer to are added here. */
  readonly entries: BundleEntries;
  /** The tag of training and test data. Undefined for production. */
  readonly tag: Tag | undefined;
}

/** The identifier of ours by which the next version finds the resource. */
export const ownIdentifier = (kind: string, key: string, context: Pick<RenderContext, 'base'>) => ({
  system: `${context.base}/${kind}`,
  value: key,
});
