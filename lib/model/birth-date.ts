import type { Timestamp } from './timestamp.ts';

/** Placeholder dates. */
const placeholderDates: ReadonlySet<string> = new Set([
  '0001-01-01',
  '1111-11-11',
  '1800-01-01',
  '1850-01-01',
  '1900-01-01',
  '1901-01-01',
  '9999-12-31',
]);

const placeholderYears: ReadonlySet<string> = new Set([...placeholderDates].map((date) => date.slice(0, 4)));

/** Whether a birth date is a placeholder: 1900-01-01. */
export const isPlaceholderDate = ({ iso }: Timestamp): boolean =>
  placeholderDates.has(iso.slice(0, 10)) ||
  (iso.length < DAY_LENGTH && placeholderYears.has(iso.slice(0, 4)));

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** The day of birth. Undefined if the date has none, or is a placeholder. */
export const dayOf = (date: Timestamp | undefined): string | undefined =>
  date === undefined || date.iso.length < DAY_LENGTH || isPlaceholderDate(date)
    ? undefined
    : date.iso.slice(0, DAY_LENGTH);

/** The year of birth. Undefined if the date is a placeholder. */
export const yearOf = (date: Timestamp | undefined): number | undefined =>
  date === undefined || isPlaceholderDate(date) ? undefined : Number(date.iso.slice(0, 4));
