import type { HoldReason } from '../../model/hold-reason.ts';
import { orderAliasOf, reportKeyAgain } from '../../model/identity.ts';
import type { NamedReport } from '../../model/named-report.ts';
import { numberNamesOf, orderNamesOf } from '../../normalize/elements/order-names.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { KnownReports } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { findReport, isOfReport } from '../../reports/find/find-report.ts';
import { isOfFarSample } from '../../reports/find/in-time.ts';
import { reportsOfOrder } from '../../reports/find/renamed-service.ts';
import type { NumberLimits, SoughtReport } from '../../reports/find/sought-report.ts';
import { correctsAnything } from '../../reports/find/unnumbered-report.ts';
import type { Site } from '../../site/site.ts';
import { correctedBefore } from './corrected-before.ts';
import { findDocumentReport } from './document-report.ts';
import { withCommonTests } from './exchanged-report.ts';
import type { Filing } from './filing.ts';
import type { FoundFiling } from './found-filing.ts';
import { NumberBook } from './number-book.ts';
import { usedNumbers } from './order-numbers.ts';
import { ofOtherService } from './other-service.ts';
import { noRelatives, type Relatives, relativesIn } from './relatives.ts';
import { type ContextOf, contextsIn } from './seeking-context.ts';
import { namedAfter, numberLimitsOf, toNamed, toSought } from './sought-report.ts';
import { tubeMatesOf } from './tube-mates.ts';
import { tubePatientsOf } from './tube-patients.ts';
import { ofOtherFillers } from './two-fillers.ts';
import { unnumberedMatesOf } from './unnumbered-mates.ts';
import { hasOneOf, resultNamesOf } from './unnumbered-names.ts';
import { findUnnumberedReport } from './unnumbered-results.ts';

/** Whether a person has lifted this hold for the part. */
type IsReleased = (reason: HoldReason) => boolean;

