import {
  convertedSchema,
  documentSchema,
  observationSchema,
  reagentSchema,
  referenceRangeSchema,
  valueSchema,
} from '../observation.ts';
import { collectionSchema, parentSchema, reportedObservationSchema } from '../report.ts';
import { specimenSchema } from '../specimen.ts';
import { named, type Words } from './named.ts';

const observationWords: Words<typeof observationSchema> = {
  slot: 'The place of the result in its report. It stays the same in each version, so `reportKey` and `slot` identify a result.',
  test: 'The name of its test in the report, if messages code the test differently.',
  at: 'The place in the message that stated it: `OBX[2]`.',
  code: "The test (OBX-3), with the LOINC code of the site's map.",
  subId: 'OBX-4: tells several results of one test apart, and groups the results of an isolate.',
  run: 'OBX-21: the run, if the analyzer names it.',
  valueType: 'OBX-2 as sent: `NM`, `ST`, `CWE`, …',
  values: 'The values. Usually one; several if OBX-5 repeats, or if a text came in several OBX.',
  isNull: 'The sender states that there is no value (HL7 null in OBX-5).',
  isUnitNull: 'The sender states that there is no unit (HL7 null in OBX-6).',
  unit: 'The unit of the values, unless a value has its own.',
  referenceRange: 'The normal range (OBX-7).',
  criticalRange: 'Outside this range somebody must act at once.',
  converted: 'The same result in the unit that the site asks for, beside the result as sent.',
  flags:
    'Interpretation, HL7 table 0078: `H`, `L`, `HH`, `LL`, `A`, `S`, `R`, … An empty list says nothing; `N` says normal.',
  status:
    'OBX-11 as sent, HL7 table 0085: `P` preliminary, `F` final, `C` corrected, `X` not obtainable, `D` deleted, `W` wrong; docs/feed.md has all. Absent: `reportStatus` counts.',
  observed:
    'The time of the specimen or measurement at the patient (OBX-14). Absent: `observed` of the report.',
  analyzed: 'The time of the analysis (OBX-19).',
  method: 'The method (OBX-17).',
  otherMethods: 'Further methods, if OBX-17 repeats.',
  bodySites:
    'The places in the body that were examined (OBX-20). Several together are one place: knee, right.',
  equipment: 'The instrument, its module, its serial number (OBX-18).',
  performer: 'The operator (OBX-16).',
  otherPerformers: 'Further operators, if OBX-16 repeats.',
  performingLaboratory:
    'The laboratory that made the result (OBX-23, otherwise OBX-15), with its address (OBX-24).',
  producer: 'OBX-15, if OBX-23 names the laboratory: another system or a branch.',
  director: 'The director of that laboratory (OBX-25).',
  reagents: 'The lots of the reagents.',
  notes: 'Comments on the result.',
  isTextBlock: 'The values are the lines of one text. Show them as lines of one result.',
  holds: 'Internal: the holds that this result puts on its report.',
  isOfSpecimen: 'The observation is about the specimen, not about the patient: for example its volume.',
};

const reportedWords: Words<typeof reportedObservationSchema> = {
  ...observationWords,
  messageId: 'The message that stated it.',
  reportStatus: 'OBR-25 with which it came, HL7 table 0123. It counts if `status` is absent.',
  isUnmarkedCorrection:
    'A final value was replaced and the sender did not mark it as a correction. Treat the result as corrected.',
  collection: 'How this result was collected, only if it differs from the head of the report.',
  marks:
    'Remarks for readers. `order-unknown`: no clock tells which statement is newer. `un-verified`: a preliminary result came after the final one and is not shown. `failed-rerun`: a rerun failed. `no-original`: a correction without an original.',
  corrects: 'The statement that this one corrects, takes back or cancels; it is in `history`.',
  'corrects.messageId': 'The message of that statement.',
  'corrects.at': 'Its place in that message.',
  history:
    'The other statements about this result, newest first. They do not stand: show them only as history.',
};

