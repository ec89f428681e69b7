import type { Identifier } from './concept.ts';
import type { Patient } from './patient.ts';
import type { ReportPart, ReportVersion } from './report.ts';

/** Whether a receiver is sent social security numbers. */
export interface SocialSecurityChoice {
  readonly socialSecurity?: boolean | undefined;
}

/** HL7 table 0203. */
export const SOCIAL_SECURITY_TYPE = 'SS';

/** A source can identify people by this number. Without it nobody would know whose the results are. */
const isWithheld = ({ type, links }: Identifier): boolean => type === SOCIAL_SECURITY_TYPE && links !== true;

/** A patient without PID-19, and without the social security numbers of PID-3 that identify nobody. */
export function withoutSocialSecurity(patient: Patient): Patient {
  const { socialSecurity, ...others } = patient;
  const identifiers = patient.identifiers.filter((one) => !isWithheld(one));
  if (socialSecurity === undefined && identifiers.length === patient.identifiers.length) return patient;
  return { ...others, identifiers };
}

/** A report version as a receiver may have it (docs/adr/0065). */
export function versionFor(version: ReportVersion, { socialSecurity }: SocialSecurityChoice): ReportVersion {
  if (socialSecurity === true) return version;
  const { report, subject } = version;
  return {
    ...version,
    ...(subject === undefined ? {} : { subject: withoutSocialSecurity(subject) }),
    report: {
      ...report,
      ...(report.patient === undefined ? {} : { patient: withoutSocialSecurity(report.patient) }),
      parts: report.parts.map(partWithout),
    },
  };
}

const partWithout = (part: ReportPart): ReportPart =>
  part.patient === undefined ? part : { ...part, patient: withoutSocialSecurity(part.patient) };
