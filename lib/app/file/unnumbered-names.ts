import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import type { ReportPart } from '../../model/report.ts';
import { resultNumbersOf } from '../../normalize/elements/order-names.ts';
import { isSameNumber } from '../../reports/find/equal-numbers.ts';
import { correctsAnything } from '../../reports/find/unnumbered-report.ts';
import { patientKeysAfter } from '../../reports/patients/links-of-parts.ts';

/** A part with the known links of its patient. */
export interface LinkedPart {
  readonly part: ReportPart;
  readonly linkParts?: readonly ReportPart[] | undefined;
  readonly orderNumbers?: readonly ReportNumber[] | undefined;
}

/** The names of a part without numbers, under its patient and under the patient whom links make of that one. */
export const resultNamesOf = ({ part, linkParts }: LinkedPart, senderScope: string): ReportNumber[] =>
  part.observations.length === 0
    ? []
    : patientKeysAfter(part, linkParts).flatMap((key) => resultNumbersOf(key, part, senderScope));

/** The minutes of a correction with a number: its original may have come, or may come, without one. */
export const minutesOf = (linked: LinkedPart, senderScope: string): ReportNumber[] =>
  correctsAnything(linked.part) ? resultNamesOf(linked, senderScope) : [];

/** A name of results without numbers does not contain the sender: two senders may have results of one minute. */
export const hasOneOf = ({ numbers }: NamedReport, of: readonly ReportNumber[]): boolean =>
  numbers.some((number) => of.some((one) => isSameNumber(number, one)));