/** Results, and what they are made from. */
export const observations = [
  named('EncapsulatedDocument', documentSchema, 'A document in OBX-5 (HL7 ED or RP).', {
    mediaType: 'The media type: `application/pdf`.',
    encoding: 'How `data` is encoded, HL7 table 0299: `A` text, `Hex`, `Base64`.',
    data: 'The document.',
    pointer: 'The address of a document that is not in the message.',
  }),
  named(
    'Value',
    valueSchema,
    'One value. `kind` says which properties it has. Numbers are text, so that 7.40 keeps its precision.',
    {
      kind: 'The kind of the value.',
      text: 'The value as the sender wrote it. It can always be shown.',
      number: 'A quantity: its number without comparator and unit.',
      comparator: 'A quantity: the true value is less or greater than the number.',
      unit: 'A quantity: its own unit. Absent: the unit of the observation.',
      low: 'A range: its lower limit.',
      high: 'A range: its upper limit.',
      numerator: 'A ratio or titer: the first number.',
      denominator: 'A ratio or titer: the second number.',
      concept: 'A coded value.',
      moment: 'A date or time.',
      document: 'A document.',
    },
  ),
  named('ReferenceRange', referenceRangeSchema, 'A range of values, as text and as limits.', {
    text: 'The range as sent.',
    low: 'The lower limit, if the text is a range of numbers.',
    high: 'The upper limit, if the text is a range of numbers.',
    isExclusive: 'The limits themselves are outside the range: `<5`.',
    unit: "The range's own unit. Absent: the unit of the observation.",
  }),
  named('Converted', convertedSchema, 'A result in another unit.', {
    values: 'The converted values.',
    unit: 'The unit of the converted values.',
    referenceRange: 'The converted normal range.',
  }),
  named('Reagent', reagentSchema, 'A reagent that was used for a result.', {
    substance: 'The substance.',
    type: 'HL7 table 0384: `SR` single test reagent, `DI` diluent, …',
    status: 'HL7 table 0383: `OK`, `EW` expired warning, …',
    lot: 'The lot number.',
    expires: 'The date of expiry.',
    quantity: 'The quantity that is left, as written.',
    unit: 'The unit of the quantity.',
  }),
  named('Specimen', specimenSchema, 'A specimen (SPM, SAC; in older versions OBR-15).', {
    at: 'The place in the message: `SPM[1]`.',
    placerId: 'The number that the orderer gave the specimen.',
    fillerId: 'The number that the laboratory gave the specimen.',
    containerId: 'The number of the container, for example the tube.',
    otherContainerIds: 'Further containers of the specimen.',
    parentIds: 'The specimens from which it was made (SPM-3).',
    accessionId: 'The accession number.',
    type: 'The type of specimen: blood, urine, …',
    typeModifiers: 'What the type leaves open: pooled, dried, … (SPM-5).',
    additives: 'Additives such as EDTA (SPM-6, OBR-15.2).',
    method: 'How it was collected (SPM-7, OBR-15.6).',
    bodySite: 'The place in the body (SPM-8, OBR-15.4).',
    bodySiteModifiers: 'The side or part of that place: left, upper, … (SPM-9, OBR-15.5).',
    quantity: 'The collected amount (SPM-12, OBR-9).',
    'quantity.number': 'The number, as written.',
    'quantity.unit': 'Its unit.',
    description: 'SPM-14, OBR-15.3: text, one line for each repetition.',
    containerType: 'The type of container (SPM-27).',
    containerStatus: 'SAC-8, HL7 table 0370: `I` identified, `R` completed, …',
    roles: "HL7 table 0369. An empty list means a patient's specimen.",
    collected: 'The time of collection, or its start.',
    collectedEnd: 'The end of a timed collection (SPM-17.2).',
    received: 'The time of receipt at the laboratory.',
    rejectReasons: 'Why the laboratory rejected it.',
    conditions: 'Its condition: haemolysed, clotted, …',
    notes: 'Comments on the specimen.',
  }),
  named('Parent', parentSchema, 'The result that led to a report: the culture of a susceptibility.', {
    placerOrder: 'The order number of the parent at the orderer.',
    fillerOrder: 'The order number of the parent at the laboratory.',
    result: "The parent's result (OBR-26).",
    'result.code': 'Its test.',
    'result.subId': 'Its OBX-4.',
    'result.value': 'Its value, for example the organism.',
  }),
  named('Collection', collectionSchema, 'How one result was collected.', {
    observed: 'The time of collection.',
    observedEnd: 'The end of the collection.',
    parent: 'The result that led to it.',
    specimens: 'Indexes of `specimens` of the report, from 0.',
  }),
  named('Observation', observationSchema, 'One result as one message states it.', observationWords),
  named(
    'ReportedObservation',
    reportedObservationSchema,
    'A result of the report: the statement that stands, and the others.',
    reportedWords,
  ),
  named(
    'EarlierStatement',
    reportedObservationSchema.shape.history.element,
    'A statement about a result that does not stand.',
    {
      ...observationWords,
      messageId: 'The message that stated it.',
      reported: 'The time of the statement (OBR-22, otherwise MSH-7), as a FHIR dateTime.',
    },
  ),
];
