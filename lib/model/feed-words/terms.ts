import {
  assignerSchema,
  codingSchema,
  conceptSchema,
  identifierSchema,
  noteSchema,
  organizationSchema,
  personSchema,
} from '../concept.ts';
import { timestampSchema } from '../timestamp.ts';
import { named } from './named.ts';

/** The data types of the feed. */
export const terms = [
  named('Timestamp', timestampSchema, 'A moment, with the precision that was sent.', {
    text: 'The time as sent, in HL7 form.',
    iso: 'A FHIR dateTime: a year, a month, a day, or a time of day with its zone. Read this one.',
    zone: 'The origin of the zone: `sent` with the message, `source`: from the site file, `none`: the time has no time of day.',
  }),
  named('Coding', codingSchema, 'One code of one coding system.', {
    code: 'The code.',
    display: 'The text that the sender gives the code.',
    system:
      'The name or URI of the coding system as the sender wrote it: `LN`, `L`, `SCT`; `UCUM` for a unit in UCUM.',
    isMapped:
      'Labwire added the coding: from the map of the site, or as the UCUM form of a unit. Codings without it are those of the sender.',
  }),
  named('Concept', conceptSchema, 'One meaning, in each coding system that is known.', {
    codings: "The codes, the sender's first. Select one by its system.",
    text: "The sender's text, if it gave one beside the codes.",
  }),
  named('Assigner', assignerSchema, 'The authority that assigned an identifier (HL7 HD).', {
    namespace: 'The local name of the authority: `RIVERSIDE`.',
    universalId: 'Its universal id, for example an OID.',
    universalIdType: 'The type of the universal id: `ISO`, `UUID`, `DNS`.',
  }),
  named('Identifier', identifierSchema, 'A number with its authority.', {
    value: 'The number as sent.',
    assigner: 'The authority that assigned it; empty if the message names none.',
    scope:
      'The numbering scheme in which the value is unique. Two numbers are equal only if value and scope are equal.',
    type: 'HL7 table 0203: `MR` medical record number, `PI` patient internal, `AN` account, …',
    links:
      'Whether the number identifies a person. Absent: it does if it has no type or one of `MR`, `PI`, `PT`, `MRN`, `EPI`, `PE`, `NI`, `NH`, `NN…`, `JHN`.',
  }),
  named('Person', personSchema, 'A clinician or a member of the laboratory (HL7 XCN).', {
    id: 'The number of the person.',
    family: 'The family name.',
    given: 'The given names, in order.',
    prefix: 'For example `Dr`.',
    suffix: 'For example `Jr`.',
  }),
  named(
    'Organization',
    organizationSchema,
    'The laboratory that made a result, or the facility that ordered it.',
    {
      name: 'Its name.',
      id: 'Its number, for example its CLIA number.',
      address: 'Its address.',
      phones: 'Its telephone numbers and e-mail addresses.',
    },
  ),
  named('Note', noteSchema, 'A comment (NTE).', {
    text: 'The text; its lines are separated by line feeds.',
    source: 'The origin of the comment, HL7 table 0105: `L` laboratory, `P` orderer, …',
    at: 'The place in the message: `NTE[1]`.',
  }),
];
