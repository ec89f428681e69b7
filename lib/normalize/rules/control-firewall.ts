import type { OrderGroup, PatientGroup, SpecimenGroup } from '@labwire/hl7/groups/result-groups';
import { readInv } from '@labwire/hl7/segments/inv';
import { readObr } from '@labwire/hl7/segments/obr';
import { readOrc } from '@labwire/hl7/segments/orc';
import { readPid } from '@labwire/hl7/segments/pid';
import { readSac } from '@labwire/hl7/segments/sac';
import { readSpm } from '@labwire/hl7/segments/spm';
import type { Source } from '../../site/site.ts';

/** What a specimen is, as far as a chart is concerned. */
export type Material = 'patient' | 'control' | 'unknown';

/**
 * Decides before anything else whether the results of an order are a patient's. One sign of control
 * material is enough: any role of SPM-11 but P (HL7 table 0369), or the source's own rules for
 * specimen and patient ids, and the action code `Q` that ASTM (LIS2-A2 §O.12) and what translates it
 * use for controls, in OBR-11. Unknown is a role outside the table; a missing one where the source says
 * that its specimens always carry one; a container beside a control product (INV-3) whose specimen
 * does not say that it is a control; and an order without a specimen beside a control's.
 */
export function materialOf(order: OrderGroup, patient: PatientGroup, controls: Source['controls']): Material {
  const own = materialOfSpecimens(order.specimens, controls);
  const patientIds = patient.pid === undefined ? [] : readPid(patient.pid).identifiers.map(({ id }) => id);
  const isMarked =
    (order.obr !== undefined && readObr(order.obr).specimenAction === CONTROL_ACTION) ||
    matchesAny(controls.specimenId, orderIds(order)) ||
    matchesAny(controls.patientId, patientIds);
  if (own === 'control' || isMarked) return 'control';
  const others = patient.orders.filter((other) => other !== order);
  const isBesideControl =
    order.specimens.length === 0 &&
    others.some(({ specimens }) => materialOfSpecimens(specimens, controls) === 'control');
  return isBesideControl ? 'unknown' : own;
}

function materialOfSpecimens(specimens: readonly SpecimenGroup[], controls: Source['controls']): Material {
  const spms = specimens.flatMap(({ spm }) => (spm === undefined ? [] : [readSpm(spm)]));
  const roles = spms.flatMap((spm) => spm.roles);
  const ids = [
    ...spms.flatMap((spm) => [spm.placerId?.id, spm.fillerId?.id, ...spm.parentIds.map(({ id }) => id)]),
    ...specimens
      .flatMap(({ containers }) => containers.filter(({ name }) => name === 'SAC').map(readSac))
      .flatMap((sac) => [sac.containerId?.id, sac.accessionId?.id]),
  ];
  if (roles.some((role) => controlRoles.has(role)) || matchesAny(controls.specimenId, ids)) return 'control';
  const inventories = specimens.flatMap(({ containers }) => containers.filter(({ name }) => name === 'INV'));
  const besideControlProduct = inventories.some((inventory) => readInv(inventory).type === CONTROL_PRODUCT);
  if (roles.some((role) => role !== PATIENT) || besideControlProduct) return 'unknown';
  const allSayPatient = spms.length > 0 && spms.every((spm) => spm.roles.includes(PATIENT));
  return controls.requireRole && !allSayPatient ? 'unknown' : 'patient';
}

/** Before SPM, the order's number is the specimen's. */
function orderIds({ obr, orc }: OrderGroup): (string | undefined)[] {
  const fromObr = obr === undefined ? undefined : readObr(obr);
  const fromOrc = orc === undefined ? undefined : readOrc(orc);
  return [
    fromObr?.placerOrder?.id,
    fromObr?.fillerOrder?.id,
    fromOrc?.placerOrder?.id,
    fromOrc?.fillerOrder?.id,
  ];
}

const PATIENT = 'P';
const CONTROL_ACTION = 'Q';

/** HL7 table 0384. */
const CONTROL_PRODUCT = 'CO';

/** Table 0369 without P: blind, calibrator, electronic QC, proficiency, group, pool, operator, control, replicate, verifier. */
const controlRoles = new Set(['B', 'C', 'E', 'F', 'G', 'L', 'O', 'Q', 'R', 'V']);

const matchesAny = (pattern: string | undefined, values: readonly (string | undefined)[]): boolean =>
  pattern !== undefined && values.some((value) => value !== undefined && new RegExp(pattern).test(value));