/** Finds the reports of the parts of one message: see `findReport`. */
export class ReportFinder {
  readonly #parts: readonly IncomingPart[];
  readonly #contextOf: ContextOf;
  readonly #limits: NumberLimits;
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
    this.#contextOf = contextsIn(parts, options);
    this.#limits = numberLimitsOf(options.site);
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
    const limits = this.#limits;
    const [book, reports] = [this.#book, this.#reports];
    if (kind === 'document' || kind === 'result') {
      const seeking = { book, reports, context: this.#contextOf(incoming, filing), isReleased: isOfItsOwn };
      return kind === 'document'
        ? findDocumentReport(incoming, filing, seeking)
        : findUnnumberedReport(incoming, filing, seeking);
    }
    const { context, asSent: ofPart, known: named } = this.#knownTo(incoming, filing);
    const { claimedBy, misnamed, also } = await tubePatientsOf(filing.part, ofPart, {
      ...{ known: named, linkParts: filing.linkParts, nearMs: limits.sampleMs, reports },
    });
    if (claimedBy.length > 0 && !isReleased('patient-mismatch'))
      return { kind: 'held', reason: 'patient-mismatch', claimedBy };
    const known = named.filter((report) => !misnamed.includes(report));
    const asSent = { ...ofPart, patients: [...new Set([...ofPart.patients, ...also])] };
    const byService = await withCommonTests(findReport(asSent, known, limits), asSent, filing.part, {
      ...{ known, limits, reports },
    });
    const own = byService.kind === 'found' ? byService : undefined;
    const mates = await tubeMatesOf(filing.part, asSent, {
      ...{ known, own: own?.report, nearMs: limits.sampleMs, reports },
    });
    const other =
      mates.panel ?? (await ofOtherService(byService, asSent, filing.part, { known, limits, reports }));
    const part = other === undefined ? filing.part : { ...filing.part, isRenamed: true as const };
    const ofMinutes = resultNamesOf(filing, incoming.senderScope);
    const minutes = correctsAnything(filing.part) ? ofMinutes : [];
    const bySent = other === undefined ? asSent : toSought(part, context);
    // a correction is named by its minute too, because its original may come without a number
    const sought = minutes.length === 0 ? bySent : { ...bySent, numbers: [...bySent.numbers, ...minutes] };
    const found = other === undefined ? byService : { kind: 'found' as const, report: other, joins: [] };
    if (found.kind === 'ambiguous' && !isOfItsOwn) return { kind: 'held', reason: 'ambiguous-order' };
    const { reportKey } = filing;
    const keyAgain = keyFor(reportKey, sought, found.kind === 'ambiguous' ? filing : undefined);
    const report = found.kind === 'found' ? found.report : undefined;
    const atMinutes = book.reportsOf(ofMinutes);
    const before = await correctedBefore(filing, {
      ...{ sought: asSent, named: atMinutes, own: report, reports },
    });
    if (before !== undefined && !isOfItsOwn)
      return { kind: 'held', reason: 'ambiguous-order', waitsFor: namesOf(before, incoming.processingId) };
    const unnumbered = await unnumberedMatesOf(filing.part, {
      ...{ own: report, sender: incoming.senderScope, reports },
      named: atMinutes.filter((one) => hasOneOf(one, minutes)),
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
            return book.record(namedAfter(version, standing, joins, sought), []);
          },
          nameAnew: (version, before) =>
            book.record(
              namedAfter(version, before === undefined ? undefined : toNamed(before, context), [], sought),
              [],
            ),
          forgetJoined: (version, ended = joins.map(({ key }) => key)) =>
            book.record(namedAfter(version, report, joins, sought), ended),
        },
      },
    };
  }

  /** What a part names itself and by its order, and the reports that have one of these numbers. */
  #knownTo(incoming: IncomingPart, filing: Filing) {
    const { orderNumbers = [] } = filing;
    const context = this.#contextOf(incoming, filing);
    const asSent = toSought(filing.part, context);
    const own = this.#book.reportsOf(asSent.numbers);
    if (orderNumbers.length === 0) return { context, asSent, known: own };
    const ofOrder = this.#book
      .reportsOf(orderNumbers)
      .filter(({ patients }) => patients.some((key) => asSent.patients.includes(key)));
    const known = [...new Map([...own, ...ofOrder].map((report) => [report.key, report])).values()];
    const used = usedNumbers(asSent, orderNumbers, known, this.#limits);
    if (used.length === 0) return { context, asSent, known: own };
    const ordered = { ...context, ofOrder: used };
    return { context: ordered, asSent: toSought(filing.part, ordered), known };
  }

  /** The numbers of reports without a patient or an original that the part spells otherwise. */
  #spellingsOf({ part, processingId }: IncomingPart, known: readonly NamedReport[]): readonly string[] {
    const own = new Set(orderNamesOf(part).map(({ kind, id }) => orderAliasOf(kind, id, processingId)));
    const lacking = known.filter(({ patients, corrects }) => patients.length === 0 || corrects === 'only');
    const names = lacking.flatMap((one) => namesOf(one, processingId));
    return [...new Set(names)].filter((name) => !own.has(name));
  }

  /** The reports of the parent of the part with this index, and the reports of its isolates. */
  relativesOf(index: number, filing: Filing): Relatives {
    const incoming = this.#parts[index];
    if (incoming === undefined || incoming.identity.order.kind === 'document') return noRelatives;
    const { part } = filing;
    const sought = toSought(part, this.#contextOf(incoming, filing));
    return relativesIn(this.#book, part, sought, {
      senderScope: incoming.senderScope,
      reuseMs: this.#limits.reuseMs,
    });
  }
}

/** The names by which messages wait for a report. */
const namesOf = ({ numbers }: NamedReport, processingId: string): readonly string[] =>
  numbers
    .filter(({ kind }) => kind !== 'result')
    .flatMap((number) => numberNamesOf(number, processingId).slice(0, 1));

/** Whether a report names somebody who is not the part's patient. */
const isOfOthers = ({ patients }: NamedReport, sought: SoughtReport): boolean =>
  patients.some((key) => !sought.patients.includes(key));

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
