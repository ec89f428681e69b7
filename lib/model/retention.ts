/** For how many years what is kept, as the site says. */
export interface Retention {
  readonly reports: number;
  /** By section (OBR-24); the first class that names it counts. */
  readonly classes: readonly { readonly sections: readonly string[]; readonly years: number }[];
  readonly messages: number;
  readonly controls: number;
  readonly audit: number;
}

const DAY_MS = 24 * 3600 * 1000;
const daysOf = (years: number): number => Math.ceil(years * 365.25);

/** What can be kept, and how long each is. */
export const keptDays = {
  report: ({ reports, classes }: Retention, section: string | undefined): number =>
    daysOf(
      classes.find(({ sections }) => section !== undefined && sections.includes(section))?.years ?? reports,
    ),
  message: ({ messages }: Retention): number => daysOf(messages),
  control: ({ controls }: Retention): number => daysOf(controls),
  audit: ({ audit }: Retention): number => daysOf(audit),
};

export const shortestReportDays = ({ reports, classes }: Retention): number =>
  daysOf(Math.min(reports, ...classes.map(({ years }) => years)));

/** The longest that anything is kept. */
export const longestKeptDays = ({ reports, classes, messages }: Retention): number =>
  daysOf(Math.max(reports, messages, ...classes.map(({ years }) => years)));

/** DynamoDB's TTL, in seconds since 1970: so many days after a time in ISO 8601. */
export const expiresAfter = (from: string, days: number): number =>
  Math.ceil((Date.parse(from) + days * DAY_MS) / 1000);
