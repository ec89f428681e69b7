import type { DecimalSeparator } from '@labwire/hl7/datatypes/numeric';
import type { Dialect } from '@labwire/hl7/dialect/dialect';
import { errorCode, type Issue, warning } from '@labwire/hl7/issue';
import type { Segment } from '@labwire/hl7/message/segment';
import { readNte } from '@labwire/hl7/segments/nte';
import { parseTimestamp } from '@labwire/hl7/timestamp';
import type { Note } from '../../model/concept.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import type { NumberRules } from './patient-numbers.ts';
import { knownRoleWords, type RoleWords } from './specimen-role.ts';
import { toTimestamp } from './timestamp.ts';

const MAX_ISSUES = 100;

/** Data shared by all readers of one message: how its times are read, and the list of issues. */
export class ReadingContext {
  readonly timeZone: string;
  readonly senderScope: string;
  /** How the source's patient numbers are read. */
  readonly numbers: NumberRules;
  readonly decimalSeparator: DecimalSeparator;
  /** The source's own words for specimen roles. */
  readonly roleWords: RoleWords;
  /** How the source's instrument writes HL7. Undefined: as the standard says. */
  readonly instrument: Dialect | undefined;
  /** ASTM was translated by the rules of the instrument before it is read here. */
  readonly form: 'hl7' | 'astm';
  /** The year in which the message was sent. */
  readonly year: number | undefined;
  readonly issues: Issue[] = [];
  /** Caches timestamps, because the same times occur in every result of a report. */
  readonly #moments = new Map<string, Timestamp>();

  constructor(options: {
    readonly timeZone: string;
    readonly numbers: NumberRules;
    readonly decimalSeparator: DecimalSeparator;
    readonly roleWords?: RoleWords;
    readonly instrument?: Dialect | undefined;
    readonly form?: 'hl7' | 'astm';
    readonly year?: number | undefined;
    readonly issues: readonly Issue[];
  }) {
    this.timeZone = options.timeZone;
    this.numbers = options.numbers;
    this.senderScope = options.numbers.senderScope;
    this.decimalSeparator = options.decimalSeparator;
    this.roleWords = options.roleWords ?? knownRoleWords;
    this.form = options.form ?? 'hl7';
    this.year = options.year;
    this.instrument = this.form === 'hl7' ? options.instrument : undefined;
    for (const issue of options.issues) this.#add(issue);
  }

  /** `reason`: a word for programs, if the code is not specific enough. */
  warn(code: string, at: string, message: string, reason?: string): void {
    this.#add({ ...warning(code, at, message), ...(reason === undefined ? {} : { reason }) });
  }

  /** Tells people something about the message that is no fault. */
  inform(code: string, at: string, message: string): void {
    this.#add({ ...warning(code, at, message), severity: 'information' });
  }

  /** After the first hundred issues of a message, one more issue says that there are others. */
  #add(issue: Issue): void {
    if (this.issues.length < MAX_ISSUES) this.issues.push(issue);
    else if (this.issues.length === MAX_ISSUES)
      this.issues.push({
        ...issue,
        at: undefined,
        message: 'There are more issues in this message than are listed',
      });
  }

  /** A timestamp. If the text is not a timestamp: undefined, and an issue. */
  moment(text: string | undefined, at: string): Timestamp | undefined {
    if (text === undefined) return undefined;
    const known = this.#moments.get(text);
    if (known !== undefined) return known;
    const parsed = parseTimestamp(text);
    if (parsed === undefined) {
      this.warn(errorCode.dataType, at, 'Not a timestamp (YYYYMMDDHHMMSS); it was left out');
      return undefined;
    }
    const moment = toTimestamp(parsed, this.timeZone);
    this.#moments.set(text, moment);
    return moment;
  }

  notes(segments: readonly Segment[]): Note[] {
    return segments.flatMap((segment) => {
      const nte = readNte(segment);
      return nte === undefined ? [] : [{ text: nte.text, source: nte.source, at: segment.at() }];
    });
  }
}
