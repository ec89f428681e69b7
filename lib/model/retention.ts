/** For how many years data are kept, as the site configures it. */
export interface Retention {
  readonly reports: number;
  /** Periods by section (OBR-24). The first class that names the section counts. */
  readonly classes: readonly { readonly sections: readonly string[]; readonly years: number }[];
  readonly messages: number;
  readonly controls: number;
  readonly audit: number;
}

const DAY_MS = 24 * 3600 * 1000;
const daysOf = (years: number): number => Math.ceil(years * 365.25);

/** The number of days for which each kind of data is kept. */
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

/** The longest period for which any data are kept. */
export const longestKeptDays = ({ reports, classes, messages }: Retention): number =>
  daysOf(Math.max(reports, messages, ...classes.map(({ years }) => years)));

/** DynamoDB's TTL, in seconds since 1970: this many days after a time in ISO 8601. */
export const expiresAfter = (from: string, days: number): number =>
  Math.ceil((Date.parse(from) + days * DAY_MS) / 1000);
