/** Why the data of a field that a report keeps are not where HL7's v2-to-FHIR maps have them. */
export const reasons: ReadonlyMap<string, string> = new Map([
  ['PID-9', 'an alias may be of another person with the same number; the feed and HL7 out have it'],
  ['PV1-2', 'a result comes during a visit or after it: its status is unknown'],
  ['ORC-2', 'DiagnosticReport.basedOn refers to the request, which has the number'],
  ['ORC-12', 'Provenance is of the version of the report: its agents are the sender and Labwire'],
  ['ORC-21', 'Provenance is of the version of the report, and has no place'],
  ['ORC-22', 'Provenance is of the version of the report, and has no place'],
  ['ORC-23', 'Provenance is of the version of the report, and has no place'],
  ['ORC-24', 'Provenance is of the version of the report: its agents are the sender and Labwire'],
  ['OBR-2', 'the number of an order is not that of a specimen; SAC-2 is'],
  ['OBR-3', 'the maps have a draft of an extension for it beside the identifier'],
  ['OBR-7', 'analyzers write the time of the measurement there; a collection is timed by SPM-17'],
  ['OBR-8', 'as OBR-7: a collection is timed by SPM-17'],
  [
    'OBR-13',
    'free text: fasting is not recognized in it, and R4 takes only references as supporting information',
  ],
  ['OBR-17', 'on the request itself, where the maps have the same number of ORC-14'],
  ['OBR-29', 'the maps have a draft of an extension for it beside the reference'],
  [
    'OBX-5',
    'files are in DiagnosticReport.presentedForm; those of a document (TXA) also in DocumentReference',
  ],
  [
    'SPM-9',
    'the extension of the maps is a draft; the words are part of the site, because left and right are two places',
  ],
  [
    'NTE-3',
    'a note is where its segment is: with the result, the report (conclusion), the specimen or the patient',
  ],
]);
