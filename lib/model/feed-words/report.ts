import { gatedResultSchema, reportPartSchema, reportSchema, reportVersionSchema } from '../report.ts';
import { clockSchema, clocksSchema, watermarkSchema } from '../watermark.ts';
import { named, type Words } from './named.ts';

const headWords = {
  status: 'OBR-25 as sent, HL7 table 0123: `P` preliminary, `F` final, `C` corrected, `X` cancelled, …',
  patient: 'The patient, as the messages of this report name them. File the report under this patient.',
  visit: 'The visit of the order.',
  placerOrder: 'The order number of the orderer (ORC-2, OBR-2).',
  fillerOrder: 'The order number of the laboratory (ORC-3, OBR-3).',
  orderStatus: 'ORC-5, HL7 table 0038: `CA` cancelled, `CM` completed, …',
  priority: 'HL7 table 0485: `S` at once, `A` as soon as possible, `R` routine, …',
  service: "The ordered service (OBR-4), with the LOINC code of the site's map.",
  section: 'The section of the laboratory (OBR-24, HL7 table 0074): `CH`, `HM`, `MB`, …',
  observed: 'The time of collection (OBR-7).',
  observedEnd: 'The end of the collection (OBR-8).',
  issued: "The time of the laboratory's report (OBR-22).",
  orderingProvider: 'The clinician who ordered (OBR-16, ORC-12).',
  orderingProviderAddress: 'The address of the clinician who ordered (ORC-24).',
  orderingFacility: 'The facility of the clinician who ordered (ORC-21 to ORC-23).',
  callBackPhones:
    'The numbers to call about the order, for example for a critical value (OBR-17, otherwise ORC-14).',
  copiesTo: 'The persons who get a copy of the report (OBR-28). Deliver it to them, too.',
  reasons: 'The reasons for the study (OBR-31).',
  staff: 'The persons who interpreted, measured or transcribed (OBR-32 to OBR-35).',
  'staff.role': 'The field that names the person: OBR-32, 33, 34 or 35.',
  'staff.person': 'The person.',
  clinicalInformation: 'What the orderer told the laboratory (OBR-13).',
  specimenAction: 'OBR-11, HL7 table 0065: `G` a reflex order, `A` an added one.',
  parent:
    'The result that led to this report: the culture of a susceptibility, the screening of a reflex test.',
  specimens: 'The specimens.',
  collectedAmount: 'The collected amount of an order without a specimen (OBR-9).',
  'collectedAmount.number': 'The number.',
  'collectedAmount.unit': 'The unit.',
  notes: 'Comments on the whole report.',
};

const versionWords: Words<typeof reportVersionSchema> = {
  version: 'The number of the version: 1, 2, 3, … Labwire has each; a destination may see gaps.',
  messageId: 'The message that made the version.',
  createdAt: 'When Labwire made the version (UTC).',
  sequenceGroup:
    'The message group of the queue. It never changes for a report. It contains no patient number.',
  published: 'The newest version, up to this one, that was for destinations.',
  destinations: 'Every destination that was ever sent the report. Each receives the later versions.',
  subject:
    'The patient as all messages together describe them. Use it to add to or update your patient; `report.patient` says whose the report is.',
  repeats:
    'The version that this one repeats, because a person had it sent to a destination that never had the report.',
  isReplay: 'A message was read again. The content may be the same as before.',
  supersedes: 'The earlier statement that each correction of this version replaces.',
  'supersedes.slot': 'The result.',
  'supersedes.messageId': 'The message of the earlier statement.',
  'supersedes.at': 'The place of the earlier statement in its message.',
  retired:
    'Results of earlier versions that are no longer in `report.observations`. Mark them as entered in error; each has the `slot` under which you filed it. Later versions list them again.',
  changes:
    'What is new since the version `previous`: the slots of results whose value, status or notes changed; `report` for the head of the report.',
  report: 'The whole report as it stands in this version.',
};

const reportWords: Words<typeof reportSchema> = {
  ...headWords,
  key: 'The key of the report: `reportKey` of the update.',
  source: 'The id of the source, from the site file, that sent the first message of the report.',
  processingId: 'MSH-11: `P` production, `T` training, `D` debugging.',
  observations: 'The results as they stand.',
  holds: 'Internal: always empty in an update, because a held version is not sent.',
  isWithdrawn:
    'The report should not exist: it was cancelled as a document, taken back, or joined to another report. Mark it as entered in error, with all its results.',
  parts: 'Internal: the messages that the report is made of. Their form may change; do not read them.',
};

