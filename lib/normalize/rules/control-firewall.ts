import type { Cwe } from '@labwire/hl7/datatypes/coded';
import { hasAnyMark } from '@labwire/hl7/dialect/place';
import type { OrderGroup, PatientGroup, SpecimenGroup } from '@labwire/hl7/groups/result-groups';
import { readInv } from '@labwire/hl7/segments/inv';
import { type Obr, readObr } from '@labwire/hl7/segments/obr';
import { readOrc } from '@labwire/hl7/segments/orc';
import { type Pid, readPid } from '@labwire/hl7/segments/pid';
import { readSac, type Sac } from '@labwire/hl7/segments/sac';
import { readSpm, type Spm } from '@labwire/hl7/segments/spm';
import { type LinearPattern, readPattern } from '../../shared/linear-pattern.ts';
import { isNameOfControl } from '../elements/control-names.ts';
import { isAboutControlMaterial, isServiceOfControl } from '../elements/control-words.ts';
import {
  controlRoles,
  isNumberedAsControl,
  namesControlMaterial,
  PATIENT,
  roleOf,
} from '../elements/specimen-role.ts';
import type { Reading } from '../kinds/reading.ts';

/** The kind of material, as far as a patient's chart is concerned. */
export type Material = 'patient' | 'control' | 'unknown';

type Rules = Pick<Reading, 'isQualityControl'> & {
  readonly source: Pick<Reading['source'], 'controls'>;
  readonly context: Pick<Reading['context'], 'roleWords' | 'instrument'>;
};

/**
 * Decides first of all whether the results of an order are a patient's.
 *
 * One sign of control material is enough:
 * - any role other than P in SPM-11, or in OBR-15.7 of messages without SPM (HL7 table 0369);
 * - a match of the source's rules for specimen ids or patient ids;
 * - the processing id `Q`;
 * - a mark of its instrument (`controls.marks`), in the header, the patient, the order or a result;
 * - the action code `Q` in OBR-11, which ASTM (LIS2-A2 §O.12) and its translators use for controls.
 *
 * The material is unknown in these cases:
 * - a role cannot be read as a patient's;
 * - the role is missing, and the source is configured to require one;
 * - a specimen or container is named CONTROL;
 * - the role is missing, and the specimen's type, source, description or number, or the order's service, clinical
 *   information (OBR-13) or collector's comment (OBR-39), says control material;
 * - the patient's name is a word for control material, or the number is one and there is no birth date;
 * - a container stands beside a control product (INV-3), and its specimen has no control role;
 * - a number is too long for the source's rules;
 * - an order has no specimen, and another order of the patient is for a control.
 */
export function materialOf(
  order: OrderGroup,
  patient: PatientGroup,
  rules: Rules,
  { requiresRole = rules.source.controls.requireRole }: { readonly requiresRole?: boolean } = {},
): Material {
  const { controls } = rules.source;
  const own = materialOfSpecimens(order, rules, requiresRole);
  const around = surroundingsOf(patient, rules);
  const isMarked =
    rules.isQualityControl ||
    (order.obr !== undefined && readObr(order.obr).specimenAction === CONTROL_ACTION) ||
    matchesAny(controls.specimenId, orderIds(order)) ||
    isMarkedByInstrument(order, patient, rules) ||
    around.isPatientControl;
  if (own === 'control' || isMarked) return 'control';
  const isDoubtful =
    around.isPatientDoubtful ||
    isAnyTooLong(controls.specimenId, orderIds(order)) ||
    (order.specimens.length === 0 && around.hasControl);
  return isDoubtful ? 'unknown' : own;
}

function isMarkedByInstrument(order: OrderGroup, { pid }: PatientGroup, { context }: Rules): boolean {
  const marks = context.instrument?.controls?.marks;
  if (marks === undefined) return false;
  const { orc, obr, observations, specimens } = order;
  const lines = [
    ...[pid, orc, obr].filter((segment) => segment !== undefined),
    ...observations.map(({ obx }) => obx),
    ...specimens.flatMap(({ spm, containers }) => (spm === undefined ? containers : [spm, ...containers])),
  ];
  return hasAnyMark(lines, marks);
}

interface Surroundings {
  readonly rules: Rules;
  /** The patient's number is that of control material, or cannot be compared. */
  readonly isPatientControl: boolean;
  readonly isPatientDoubtful: boolean;
  /** An order of the patient is for a control. */
  readonly hasControl: boolean;
}

/** Found once for all orders of a patient, if there are several. */
const surroundings = new WeakMap<PatientGroup, Surroundings>();

function surroundingsOf(patient: PatientGroup, rules: Rules): Surroundings {
  const known = surroundings.get(patient);
  if (known?.rules === rules) return known;
  const { patientId } = rules.source.controls;
  const pid = patient.pid === undefined ? undefined : readPid(patient.pid);
  const ids = pid?.identifiers.map(({ id }) => id) ?? [];
  const found = {
    rules,
    isPatientControl: matchesAny(patientId, ids),
    isPatientDoubtful: isAnyTooLong(patientId, ids) || (pid !== undefined && isControlAsPatient(pid)),
    hasControl: patient.orders.some(
      ({ specimens }) =>
        specimens.length > 0 && materialOfSpecimens({ specimens }, rules, false) === 'control',
    ),
  };
  if (patient.orders.length + patient.specimens.length > 1) surroundings.set(patient, found);
  return found;
}

