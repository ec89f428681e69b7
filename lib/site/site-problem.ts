/** One problem of a site, with its place (`sources[1].timeZone`, `scripts/a.ts:3`). */
export interface SiteProblem {
  readonly path: string;
  readonly message: string;
}
