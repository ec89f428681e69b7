/** The mapping of one part of a report, and of everything below it that has no line of its own. */
export type Mapping = {
  /** The path in `labwire.report.v1`: `observations[].code`. */
  readonly model: string;
  /** The HL7 v2 field of the data. */
  readonly v2: string;
} & (
  | { readonly fhir: string }
  /** The reason why it is not in the bundle. */
  | { readonly dropped: string }
);

const derived = 'derived for the store; contains no patient data';
const kept = 'kept in the report version';

/** The table of docs/fhir-mapping.md. A test compares it with the model and with rendered bundles. */
export const mappings: readonly Mapping[] = [
  { model: 'key', v2: '', fhir: 'the first identifier of DiagnosticReport and ServiceRequest' },
  { model: 'source', v2: 'MSH-3, MSH-4', fhir: 'Provenance.agent[author]' },
  { model: 'processingId', v2: 'MSH-11', fhir: 'meta.tag HTEST on every resource if it is not P' },
  { model: 'status', v2: 'OBR-25', fhir: 'DiagnosticReport.status' },
  { model: 'isWithdrawn', v2: '', fhir: 'DiagnosticReport.status entered-in-error' },
  { model: 'patient.key', v2: '', dropped: derived },
  { model: 'patient.identifiers', v2: 'PID-3, PID-2', fhir: 'Patient.identifier' },
  { model: 'patient.names', v2: 'PID-5', fhir: 'Patient.name' },
  { model: 'patient.aliases', v2: 'PID-9', dropped: 'tells people of one number apart' },
  { model: 'patient.birthDate.iso', v2: 'PID-7', fhir: 'Patient.birthDate, extension patient-birthTime' },
  { model: 'patient.sex', v2: 'PID-8', fhir: 'Patient.gender' },
  { model: 'patient.addresses', v2: 'PID-11', fhir: 'Patient.address' },
  { model: 'patient.phones', v2: 'PID-13', fhir: 'Patient.telecom' },
  { model: 'patient.account', v2: 'PID-18', fhir: 'Encounter.account' },
  { model: 'patient.birthOrder', v2: 'PID-25', fhir: 'Patient.multipleBirthInteger' },
  { model: 'patient.isPlaceholder', v2: '', dropped: kept },
  { model: 'patient.notes[].text', v2: 'NTE behind PID', fhir: 'Patient.extension note' },
  { model: 'patient.notes[].source', v2: 'NTE-2', dropped: 'FHIR has no element for it' },
  { model: 'visit.patientClass', v2: 'PV1-2', fhir: 'Encounter.class' },
  { model: 'visit.number', v2: 'PV1-19', fhir: 'Encounter.identifier' },
  { model: 'visit.attending', v2: 'PV1-7', fhir: 'Encounter.participant' },
  { model: 'visit.location', v2: 'PV1-3', fhir: 'Encounter.location' },
  {
    model: 'placerOrder',
    v2: 'OBR-2, ORC-2',
    fhir: 'ServiceRequest.identifier of type PLAC',
  },
  {
    model: 'fillerOrder',
    v2: 'OBR-3, ORC-3',
    fhir: 'ServiceRequest.identifier and DiagnosticReport.identifier of type FILL',
  },
  { model: 'placerOrder.type', v2: '', dropped: 'implied by the field: PLAC' },
  { model: 'fillerOrder.type', v2: '', dropped: 'implied by the field: FILL' },
  { model: 'orderStatus', v2: 'ORC-5', fhir: 'ServiceRequest.status' },
  { model: 'priority', v2: 'TQ1-9, OBR-27, OBR-5', fhir: 'ServiceRequest.priority, else orderDetail' },
  { model: 'service', v2: 'OBR-4', fhir: 'DiagnosticReport.code, ServiceRequest.code' },
  { model: 'section', v2: 'OBR-24', fhir: 'DiagnosticReport.category' },
  { model: 'observed.iso', v2: 'OBR-7', fhir: 'DiagnosticReport.effective[x]' },
  { model: 'observedEnd.iso', v2: 'OBR-8', fhir: 'DiagnosticReport.effectivePeriod' },
  { model: 'issued.iso', v2: 'OBR-22', fhir: 'DiagnosticReport.issued' },
  { model: 'orderingProvider', v2: 'OBR-16, ORC-12', fhir: 'ServiceRequest.requester: Practitioner' },
  { model: 'clinicalInformation', v2: 'OBR-13', fhir: 'ServiceRequest.reasonCode' },
  { model: 'specimenAction', v2: 'OBR-11', fhir: 'ServiceRequest.orderDetail; G is intent reflex-order' },
  { model: 'parent.placerOrder', v2: 'OBR-29.1', fhir: 'ServiceRequest.basedOn' },
  { model: 'parent.fillerOrder', v2: 'OBR-29.2', fhir: 'ServiceRequest.basedOn, Observation.derivedFrom' },
  { model: 'parent.placerOrder.type', v2: '', dropped: 'implied by the field: PLAC' },
  { model: 'parent.fillerOrder.type', v2: '', dropped: 'implied by the field: FILL' },
  { model: 'parent.result', v2: 'OBR-26', fhir: 'Observation.derivedFrom' },
  {
    model: 'parent.result.code.codings',
    v2: 'OBR-26.1',
    dropped: 'the reference has its words, or its code if there are none',
  },
  { model: 'specimens[].at', v2: '', dropped: kept },
  { model: 'specimens[].placerId', v2: 'SPM-2.1', fhir: 'Specimen.identifier' },
  { model: 'specimens[].fillerId', v2: 'SPM-2.2', fhir: 'Specimen.identifier' },
  { model: 'specimens[].containerId', v2: 'SAC-3', fhir: 'Specimen.identifier, Specimen.container' },
  { model: 'specimens[].otherContainerIds', v2: 'SAC-3', fhir: 'Specimen.container' },
  { model: 'specimens[].parentIds', v2: 'SPM-3', fhir: 'Specimen.parent' },
  { model: 'specimens[].accessionId', v2: 'SAC-2, SAC-1', fhir: 'Specimen.accessionIdentifier' },
  { model: 'specimens[].type', v2: 'SPM-4, OBR-15', fhir: 'Specimen.type' },
  { model: 'specimens[].containerType', v2: 'SPM-27', fhir: 'Specimen.container.type' },
  { model: 'specimens[].containerStatus', v2: 'SAC-8', fhir: 'Specimen.container.description' },
  { model: 'specimens[].roles', v2: 'SPM-11', dropped: "always a patient's specimen: a report has no other" },
  { model: 'specimens[].collected.iso', v2: 'SPM-17', fhir: 'Specimen.collection' },
  { model: 'specimens[].received.iso', v2: 'SPM-18, OBR-14', fhir: 'Specimen.receivedTime' },
  {
    model: 'specimens[].rejectReasons',
    v2: 'SPM-21',
    fhir: 'Specimen.status unsatisfactory, Specimen.condition',
  },
  { model: 'specimens[].conditions', v2: 'SPM-24', fhir: 'Specimen.condition' },
  { model: 'specimens[].notes[].text', v2: 'NTE behind SPM', fhir: 'Specimen.note' },
  { model: 'specimens[].notes[].source', v2: 'NTE-2', dropped: 'FHIR has no element for it' },
  { model: 'notes[].text', v2: 'NTE behind OBR', fhir: 'DiagnosticReport.conclusion' },
  { model: 'notes[].source', v2: 'NTE-2', dropped: 'FHIR has no element for it' },
  { model: 'holds', v2: '', dropped: 'a report that is held is not delivered' },
  { model: 'parts[].messageId', v2: '', fhir: 'Provenance.entity' },
  { model: 'parts', v2: '', dropped: 'what each message said: the report is what they say together' },
  { model: 'observations[].slot', v2: 'OBX-3, OBX-4, OBX-21', fhir: 'the first identifier of Observation' },
  { model: 'observations[].test', v2: 'OBX-3', dropped: 'the slot says it' },
  { model: 'observations[].at', v2: '', dropped: kept },
  { model: 'observations[].code', v2: 'OBX-3', fhir: 'Observation.code' },
  {
    model: 'observations[].subId',
    v2: 'OBX-4',
    fhir: 'extension observation-v2-subid; hasMember by dots and organisms',
  },
  { model: 'observations[].run', v2: 'OBX-21', fhir: 'Observation.identifier' },
  { model: 'observations[].valueType', v2: 'OBX-2', dropped: 'the type of value[x] says it' },
  {
    model: 'observations[].values',
    v2: 'OBX-5',
    fhir: 'Observation.value[x] or component; documents: DiagnosticReport.presentedForm, DocumentReference',
  },
  {
    model: 'observations[].values[].text',
    v2: 'OBX-5',
    dropped: 'value[x] contains numbers, codes and times; text is valueString',
  },
  { model: 'observations[].isNull', v2: 'OBX-5 ""', fhir: 'Observation.dataAbsentReason' },
  {
    model: 'observations[].unit',
    v2: 'OBX-6',
    fhir: 'Quantity.unit, code; behind text that states a number; not behind words',
  },
  { model: 'observations[].unit.text', v2: 'OBX-6', dropped: 'used only if there is no code' },
  {
    model: 'observations[].referenceRange',
    v2: 'OBX-7',
    fhir: 'Observation.referenceRange; limits in its own unit, if named; text alone if OBX-7 repeats',
  },
  {
    model: 'observations[].criticalRange',
    v2: 'OBX-7, second repetition',
    fhir: 'Observation.referenceRange with the type `critical`',
  },
  { model: 'observations[].converted', v2: '', fhir: 'Observation.value[x], and what was sent in a note' },
  { model: 'observations[].flags', v2: 'OBX-8', fhir: 'Observation.interpretation' },
  { model: 'observations[].status', v2: 'OBX-11', fhir: 'Observation.status' },
  { model: 'observations[].reportStatus', v2: 'OBR-25', fhir: 'Observation.status if OBX-11 is empty' },
  { model: 'observations[].observed.iso', v2: 'OBX-14', fhir: 'Observation.effectiveDateTime' },
  { model: 'observations[].analyzed.iso', v2: 'OBX-19', fhir: 'extension observation-analysis-date-time' },
  { model: 'observations[].method', v2: 'OBX-17', fhir: 'Observation.method' },
  { model: 'observations[].equipment', v2: 'OBX-18', fhir: 'Observation.device: Device' },
  { model: 'observations[].performer', v2: 'OBX-16', fhir: 'Observation.performer: Practitioner' },
  {
    model: 'observations[].performingLaboratory',
    v2: 'OBX-23, OBX-15',
    fhir: 'Observation.performer, DiagnosticReport.performer: Organization',
  },
  { model: 'observations[].director', v2: 'OBX-25', fhir: 'Observation.performer: PractitionerRole' },
  { model: 'observations[].reagents[].substance', v2: 'INV-1, SID-1', fhir: 'Observation.note' },
  {
    model: 'observations[].reagents[].substance.codings[].code',
    v2: 'INV-1.1',
    dropped: 'used only if there are no words',
  },
  {
    model: 'observations[].reagents[].substance.codings[].system',
    v2: 'INV-1.3',
    dropped: 'the note contains words',
  },
  {
    model: 'observations[].reagents[].substance.text',
    v2: 'INV-1.9',
    dropped: 'used only if the code has no words',
  },
  { model: 'observations[].reagents[].lot', v2: 'INV-16, SID-2', fhir: 'Observation.note' },
  { model: 'observations[].reagents[].expires.iso', v2: 'INV-12', fhir: 'Observation.note' },
  { model: 'observations[].reagents', v2: 'INV', dropped: 'the stock of the instrument, not the result' },
  { model: 'observations[].notes[].text', v2: 'NTE behind OBX', fhir: 'Observation.note' },
  { model: 'observations[].notes[].source', v2: 'NTE-2', dropped: 'FHIR has no element for it' },
  { model: 'observations[].isTextBlock', v2: 'OBX-3', dropped: 'the lines of its value[x] say it' },
  { model: 'observations[].holds', v2: '', dropped: 'a report that is held is not delivered' },
  {
    model: 'observations[].collection.observed.iso',
    v2: 'OBR-7',
    fhir: 'Observation.effectiveDateTime where OBX-14 is empty',
  },
  {
    model: 'observations[].collection.observedEnd',
    v2: 'OBR-8',
    dropped: kept,
  },
  {
    model: 'observations[].collection.parent',
    v2: 'OBR-26, OBR-29',
    fhir: 'Observation.derivedFrom',
  },
  {
    model: 'observations[].collection.parent.placerOrder',
    v2: 'OBR-29.1',
    dropped: 'only where there is no filler number',
  },
  {
    model: 'observations[].collection.parent.fillerOrder.type',
    v2: '',
    dropped: 'the field says it: FILL',
  },
  {
    model: 'observations[].collection.parent.result.code.codings',
    v2: 'OBR-26.1',
    dropped: 'the reference names it in words; by its code where it has none',
  },
  { model: 'observations[].collection.specimens', v2: 'SPM', fhir: 'Observation.specimen' },
  {
    model: 'observations[].marks',
    v2: '',
    fhir: 'Observation.note: the order is unknown, or a preliminary came later',
  },
  { model: 'observations[].isOfSpecimen', v2: 'OBX behind SPM', fhir: 'not in DiagnosticReport.result' },
  { model: 'observations[].messageId', v2: '', dropped: 'Provenance names the messages of the whole report' },
  { model: 'observations[].isUnmarkedCorrection', v2: '', fhir: 'Observation.status corrected' },
  {
    model: 'observations[].corrects',
    v2: '',
    dropped: 'Observation.status says that it corrects; a note says what, where that was reported before',
  },
  {
    model: 'observations[].history',
    v2: '',
    dropped: `the corrected value is in a note; the rest is ${kept}`,
  },
];