const partWords: Words<typeof reportPartSchema> = {
  ...headWords,
  messageId: 'The message.',
  source: 'The id of the source that sent it.',
  at: 'The place of its OBR or ORC: `OBR[1]`.',
  watermark: 'The times by which the part is put in order.',
  parentSet: "The results of the parent's test, as the same message states them.",
  'parentSet.subId': 'OBX-4 of the result.',
  'parentSet.value': 'The value of the result.',
  statesParent: 'Results of the parent that another report has.',
  statesTube: 'Results of a LIS for the tube of an analyzer.',
  reachMs: 'How far in time a result may be from `statesTube`: milliseconds. Absent: any time.',
  clocks: 'The times by which statements are put in order.',
  observations: 'The results that the message states.',
  patientFrom: 'Where the patient is from, if the message names none.',
  'patientFrom.kind': 'From the order, the specimen, or the report that it corrects.',
  'patientFrom.messageId': 'The message that named the patient.',
  'patientFrom.at': 'The place in that message.',
  replaces: "The key of a patient who was merged into this part's patient.",
  linkRule: 'The meaning of `replaces`, if it is not a merge.',
  holds: 'The holds that the part puts on its report.',
  revision: 'How often the message was read again with another outcome.',
  isWithdrawn: 'The message no longer states anything for this report.',
  isWhole: 'The part states the whole report.',
  isEdit: 'The part changes a document that an earlier message brought.',
  keepsStatus: 'The part leaves the status of the document as it was.',
  isEnd: 'The part withdraws its report.',
  joins:
    'The key of the report that this report turned out to be. Only here does a withdrawn report name its successor.',
  holdsUnmarkedCorrections: 'A changed final result without a correction mark is held.',
  isFromAnalyzer: 'An analyzer made the statement.',
  repeats: "The source's meaning of several results of one test.",
  omitted: "The source's meaning of leaving out a test.",
  cancels: 'What a cancelled order does to the results before it.',
  holdsWithoutOriginal: 'A correction without an original is held.',
  waitsForOriginal: 'The part waits for the original that it corrects.',
  isRenamed: 'The part corrects results under another service.',
  released: 'Holds that a person has lifted.',
  gate: 'The decisions on its results of gated test systems.',
};

/** Reports, their versions, and the parts that they are made of. */
export const reports = [
  named(
    'GatedResult',
    gatedResultSchema,
    'Internal: the decision on a result by the controls of its test system.',
    {
      at: 'The place of the result in the message.',
      system: 'The test system in the site file.',
      measuredAt: 'The time of measurement by which it was judged: milliseconds since 1970.',
      reason: 'Why the result is held. Absent: it may be delivered.',
      released: 'The reason that a person lifted.',
      evidence: 'The event of controls, or the action, that decided.',
      isFinal: 'No later control lifts the hold; a person decides.',
    },
  ),
  named('Clock', clockSchema, 'Internal: a time in one message.', {
    at: 'The start of the period that it names: milliseconds since 1970.',
    day: 'Its local day at the source: 20260302.',
    digits: 'The number of digits that were sent.',
    twice: 'Set if the time falls into the hours that occur twice when the clocks go back.',
    'twice.from': 'The start of those hours.',
    'twice.to': 'Their end.',
  }),
  named('Clocks', clocksSchema, 'Internal: the times and counters of a message.', {
    reported: 'OBR-22; for a document, TXA-8.',
    sent: 'MSH-7.',
    sentAs: 'MSH-7 for readers, if OBR-22 is missing.',
    sequence: 'MSH-13.',
    control: 'MSH-10, if it consists of digits.',
    sender: 'The sender of these counters.',
  }),
  named('Watermark', watermarkSchema, 'Internal: milliseconds since 1970.', {
    statusTime: 'OBR-22, otherwise MSH-7.',
    messageTime: 'MSH-7.',
    receivedTime: 'The first receipt.',
  }),
  named(
    'ReportPart',
    reportPartSchema,
    'Internal: the statements of one message about one report.',
    partWords,
  ),
  named(
    'Report',
    reportSchema,
    'One report: one ordered service of one order, with all its results.',
    reportWords,
  ),
  named('ReportVersion', reportVersionSchema, 'One version of a report.', versionWords),
];
