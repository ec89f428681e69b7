import * as z from 'zod';

const yearsSchema = z.number().int().min(1).max(100);

/**
 * For how many years what is kept. The defaults are those of 42 CFR 493.1105: two years, and ten for
 * pathology and, by 21 CFR 606.160(d), for blood banks; states and accreditors ask for more.
 */
export const retentionSchema = z.strictObject({
  /** Reports of every section that no class names. */
  reports: yearsSchema.default(2),
  /** Reports by their section, OBR-24 (HL7 table 0074). The first class that names it counts. */
  classes: z
    .array(z.strictObject({ sections: z.array(z.string().min(1)).min(1), years: yearsSchema }))
    .default([
      { sections: ['SP', 'CP', 'PAT', 'CTH', 'OSL'], years: 10 },
      { sections: ['BLB'], years: 10 },
    ]),
  /** Messages as they came, once nothing of them waits. */
  messages: yearsSchema.default(2),
  /** Results of control material. */
  controls: yearsSchema.default(2),
  /** Who read what (45 CFR 164.316(b)(2)). */
  audit: yearsSchema.default(6),
});

export type Retention = z.infer<typeof retentionSchema>;

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
