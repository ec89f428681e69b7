/** A report version that was published. */
export interface PublishedVersion {
  /** The place in its shard: pass it to continue. */
  readonly position: string;
  readonly reportKey: string;
  readonly version: number;
}

/** Published report versions by time. They are divided into shards by the key of the report. */
export interface PublishedReports {
  readonly shards: number;
  /** The versions of a shard in a period, newest first, after a position: one query. */
  page(
    shard: number,
    options: {
      /** Not including it. Undefined: from the first. */
      readonly from: string | undefined;
      readonly to: string;
      readonly after: string | undefined;
      readonly limit: number;
    },
  ): Promise<readonly PublishedVersion[]>;
}