/** A person may have a number that begins with `QC`. A person has a birth date, too, and another name. */
const isControlAsPatient = ({ names, identifiers, birthDateTime }: Pid): boolean =>
  names.some((name) => isNameOfControl(name, birthDateTime)) ||
  (birthDateTime === undefined && areNumberedAsControl(identifiers.map(({ id }) => id)));

function materialOfSpecimens(
  { obr, specimens }: Pick<OrderGroup, 'obr' | 'specimens'>,
  { source: { controls }, context: { roleWords } }: Rules,
  requiresRole: boolean,
): Material {
  const spms = specimens.flatMap(({ spm }) => (spm === undefined ? [] : [readSpm(spm)]));
  const sacs = specimens
    .flatMap(({ containers }) => containers.filter(({ name }) => name === 'SAC'))
    .map(readSac);
  const order = obr === undefined ? undefined : readObr(obr);
  const ofOrder = order?.specimenRoles ?? [];
  const rolesOfSpm = spms.map((spm) => spm.roles.map((role) => roleOf(role, roleWords)));
  const roles = [...rolesOfSpm.flat(), ...ofOrder.map((role) => roleOf(role, roleWords))];
  const ids = [...spms.flatMap(idsOfSpm), ...sacs.flatMap(idsOfSac)];
  if (roles.some((role) => controlRoles.has(role)) || matchesAny(controls.specimenId, ids)) return 'control';
  const isDoubtful =
    roles.some((role) => role !== PATIENT) ||
    [...spms, ...sacs].some(({ isNamedControl }) => isNamedControl) ||
    isAnyTooLong(controls.specimenId, ids) ||
    spms.some((spm) => spm.roles.length === 0 && isControlInWords(spm)) ||
    (roles.length === 0 && areControlsInWords(order, sacs)) ||
    isBesideControlProduct(specimens);
  if (isDoubtful) return 'unknown';
  const allSayPatient =
    spms.length > 0 ? rolesOfSpm.every((said) => said.includes(PATIENT)) : roles.includes(PATIENT);
  return requiresRole && !allSayPatient ? 'unknown' : 'patient';
}

const idsOfSpm = ({ placerId, fillerId, parentIds }: Spm): (string | undefined)[] => [
  placerId?.id,
  fillerId?.id,
  ...parentIds.map(({ id }) => id),
];

const idsOfSac = ({ containerId, accessionId }: Sac): (string | undefined)[] => [
  containerId?.id,
  accessionId?.id,
];

const isControlInWords = (spm: Spm): boolean =>
  [...wordsOf(spm.type), ...spm.descriptions].some(namesControlMaterial) ||
  areNumberedAsControl(idsOfSpm(spm));

/** The order itself, its source (OBR-15), and the containers. */
const areControlsInWords = (order: Obr | undefined, sacs: readonly Sac[]): boolean =>
  (order !== undefined &&
    (order.specimenSourceNames.some(namesControlMaterial) ||
      isServiceOfControl(order.service) ||
      remarksOf(order).some(isAboutControlMaterial))) ||
  areNumberedAsControl(sacs.flatMap(idsOfSac));

const remarksOf = ({ clinicalInformation, collectorsComments }: Obr): string[] => [
  ...(clinicalInformation === undefined ? [] : [clinicalInformation]),
  ...collectorsComments,
];

const wordsOf = (concept: Cwe | undefined): string[] =>
  concept === undefined
    ? []
    : [
        concept.code,
        concept.text,
        concept.alternateCode,
        concept.alternateText,
        concept.originalText,
      ].flatMap((name) => name ?? []);

const areNumberedAsControl = (ids: readonly (string | undefined)[]): boolean =>
  ids.some((id) => id !== undefined && isNumberedAsControl(id));

const isBesideControlProduct = (specimens: readonly SpecimenGroup[]): boolean =>
  specimens
    .flatMap(({ containers }) => containers.filter(({ name }) => name === 'INV'))
    .some((inventory) => readInv(inventory).type === CONTROL_PRODUCT);

/** Without SPM, the order's number is the specimen's number. */
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

const CONTROL_ACTION = 'Q';

/** HL7 table 0384. */
const CONTROL_PRODUCT = 'CO';

/** A longer value is no number of a specimen or patient; a pattern of the site is not tried on it. */
const MAX_NUMBER_LENGTH = 500;

function matchesAny(pattern: string | undefined, values: readonly (string | undefined)[]): boolean {
  const matches = patternOf(pattern);
  return (
    matches !== undefined &&
    values.some((value) => value !== undefined && value.length <= MAX_NUMBER_LENGTH && matches.test(value))
  );
}

/** The patterns of the site, each read once. */
const patterns = new Map<string, LinearPattern>();

function patternOf(source: string | undefined): LinearPattern | undefined {
  if (source === undefined) return undefined;
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const read = readPattern(source);
  if (!read.ok) throw new Error('the site has a pattern that was not checked');
  patterns.set(source, read.pattern);
  return read.pattern;
}

/** A number that the patterns of the site cannot be tried on. */
const isAnyTooLong = (pattern: string | undefined, values: readonly (string | undefined)[]): boolean =>
  pattern !== undefined && values.some((value) => value !== undefined && value.length > MAX_NUMBER_LENGTH);