/** Parts of every timestamp, concept, note and identifier. */
export const mappingsByName: Readonly<Record<string, string>> = {
  text: 'of a timestamp, as it was sent: FHIR has the same time in its own form',
  zone: 'of a timestamp: whether the zone was sent or is the zone of the source',
  at: 'place in the message',
  isMapped: 'of a coding: it comes from the map of the site',
  assigner: 'of an identifier: the name beside the universal id has no place in a system',
  scope: 'of an identifier: its numbering scheme, if no authority is named',
};

/** Renders docs/fhir-mapping.md. */
export function describeMappings(): string {
  const row = (mapping: Mapping) =>
    `| \`${mapping.model}\` | ${mapping.v2} | ${'fhir' in mapping ? mapping.fhir : `— ${mapping.dropped}`} |`;
  return [
    '# From HL7 v2 to FHIR R4',
    '',
    '_Written by the program: `LABWIRE_DOCS=write npx jest test/unit/render/fhir/mapping`. A test fails if it differs from the program._',
    '',
    'A FHIR destination gets a report (`labwire.report.v1`, see [feed.md](feed.md)) as one transaction. The table shows where each part of',
    'the report goes. A row covers everything below its path that has no row of its own. `—` means that the part is not in the bundle; the',
    'reason follows.',
    '',
    '| In the report | HL7 v2 | In FHIR R4 |',
    '| --- | --- | --- |',
    ...mappings.map(row),
    '',
    'These names have no element of their own, in any part of the report:',
    '',
    '| Name | Why |',
    '| --- | --- |',
    ...Object.entries(mappingsByName).map(([name, why]) => `| \`${name}\` | ${why} |`),
    '',
    '- Patients, requests, specimens, results and reports are conditional updates. Their identifiers are derived from the report, so the same',
    '  version sent twice changes nothing.',
    '- Patient is the patient as all messages together describe them (`subject` of the version): registration counts before a laboratory,',
    '  a laboratory before an analyzer, then the newest. A message without a name removes no name. A patient of whom only numbers are known is',
    '  created, and never updated. The rest of the bundle is what the messages of the report say.',
    '- If a report moves to another patient (`merged`: A40, A44, A45, A37), its resources keep their identifiers and get another subject.',
    '- Practitioners, organizations and numbered encounters are created only if the EHR does not know their number.',
    '- Numbers keep their zeros (`7.40`). Times keep their precision.',
    '- If FHIR requires an element and no message contains it, the element carries `data-absent-reason` `unknown`. Nothing is invented.',
    '',
  ].join('\n');
}
