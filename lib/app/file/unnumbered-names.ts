import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import type { ReportPart } from '../../model/report.ts';
import { resultNumbersOf } from '../../normalize/elements/order-names.ts';
import { isSameNumber } from '../../reports/find/equal-numbers.ts';
import { patientKeysAfter } from '../../reports/patients/links-of-parts.ts';

/** A part with the known links of its patient. */
export interface LinkedPart {
  readonly part: ReportPart;
  readonly linkParts?: readonly ReportPart[] | undefined;
  readonly orderNumbers?: readonly ReportNumber[] | undefined;
}

/**
 * The names of results by their minute, under its patient and under the patient whom links make of that one. A part
 * with a number is named so only if it corrects: its original may have come, or may come, without one.
 */
export const resultNamesOf = ({ part, linkParts }: LinkedPart, senderScope: string): ReportNumber[] =>
  part.observations.length === 0
    ? []
    : patientKeysAfter(part, linkParts).flatMap((key) => resultNumbersOf(key, part, senderScope));

/** A name of results without numbers does not contain the sender: two senders may have results of one minute. */
export const hasOneOf = ({ numbers }: NamedReport, of: readonly ReportNumber[]): boolean =>
  numbers.some((number) => of.some((one) => isSameNumber(number, one)));
