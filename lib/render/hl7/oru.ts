import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import { type FieldContent, type SegmentContent, writeSegment } from '@labwire/hl7/message/write';
import { formatTimestamp } from '@labwire/hl7/timestamp';
import { type CopiedFields, nameOfSpecimen, type PassedThrough } from '../../model/pass-through.ts';
import type { Report, ReportVersion, Staff } from '../../model/report.ts';
import { reportStatus } from '../../model/status.ts';
import { addedSegment, copiedSegment, withCopied } from './copied.ts';
import {
  coded,
  codedAll,
  entity,
  entityPair,
  moment,
  namedPerson,
  numbered,
  organization,
  personName,
  personNames,
  phone,
  postalAddress,
  repeated,
} from './fields.ts';
import { inGuide } from './guide-report.ts';
import { type GuideForm, guideSegments } from './guide-segments.ts';
import { type Dialect, noteSegments, resultSegments } from './observation-segments.ts';
import { olderNotes } from './older-notes.ts';
import { orderGroupName, orderGroupsOf } from './order-groups.ts';
import { patientSegment, visitSegment } from './patient-segments.ts';
import { controlIdOf } from './reply-context.ts';
import { specimenSegments, specimenSource } from './specimen-segments.ts';

export interface OruOptions {
  readonly version: Dialect['version'];
  /** MSH-18, a name of HL7 table 0211. */
  readonly charset: string;
  /** MSH-4: the laboratory. */
  readonly sendingFacility: string;
  /** MSH-5 and MSH-6. */
  readonly receivingApplication?: string | undefined;
  readonly receivingFacility?: string | undefined;
  /** What the original messages add. Default: nothing. */
  readonly passed?: PassedThrough | undefined;
  /** An implementation guide for v2.5.1. Default: none. */
  readonly guide?: GuideForm | undefined;
}

/**
 * One report version as ORU^R01 (HL7 v2.5.1 §7.3.1), in the structure of the Laboratory Results Interface
 * guide: for each collection of results, an order group with its results and specimens. The same version
 * always gives the same bytes, including MSH-10, so that a receiver recognizes it.
 */
export function renderOru(
  { report: known, version, createdAt }: Pick<ReportVersion, 'report' | 'version' | 'createdAt'>,
  options: OruOptions,
): string {
  const { guide } = options;
  const report = guide === undefined ? known : inGuide(known, guide.laboratory, guide.assigners);
  const dialect: Dialect = {
    version: options.version,
    codedType: options.version === '2.5.1' ? 'CWE' : 'CE',
  };
  const { passed } = options;
  const visit = visitOf(report, passed);
  const segments = [
    header(report, {
      ...options,
      controlId: oruControlId({ report, version }),
      createdAt: new Date(createdAt),
    }),
    ...(report.patient === undefined
      ? []
      : [
          withCopied(patientSegment(report.patient), passed?.pid),
          ...addedSegment('PD1', passed?.pd1),
          ...noteSegments(report.patient.notes, passed?.patientNotes),
        ]),
    ...(visit === undefined ? [] : [visit]),
    ...(passed?.patientSegments ?? []).map(copiedSegment),
    ...orderGroupsOf(report).flatMap((group, index) => orderSegments(group, index + 1, dialect, passed)),
  ];
  const written =
    guide === undefined ? segments : guideSegments(segments, guide, formatTimestamp(new Date(createdAt)));
  return written.map((segment) => `${readable(writeSegment(segment, defaultDelimiters))}\r`).join('');
}

/** PV1, also if the original message says of the visit only what a report does not hold. */
function visitOf({ visit }: Report, passed: PassedThrough | undefined): SegmentContent | undefined {
  const isPassed = passed !== undefined && passed.pv1.size > 0;
  return visit === undefined && !isPassed ? undefined : withCopied(visitSegment(visit ?? {}), passed?.pv1);
}

function orderSegments(
  report: Report,
  ordinal: number,
  dialect: Dialect,
  passed: PassedThrough | undefined,
): SegmentContent[] {
  const isNew = dialect.version === '2.5.1';
  const order = passed?.orders.get(orderGroupName(report));
  return [
    withCopied(commonOrder(report), order?.orc),
    withCopied(request(report, ordinal, dialect), order?.obr),
    ...noteSegments([...report.notes, ...(isNew ? [] : olderNotes(report))], order?.notes),
    ...(isNew ? timings(report, order?.timings) : []),
    ...(order?.segments ?? []).map(copiedSegment),
    ...resultSegments(report.observations, dialect, passed?.results),
    ...(isNew
      ? report.specimens.flatMap((specimen, index) =>
          specimenSegments(specimen, index + 1, passed?.specimens.get(nameOfSpecimen(specimen))),
        )
      : []),
  ];
}

