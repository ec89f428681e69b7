import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import { numberNamesOf } from '../../normalize/elements/order-names.ts';
import type { KnownReports, NamedUnder, NewNumber } from '../../ports/report-names.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';

/** The index entries by which a report is found by its numbers. */
export interface Naming {
  /** Numbers that named no report before this message. */
  readonly created: readonly NewNumber[];
  readonly changed: readonly NamedUnder[];
}

/** At most so many reports are kept under one number: a daily sample number, for two months. */
const MAX_REPORTS = 60;

/** The time of a report is written again only if it differs by more than this, and not for every message. */
const COARSE_MS = 86_400_000;

/**
 * The numbers of one message and the reports that they name, as read and as changed while the message is
 * filed.
 */
export class NumberBook {
  readonly #processingId: string;
  readonly #reports: Map<string, readonly NamedReport[]>;
  readonly #isNew: ReadonlySet<string>;
  readonly #wasRead: ReadonlySet<string>;

  constructor(known: KnownReports, processingId: string) {
    this.#processingId = processingId;
    this.#reports = new Map(known);
    this.#wasRead = new Set(known.keys());
    this.#isNew = new Set([...known].filter(([, reports]) => reports.length === 0).map(([number]) => number));
  }

  /** Every report that has one of the numbers, in its newest version. */
  reportsOf(numbers: readonly ReportNumber[]): readonly NamedReport[] {
    const named = this.#namesOf(numbers).flatMap((name) => this.#reports.get(name) ?? []);
    const newest = new Map<string, NamedReport>();
    for (const report of named)
      if ((newest.get(report.key)?.version ?? -1) < report.version) newest.set(report.key, report);
    return [...newest.values()];
  }

  /**
   * Records the names of a report, and returns the entries to write. `joined`: the keys of reports that it
   * took in.
   */
  record(report: NamedReport, joined: readonly string[]): Naming {
    const created: NewNumber[] = [];
    const changed: NamedUnder[] = [];
    for (const number of this.#namesOf(report.numbers)) {
      const known = this.#reports.get(number);
      const standing = known?.find(({ key }) => key === report.key);
      const gone = [...joined, ...pastTheirTime(report, known ?? [])];
      const isKnown = standing !== undefined && saysNothingNew(standing, report);
      // nobody read what the other sender's spelling of a number names
      const mayNameJoined = joined.length > 0 && !this.#wasRead.has(number);
      if (isKnown && !mayNameJoined && !known?.some(({ key }) => gone.includes(key))) continue;
      const others = (known ?? []).filter(({ key }) => key !== report.key && !gone.includes(key));
      this.#reports.set(number, [...others, report]);
      if (this.#isNew.has(number)) created.push({ number, reports: [...others, report] });
      else changed.push({ number, report, gone });
    }
    return { created, changed };
  }

  #namesOf(numbers: readonly ReportNumber[]): string[] {
    return [...new Set(numbers.flatMap((number) => numberNamesOf(number, this.#processingId)))];
  }
}

/** The keys of the oldest reports beyond the limit. */
const pastTheirTime = (report: NamedReport, known: readonly NamedReport[]): string[] =>
  known
    .filter(({ key }) => key !== report.key)
    .toSorted((a, b) => b.last - a.last)
    .slice(MAX_REPORTS - 1)
    .map(({ key }) => key);

function saysNothingNew(standing: NamedReport, report: NamedReport): boolean {
  const tolerance = report.isOrdered === true ? COARSE_MS : 0;
  const isSameTime =
    Math.abs(standing.first - report.first) <= tolerance &&
    Math.abs(standing.last - report.last) <= tolerance;
  return isSameTime && contentOf(standing) === contentOf(report);
}

const knownContents = new WeakMap<NamedReport, string>();

/** Computed once for a report: it is compared under each of its numbers, and may have thousands. */
function contentOf(report: NamedReport): string {
  const before = knownContents.get(report);
  if (before !== undefined) return before;
  const content = writeContent(report);
  knownContents.set(report, content);
  return content;
}

const writeContent = ({ version: _, first: __, last: ___, corrects, ...content }: NamedReport): string =>
  canonicalJson({
    ...content,
    // a correction after its original changes nothing about how a report with a number is found
    ...(corrects === 'only' || content.numbers.some(({ kind }) => kind === 'result') ? { corrects } : {}),
    numbers: content.numbers.map(canonicalJson).sort(),
    services: content.services.map(canonicalJson).sort(),
    patients: content.patients.toSorted(),
  });
