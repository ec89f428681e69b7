import type { PatientGroup, SpecimenGroup } from '../hl7/result-groups.ts';
import { readPid } from '../hl7/segments/pid.ts';
import { readSac } from '../hl7/segments/sac.ts';
import { readSpm } from '../hl7/segments/spm.ts';
import type { Source } from '../site/site.ts';

/** What a specimen is, as far as a chart is concerned. */
export type Material = 'patient' | 'control' | 'unknown';

/**
 * Decides before anything else whether results are a patient's. One sign of control material is
 * enough: any role of SPM-11 but P (HL7 table 0369), or the source's own rules for specimen and
 * patient ids. A role outside the table is unknown, and so is a missing one where the source says
 * that its specimens always carry one.
 */
export function materialOf(
  specimens: readonly SpecimenGroup[],
  patient: PatientGroup,
  controls: Source['controls'],
): Material {
  const spms = specimens.flatMap(({ spm }) => (spm === undefined ? [] : [readSpm(spm)]));
  const roles = spms.flatMap((spm) => spm.roles);
  const specimenIds = [
    ...spms.flatMap((spm) => [spm.placerId?.id, spm.fillerId?.id]),
    ...specimens
      .flatMap(({ containers }) => containers.filter(({ name }) => name === 'SAC').map(readSac))
      .flatMap((sac) => [sac.containerId?.id, sac.accessionId?.id]),
  ];
  const patientIds = patient.pid === undefined ? [] : readPid(patient.pid).identifiers.map(({ id }) => id);
  if (
    roles.some((role) => controlRoles.has(role)) ||
    matchesAny(controls.specimenId, specimenIds) ||
    matchesAny(controls.patientId, patientIds)
  )
    return 'control';
  if (roles.some((role) => role !== PATIENT)) return 'unknown';
  const allSayPatient = spms.length > 0 && spms.every((spm) => spm.roles.includes(PATIENT));
  return controls.requireRole && !allSayPatient ? 'unknown' : 'patient';
}

const PATIENT = 'P';

/** Table 0369 without P: blind, calibrator, electronic QC, proficiency, group, pool, operator, control, replicate, verifier. */
const controlRoles = new Set(['B', 'C', 'E', 'F', 'G', 'L', 'O', 'Q', 'R', 'V']);

const matchesAny = (pattern: string | undefined, values: readonly (string | undefined)[]): boolean =>
  pattern !== undefined && values.some((value) => value !== undefined && new RegExp(pattern).test(value));
