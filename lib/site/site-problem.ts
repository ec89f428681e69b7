/** One thing that is wrong with a site, with its path (`sources[1].timeZone`, `scripts/a.ts:3`). */
export interface SiteProblem {
  readonly path: string;
  readonly message: string;
}
