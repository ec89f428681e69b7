import type { HoldReason } from '../../model/hold-reason.ts';
import { identityUnder, orderAliasOf, reportKeyAgain, reportKeyOf } from '../../model/identity.ts';
import type { NamedReport, ReportNumber, ServiceName } from '../../model/named-report.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import {
  numberNamesOf,
  numbersOf,
  orderNamesOf,
  resultNumbersOf,
  toReportNumber,
} from '../../normalize/elements/order-names.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { KnownReports, ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { isSameNumber } from '../../reports/find/equal-numbers.ts';
import { findDocument } from '../../reports/find/find-document.ts';
import {
  type FoundReport,
  findReport,
  isOfFarSample,
  isOfReport,
  type NumberLimits,
  type SoughtReport,
  united,
  withPart,
} from '../../reports/find/find-report.ts';
import {
  hasOriginalOf,
  hasTestsOf,
  isPreliminaryWithoutService,
  originalsOf,
  reportsOfOrder,
  reportsOfOtherServices,
} from '../../reports/find/renamed-service.ts';
import { correctsAnything, isMeantBy } from '../../reports/find/unnumbered-report.ts';
import { isSamePlace } from '../../reports/parts.ts';
import { patientKeysAfter } from '../../reports/patients/links-of-parts.ts';
import type { Site } from '../../site/site.ts';
import { withCommonTests } from './exchanged-report.ts';
import type { Filing } from './filing.ts';
import { NumberBook } from './number-book.ts';
import { usedNumbers } from './order-numbers.ts';
import { noRelatives, type Relatives, relativeNumbersOf, relativesIn } from './relatives.ts';
import { type SeekingContext, toNamed, toServiceName, toSought } from './sought-report.ts';
import { tubeMatesOf } from './tube-mates.ts';
import { tubePatientsOf } from './tube-patients.ts';
import { ofOtherFillers } from './two-fillers.ts';
import { comparableIn, unnumberedMatesOf } from './unnumbered-mates.ts';

export type FoundFiling =
  | {
      readonly kind: 'found';
      readonly filing: Filing;
      /** The report has results that the part may correct: it does not consist of corrections only. */
      readonly hasOriginal: boolean;
      /**
       * Names of the order, as other messages spell them, whose reports have no patient or no original:
       * these messages may wait for this one.
       */
      readonly otherSpellings: readonly string[];
      /** Reports of analyzers that name somebody else for the tube: see `tubePatientsOf`. */
      readonly misnamed?: readonly NamedReport[] | undefined;
      /** See `ofOtherFillers`. */
      readonly otherFillers?: readonly NamedReport[] | undefined;
    }
  | {
      readonly kind: 'held';
      readonly reason: HoldReason;
      /** The patients for whom a LIS reports the tube. */
      readonly claimedBy?: readonly string[] | undefined;
    };

/** A part whose report is known. */
export type Found = FoundFiling & { readonly kind: 'found' };

/** Whether a person has lifted this hold for the part. */
type IsReleased = (reason: HoldReason) => boolean;

/** The limits of the site, in milliseconds. */
export const numberLimitsOf = ({ limits }: Site): NumberLimits => ({
  reuseMs: limits.reuseDays * 86_400_000,
  sampleMs: limits.sampleHours * 3_600_000,
});

/** Finds the reports of the parts of one message: see `findReport`. */
export class ReportFinder {
  readonly #parts: readonly IncomingPart[];
  /** The order controls of the message, and the services that its parts are about. */
  readonly #controls: ReadonlySet<string | undefined>;
  readonly #services: readonly { readonly of: IncomingPart; readonly service: ServiceName }[];
  readonly #site: Site;
  readonly #ordered: ReadonlySet<string>;
  readonly #book: NumberBook;
  readonly #reports: Pick<ReportStore, 'latest'>;