/** MSH-10: derived from the report and its version. */
export const oruControlId = ({
  report,
  version,
}: {
  readonly report: Pick<Report, 'key'>;
  readonly version: number;
}): string => controlIdOf('ORU', report.key, String(version));

/** A line break inside a value, in the form that receivers know. */
const readable = (segment: string): string =>
  // a backslash in the value itself is written `\E\`
  segment.replaceAll(/(?<!\\E)\\X0D\\(?:\\X0A\\)?|(?<!\\E)\\X0A\\/g, '\\.br\\');

const header = (
  { processingId }: Report,
  options: OruOptions & { readonly controlId: string; readonly createdAt: Date },
): SegmentContent => ({
  name: 'MSH',
  // MSH-1 and MSH-2 are the delimiters
  fields: numbered({
    1: 'LABWIRE',
    2: options.sendingFacility,
    3: options.receivingApplication,
    4: options.receivingFacility,
    5: formatTimestamp(options.createdAt),
    7: options.version === '2.3.1' ? ['ORU', 'R01'] : ['ORU', 'R01', 'ORU_R01'],
    8: options.controlId,
    9: processingId,
    10: options.version,
    16: options.charset,
  }),
});

const commonOrder = (report: Report): SegmentContent => ({
  name: 'ORC',
  fields: numbered({
    1: 'RE',
    2: entity(report.placerOrder),
    3: entity(report.fillerOrder),
    5: report.orderStatus,
    12: personName(report.orderingProvider),
    14: repeated((report.callBackPhones ?? []).map(phone)),
    21: organization(report.orderingFacility),
    22: report.orderingFacility?.address && postalAddress(report.orderingFacility.address),
    23: repeated((report.orderingFacility?.phones ?? []).map(phone)),
    24: report.orderingProviderAddress && postalAddress(report.orderingProviderAddress),
  }),
});

function request(report: Report, ordinal: number, { version, codedType }: Dialect): SegmentContent {
  const { parent } = report;
  const [specimen] = report.specimens;
  // with SPM the amount is the specimen's
  const amount = report.collectedAmount ?? (version === '2.5.1' ? undefined : specimen?.quantity);
  const fields: Record<number, FieldContent> = {
    1: String(ordinal),
    2: entity(report.placerOrder),
    3: entity(report.fillerOrder),
    4: coded(report.service, codedType),
    7: moment(report.observed),
    8: moment(report.observedEnd),
    9: amount && [amount.number, coded(amount.unit, 'CE')?.slice(0, 3)],
    11: report.specimenAction,
    13: report.clinicalInformation,
    16: personName(report.orderingProvider),
    17: repeated((report.callBackPhones ?? []).map(phone)),
    22: moment(report.issued),
    24: report.section,
    // the results of a withdrawn report also say so: OBX-11 W
    25: report.isWithdrawn === true ? 'X' : reportStatus(report),
    26: parent?.result && [coded(parent.result.code)?.slice(0, 3), parent.result.subId, parent.result.value],
    29:
      parent?.placerOrder === undefined && parent?.fillerOrder === undefined
        ? undefined
        : entityPair(parent.placerOrder, parent.fillerOrder),
    28: personNames(report.copiesTo),
    31: codedAll(report.reasons, codedType),
    32: staff('principal-interpreter', report),
    33: staff('assistant-interpreter', report),
    34: staff('technician', report),
    35: staff('transcriptionist', report),
  };
  if (version !== '2.5.1') {
    fields[14] = moment(specimen?.received);
    // without SPM, the specimen stands in the order
    fields[15] = specimen && specimenSource(specimen);
    fields[27] =
      report.priority === undefined
        ? undefined
        : [undefined, undefined, undefined, undefined, undefined, report.priority];
  }
  return { name: 'OBR', fields: numbered(fields) };
}

const staff = (role: Staff['role'], report: Report): FieldContent =>
  repeated((report.staff ?? []).filter((one) => one.role === role).map(({ person }) => namedPerson(person)));

/** TQ1: the priority, and further timings of the original message. */
const timings = (
  { priority }: Report,
  [first = new Map(), ...more]: readonly CopiedFields[] = [],
): SegmentContent[] => [
  ...(priority === undefined && first.size === 0 && more.length === 0
    ? []
    : [
        withCopied(
          { name: 'TQ1', fields: numbered({ 1: '1', 9: priority && repeated([[priority]]) }) },
          first,
        ),
      ]),
  ...more.map((copied, index) => withCopied({ name: 'TQ1', fields: [String(index + 2)] }, copied)),
];