  constructor(
    parts: readonly IncomingPart[],
    options: {
      readonly site: Site;
      readonly known: KnownReports;
      /** Names of orders that an order message has named. */
      readonly ordered: ReadonlySet<string>;
      readonly reports: Pick<ReportStore, 'latest'>;
    },
  ) {
    this.#parts = parts;
    this.#controls = new Set(parts.map(({ orderControl }) => orderControl));
    this.#services = parts
      .filter(({ orderControl }) => !isReplaced(orderControl))
      .flatMap((of) => {
        const service = toServiceName(of.identity.service);
        return service === undefined ? [] : [{ of, service }];
      });
    this.#site = options.site;
    this.#ordered = options.ordered;
    this.#reports = options.reports;
    this.#book = new NumberBook(options.known, parts[0]?.processingId ?? '');
  }

  /**
   * The filing of the part with this index, under the key of its report. A person may have decided that the part is a
   * report of its own (`ambiguous-order`), or of this patient (`patient-mismatch`).
   */
  async find(index: number, filing: Filing, isReleased: IsReleased): Promise<FoundFiling> {
    const incoming = this.#parts[index];
    if (incoming === undefined) throw new Error('a part that is not of this message');
    const { kind } = incoming.identity.order;
    const isOfItsOwn = isReleased('ambiguous-order');
    if (kind === 'document') return this.#findDocument(incoming, filing, isOfItsOwn);
    if (kind === 'result') return this.#findUnnumbered(incoming, filing, isOfItsOwn);
    const limits = numberLimitsOf(this.#site);
    const { context, asSent: ofPart, known: named } = this.#knownTo(incoming, filing, limits);
    const { claimedBy, misnamed, also } = await tubePatientsOf(filing.part, ofPart, {
      ...{ known: named, linkParts: filing.linkParts, nearMs: limits.sampleMs, reports: this.#reports },
    });
    if (claimedBy.length > 0 && !isReleased('patient-mismatch'))
      return { kind: 'held', reason: 'patient-mismatch', claimedBy };
    const known = named.filter((report) => !misnamed.includes(report));
    const asSent = { ...ofPart, patients: [...new Set([...ofPart.patients, ...also])] };
    const byService = await withCommonTests(findReport(asSent, known, limits), asSent, filing.part, {
      ...{ known, limits, reports: this.#reports },
    });
    const own = byService.kind === 'found' ? byService : undefined;
    const mates = await tubeMatesOf(filing.part, asSent, {
      ...{ known, own: own?.report, nearMs: limits.sampleMs, reports: this.#reports },
    });
    const other = mates.panel ?? (await this.#ofOtherService(byService, asSent, filing.part, known));
    const part = other === undefined ? filing.part : { ...filing.part, isRenamed: true as const };
    const minutes = minutesOf(filing, incoming.senderScope);
    const bySent = other === undefined ? asSent : toSought(part, context);
    // a correction is named by its minute too, because its original may come without a number
    const sought = minutes.length === 0 ? bySent : { ...bySent, numbers: [...bySent.numbers, ...minutes] };
    const found = other === undefined ? byService : { kind: 'found' as const, report: other, joins: [] };
    if (found.kind === 'ambiguous' && !isOfItsOwn) return { kind: 'held', reason: 'ambiguous-order' };
    const { reportKey } = filing;
    const keyAgain = keyFor(reportKey, sought, found.kind === 'ambiguous' ? filing : undefined);
    const report = found.kind === 'found' ? found.report : undefined;
    const unnumbered = await unnumberedMatesOf(filing.part, {
      ...{ own: report, sender: incoming.senderScope, reports: this.#reports },
      named: this.#book.reportsOf(minutes).filter((one) => hasOneOf(one, minutes)),
    });
    const joins = [...(found.kind === 'found' ? found.joins : []), ...mates.measured, ...unnumbered];
    const originalsOnTube = filing.part.observations.length > 0 ? mates.apart.measured : [];
    const isTaken = found.kind === 'ambiguous' || named.some(({ key }) => key === reportKey);
    const ofOrder = reportsOfOrder(asSent, known, limits);
    const isFar = report !== undefined && isOfFarSample(asSent, report, limits);
    return {
      kind: 'found',
      hasOriginal:
        !isFar &&
        [...(report === undefined ? [] : [report]), ...joins, ...originalsOnTube].some(
          ({ corrects }) => corrects !== 'only',
        ),
      otherSpellings: this.#spellingsOf(incoming, known),
      misnamed,
      otherFillers: ofOtherFillers(asSent, report, named, limits),
      filing: {
        ...filing,
        part,
        reportKey: report?.key ?? (isTaken ? keyAgain : reportKey),
        finding: {
          joins: joins.map(({ key }) => key),
          ofOrder: ofOrder.map(({ key }) => key),
          ofOthers: ofOrder.filter((one) => isOfOthers(one, asSent)).map(({ key }) => key),
          ofTube: mates.apart,
          keyAgain,
          isAnother: (version) => {
            const named = report === undefined ? toNamed(version, context) : undefined;
            return named !== undefined && !isOfReport(sought, named, limits);
          },
          // the report that it was joined with is known here, and was not found
          isApart: ({ report: ended }, joinedWith) =>
            report === undefined &&
            !asSent.isCorrection &&
            ended.key !== keyAgain &&
            known.some(({ key }) => key === joinedWith) &&
            !ended.parts.some(({ messageId }) => messageId === filing.part.messageId),
          nameAs: (version, before) => {
            const standing = report ?? (before === undefined ? undefined : toNamed(before, context));
            return this.#book.record(namedAfter(version, standing, joins, sought), []);
          },
          nameAnew: (version, before) =>
            this.#book.record(
              namedAfter(version, before === undefined ? undefined : toNamed(before, context), [], sought),
              [],
            ),
          forgetJoined: (version, ended = joins.map(({ key }) => key)) =>
            this.#book.record(namedAfter(version, report, joins, sought), ended),
        },
      },
    };
  }

  /** What a part names itself and by its order, and the reports that have one of these numbers. */
  #knownTo(incoming: IncomingPart, filing: Filing, limits: NumberLimits) {
    const { orderNumbers = [] } = filing;
    const context = this.#contextOf(incoming, filing);
    const asSent = toSought(filing.part, context);
    const own = this.#book.reportsOf(asSent.numbers);
    if (orderNumbers.length === 0) return { context, asSent, known: own };
    const ofOrder = this.#book
      .reportsOf(orderNumbers)
      .filter(({ patients }) => patients.some((key) => asSent.patients.includes(key)));
    const known = [...new Map([...own, ...ofOrder].map((report) => [report.key, report])).values()];
    const used = usedNumbers(asSent, orderNumbers, known, limits);
    if (used.length === 0) return { context, asSent, known: own };
    const ordered = { ...context, ofOrder: used };
    return { context: ordered, asSent: toSought(filing.part, ordered), known };
  }

  /** The numbers of reports without a patient or an original that the part spells otherwise. */
  #spellingsOf({ part, processingId }: IncomingPart, known: readonly NamedReport[]): readonly string[] {
    const own = new Set(orderNamesOf(part).map(({ kind, id }) => orderAliasOf(kind, id, processingId)));
    const lacking = known.filter(({ patients, corrects }) => patients.length === 0 || corrects === 'only');
    const names = lacking.flatMap(({ numbers }) =>
      numbers.flatMap((number) => numberNamesOf(number, processingId).slice(0, 1)),
    );
    return [...new Set(names)].filter((name) => !own.has(name));
  }

  /**
   * The report that a correction under another service means: the only one of its order with all results that
   * it corrects, otherwise the only one with some of them. Preliminary results without a service are of the only report
   * with their tests. Reports are read only if the order has other services: the report of the own service, which is
   * meant if it has an original, then the others.
   */
  async #ofOtherService(
    byService: FoundReport,
    sought: SoughtReport,
    part: ReportPart,
    known: readonly NamedReport[],
  ): Promise<NamedReport | undefined> {
    const isOpen = isPreliminaryWithoutService(part);
    if (byService.kind === 'ambiguous' || !(isOpen || correctsAnything(part))) return undefined;
    const others = reportsOfOtherServices(sought, known, numberLimitsOf(this.#site));
    if (others.length === 0) return undefined;
    if (!isOpen && byService.kind === 'found' && byService.report.corrects !== 'only') {
      const own = await this.#reports.latest(byService.report.key);
      if (own === undefined || hasOriginalOf('some', part, own)) return undefined;
    }
    const meant = { all: [] as NamedReport[], some: [] as NamedReport[], none: [] as NamedReport[] };
    for (const named of others) {
      const version = await this.#reports.latest(named.key);
      if (version === undefined) continue;
      meant[isOpen ? (hasTestsOf(part, version) ? 'all' : 'none') : originalsOf(part, version)].push(named);
    }
    const [only, ...more] = meant.all.length > 0 ? meant.all : meant.some;
    return more.length === 0 ? only : undefined;
  }

  /** A document is found only by its own number. */
  #findDocument(incoming: IncomingPart, filing: Filing, isReleased: boolean): FoundFiling {
    const number = documentNumberOf(incoming);
    if (number === undefined) throw new Error('a document without a number');
    const { part, reportKey } = filing;
    const asOrder = toSought(part, this.#contextOf(incoming, filing));
    const isCorrection = part.isEdit === true || part.waitsForOriginal === true;
    const sought = { ...asOrder, numbers: [number], services: [], isCorrection };
    const found = findDocument(number, sought.patients, this.#book.reportsOf([number]));
    if (found.kind === 'ambiguous' && !isReleased) return { kind: 'held', reason: 'ambiguous-order' };
    const report = found.kind === 'found' ? found.report : undefined;
    const joins = found.kind === 'found' ? found.joins : [];
    const record = (version: ReportVersion, gone: readonly string[]) =>
      this.#book.record(namedAfter(version, report, joins, sought), gone);
    return {
      kind: 'found',
      hasOriginal: [report, ...joins].some((one) => one !== undefined && one.corrects !== 'only'),
      // its number is written in the index under its sender, too
      otherSpellings: [],
      filing: {
        ...filing,
        reportKey: report?.key ?? reportKey,
        finding: {
          joins: joins.map(({ key }) => key),
          ofOrder: [],
          ofOthers: [],
          keyAgain: reportKey,
          isAnother: () => false,
          nameAs: (version) => record(version, []),
          forgetJoined: (version) =>
            record(
              version,
              joins.map(({ key }) => key),
            ),
        },
      },
    };
  }

  /**
   * Results without a number are found by patient, minute, test and device, if one of the two corrects.
   * Otherwise only by their content: the key. Reports are read only if a correction is among them.
   */
  async #findUnnumbered(incoming: IncomingPart, filing: Filing, isReleased: boolean): Promise<FoundFiling> {
    const { part, reportKey } = filing;
    const numbers = resultNamesOf(filing, incoming.senderScope);
    if (numbers.length === 0) return { kind: 'found', filing, hasOriginal: false, otherSpellings: [] };
    const context = this.#contextOf(incoming, filing);
    const isCorrection = correctsAnything(part);
    const sought = { ...toSought(part, context), numbers, isCorrection };
    const known = this.#book.reportsOf(numbers).filter((report) => hasOneOf(report, numbers));
    // the same content finds it again
    const keyApart = reportKeyAgain(reportKey, 'apart');
    const ofContent = known.filter(({ key }) => key === reportKey || key === keyApart);
    const meant: NamedReport[] =
      ofContent.length > 0 ? ofContent : known.filter((one) => isSentUnderOtherNumber(incoming, one));
    let isInOther = false;
    if (meant.length === 0)
      for (const named of known.filter(({ corrects }) => isCorrection || corrects !== undefined)) {
        const version = await this.#reports.latest(named.key);
        if (version === undefined) continue;
        if (isMeantBy(part, comparableIn(version, part))) meant.push(named);
        else isInOther ||= version.report.parts.some((one) => isSamePlace(one, part));
      }
    if (meant.length > 1 && !isReleased) return { kind: 'held', reason: 'ambiguous-order' };
    const report = meant.length === 1 ? meant[0] : undefined;
    return {
      kind: 'found',
      // a person who releases it has seen the reports that fit
      hasOriginal: meant.some(({ corrects }) => corrects !== 'only'),
      otherSpellings: [],
      filing: {
        ...filing,
        // the report of its content may have ended in the one that it leaves
        reportKey: report?.key ?? (isInOther ? keyApart : reportKey),
        finding: {
          joins: [],
          ofOrder: [],
          ofOthers: [],
          keyAgain: reportKey,
          isAnother: () => false,
          nameAs: (version, before) => {
            const standing = report ?? (before === undefined ? undefined : toNamed(before, context));
            return this.#book.record(namedAfter(version, standing, [], sought), []);
          },
          forgetJoined: () => ({ created: [], changed: [] }),
        },
      },
    };
  }

  /** The reports of the parent of the part with this index, and the reports of its isolates. */
  relativesOf(index: number, filing: Filing): Relatives {
    const incoming = this.#parts[index];
    if (incoming === undefined || incoming.identity.order.kind === 'document') return noRelatives;
    const { part } = filing;
    const sought = toSought(part, this.#contextOf(incoming, filing));
    const { reuseMs } = numberLimitsOf(this.#site);
    return relativesIn(this.#book, part, sought, { senderScope: incoming.senderScope, reuseMs });
  }

  #contextOf(incoming: IncomingPart, { linkParts }: Filing): SeekingContext {
    const { part, processingId, senderScope } = incoming;
    return {
      site: this.#site,
      senderScope,
      linkParts,
      isOrdered: orderNamesOf(part).some(({ kind, id }) =>
        this.#ordered.has(orderAliasOf(kind, id, processingId)),
      ),
      exchanges: isExchange(incoming.orderControl, this.#controls),
      replaced: replacedBy(incoming, this.#parts),
      alsoTold: this.#services.flatMap(({ of, service }) => (of === incoming ? [] : [service])),
    };
  }
}

/** Whether a report names somebody who is not the part's patient. */
const isOfOthers = ({ patients }: NamedReport, sought: SoughtReport): boolean =>
  patients.some((key) => !sought.patients.includes(key));

/** Order controls that exchange a service (HL7 table 0119): XO, XX, XR, or RO in a message with RU or RQ. */
const isExchange = (control: string | undefined, inMessage: ReadonlySet<string | undefined>): boolean =>
  ['XO', 'XX', 'XR'].includes(control ?? '') ||
  (control === 'RO' && (inMessage.has('RU') || inMessage.has('RQ')));

/**
 * The numbers of the order that an RO replaces: those of the only RU or RQ of the message, if it has one RO (HL7 v2.5.1
 * §4.5.1). If there are several, nothing says which replaces which.
 */
function replacedBy(
  { orderControl, senderScope }: IncomingPart,
  parts: readonly IncomingPart[],
): readonly ReportNumber[] {
  if (orderControl !== 'RO') return [];
  const replaced = parts.filter((one) => isReplaced(one.orderControl));
  const replacing = parts.filter((one) => one.orderControl === 'RO');
  const [only] = replaced;
  return only === undefined || replaced.length > 1 || replacing.length > 1
    ? []
    : numbersOf(only.part, senderScope);
}

const isReplaced = (control: string | undefined): boolean => control === 'RU' || control === 'RQ';

/**
 * A new key for a report whose number was used before: it depends on the report's time, or for a released
 * part on its place.
 */
const keyFor = (reportKey: string, { first }: SoughtReport, released: Filing | undefined): string =>
  reportKeyAgain(
    reportKey,
    released === undefined
      ? String(Math.floor(first / 60_000))
      : `${released.part.messageId} ${released.part.at}`,
  );

/** The names of a report after a part, and the reports joined by it, were added. */
const namedAfter = (
  { report, version }: ReportVersion,
  standing: NamedReport | undefined,
  joins: readonly NamedReport[],
  sought: SoughtReport,
): NamedReport => ({ ...joins.reduce(united, withPart(standing, sought, report.key)), version });

/** A part with the known links of its patient. */
interface LinkedPart {
  readonly part: ReportPart;
  readonly linkParts?: readonly ReportPart[] | undefined;
  readonly orderNumbers?: readonly ReportNumber[] | undefined;
}

const documentNumberOf = ({ identity: { order }, senderScope }: IncomingPart): ReportNumber | undefined =>
  order.kind === 'document' ? toReportNumber('document', order.id, senderScope) : undefined;

/** The names of a part without numbers, under its patient and under the patient whom links make of that one. */
const resultNamesOf = ({ part, linkParts }: LinkedPart, senderScope: string): ReportNumber[] =>
  part.observations.length === 0
    ? []
    : patientKeysAfter(part, linkParts).flatMap((key) => resultNumbersOf(key, part, senderScope));

/** The minutes of a correction with a number: its original may have come, or may come, without one. */
const minutesOf = (linked: LinkedPart, senderScope: string): ReportNumber[] =>
  correctsAnything(linked.part) ? resultNamesOf(linked, senderScope) : [];

/** Whether a report has the content of a part without numbers, under another number of the patient. */
const isSentUnderOtherNumber = ({ identity }: IncomingPart, { key, patients }: NamedReport): boolean =>
  patients.some((patient) => reportKeyOf(identityUnder(patient, identity)) === key);

/** A name of results without numbers does not contain the sender: two senders may have results of one minute. */
const hasOneOf = ({ numbers }: NamedReport, of: readonly ReportNumber[]): boolean =>
  numbers.some((number) => of.some((one) => isSameNumber(number, one)));

/** The reports that the parts' numbers name. No request is made if all were read with the message. */
export async function knownReportsOf(
  parts: readonly (IncomingPart & LinkedPart)[],
  known: KnownReports | undefined,
  names: Pick<ReportNames, 'find'>,
): Promise<KnownReports> {
  const numbers = new Set(
    parts.flatMap(({ part, linkParts, identity, processingId, senderScope, orderNumbers = [] }) =>
      (identity.order.kind === 'result'
        ? resultNamesOf({ part, linkParts }, senderScope)
        : identity.order.kind === 'document'
          ? [toReportNumber('document', identity.order.id, senderScope)]
          : [
              ...orderNamesOf(part).map(({ kind, id }) => toReportNumber(kind, id, senderScope)),
              ...relativeNumbersOf(part, senderScope),
              ...minutesOf({ part, linkParts }, senderScope),
              ...orderNumbers,
            ]
      ).flatMap((number) => numberNamesOf(number, processingId)),
    ),
  );
  const missing = [...numbers].filter((number) => known?.has(number) !== true);
  if (missing.length === 0) return known ?? new Map();
  return new Map([...(known ?? []), ...(await names.find(missing))]);
}

/** The names under which an order was received. They are read only for results of analyzers. */
export async function orderedNamesOf(
  parts: readonly IncomingPart[],
  { sources }: Site,
  identities: Pick<IdentityStore, 'find'>,
): Promise<ReadonlySet<string>> {
  const analyzers = new Set(sources.filter(({ kind }) => kind === 'analyzer').map(({ id }) => id));
  const aliases = parts
    .filter(({ part }) => analyzers.has(part.source))
    .flatMap(({ part, processingId }) =>
      orderNamesOf(part).map(({ kind, id }) => orderAliasOf(kind, id, processingId)),
    );
  if (aliases.length === 0) return new Set();
  const { owners } = await identities.find({ aliases: [...new Set(aliases)], patients: [] });
  return new Set([...owners].filter(([, known]) => known.length > 0).map(([alias]) => alias));
}
