import { error, errorCode, type Issue } from '../issue.ts';
import type { Message } from '../message/message.ts';
import type { Segment } from '../message/segment.ts';

/** The most numbers of a patient, and the most numbers that one merge retires: each is linked by itself. */
const MAX_NUMBERS = 500;
const MAX_RETIRED = 100;

/**
 * The most segments of a name in one message. Each order is filed by itself, and each merge is filed again in the
 * sequence of each patient, so their work grows faster than the message.
 */
const maxSegments: ReadonlyMap<string, number> = new Map([
  ['PID', 2000],
  ['ORC', 2000],
  ['OBR', 2000],
  ['SPM', 2000],
  ['SAC', 5000],
  ['INV', 5000],
  ['OBX', 20_000],
]);

/** No name is limited to fewer segments. */
const FEW_SEGMENTS = Math.min(...maxSegments.values());

/** The most segments of all names. */
const MAX_SEGMENTS = 60_000;

/**
 * The most values of one order: a report is sent as a whole, and an empty OBX becomes a kilobyte of FHIR. Lines of
 * text are not counted, because they become one text.
 */
const MAX_VALUES = 5000;

/** The most orders with the same numbers and test: each makes another version of their report. */
const MAX_REPEATED_ORDERS = 100;

/** The longest field, in characters. */
const MAX_FIELD = 20_000;

/** The most repetitions of a field: each becomes an element of FHIR, which is much longer. */
const MAX_REPETITIONS = 200;

/** The fields that hold text or documents: they may have any length, and any number of lines. */
const freeText: ReadonlyMap<string, number> = new Map([
  ['OBX', 5],
  ['NTE', 3],
]);

/**
 * The most characters about the message, the patient and the specimen, counted once for each order: the report of
 * each order repeats them.
 */
const MAX_REPEATED = 8_000_000;

/**
 * The first place in a message where there is more than any laboratory sends. Such a message is refused, because
 * filing it would take much longer than its size shows.
 */
export function excessIn(message: Message): Issue | undefined {
  const { segments } = message;
  const counts = new Counts(repeatsAnywhere(message));
  for (const [index, segment] of segments.entries()) {
    const issue =
      index === MAX_SEGMENTS
        ? tooMany(segment, 'The message has too many segments')
        : (longFieldIn(segment) ?? counts.excessAt(segment) ?? repeatedFieldIn(segment));
    if (issue !== undefined) return issue;
  }
  return undefined;
}

/** Whether any field may repeat. In most result messages none does, so that each OBX has one value. */
const repeatsAnywhere = ({ text, delimiters, header }: Message): boolean =>
  text.includes(delimiters.repetition, header.end);

/** Results and their notes, which belong to one order. */
const ofResults: ReadonlySet<string> = new Set(['OBX', 'TCD', 'SID']);

class Counts {
  readonly #orders = new Map<string, number>();
  /** The values of the open order. */
  #values = 0;
  /** Characters before the first patient, about the open patient, and about the open specimen. */
  readonly #lengths = { message: 0, patient: 0, specimen: 0 };
  #open: 'message' | 'patient' | 'specimen' | 'order' = 'message';
  #patient = '';
  #specimen = '';
  #repeated = 0;
  #retired = 0;
  readonly #mayRepeat: boolean;

  constructor(mayRepeat: boolean) {
    this.#mayRepeat = mayRepeat;
  }

  excessAt(segment: Segment): Issue | undefined {
    const { name, ordinal } = segment;
    if (ordinal > FEW_SEGMENTS && ordinal > (maxSegments.get(name) ?? MAX_SEGMENTS))
      return tooMany(segment, `The message has too many ${name} segments`);
    if (name === 'ORC' || name === 'OBR') return this.#countOrder(segment);
    if (name === 'OBX') this.#values += this.#mayRepeat ? valuesIn(segment) : 1;
    if (this.#values > MAX_VALUES) return tooMany(segment, 'The order has too many results');
    if (name === 'MRG') return this.#countRetired(segment);
    if (name === 'PID' && segment.repetitions(3).length > MAX_NUMBERS)
      return tooMany(segment, 'The patient has too many numbers', 3);
    if (name === 'PID') this.#openPatient(segment);
    else if (name === 'SPM') this.#openSpecimen(segment);
    if (this.#open !== 'order' && !ofResults.has(name))
      this.#lengths[this.#open] += segment.end - segment.start;
    return undefined;
  }

  #countRetired(segment: Segment): Issue | undefined {
    this.#retired += Math.max(1, segment.repetitions(1).length);
    return this.#retired > MAX_RETIRED
      ? tooMany(segment, 'The merge retires too many numbers', 1)
      : undefined;
  }

  #openPatient(segment: Segment): void {
    this.#open = 'patient';
    this.#patient = segment.field(3);
    this.#specimen = '';
    this.#lengths.patient = 0;
    this.#lengths.specimen = 0;
    this.#values = 0;
  }

  #openSpecimen(segment: Segment): void {
    this.#open = 'specimen';
    this.#specimen = segment.field(2);
    this.#lengths.specimen = 0;
  }

  #countOrder(segment: Segment): Issue | undefined {
    const { name } = segment;
    this.#open = 'order';
    this.#values = 0;
    this.#repeated += this.#lengths.message + this.#lengths.patient + this.#lengths.specimen;
    if (this.#repeated > MAX_REPEATED)
      return tooMany(segment, 'Too many orders repeat a long description of a patient or specimen');
    const test = name === 'OBR' ? segment.field(4) : '';
    const key = [name, this.#patient, this.#specimen, segment.field(2), segment.field(3), test].join('\r');
    const count = (this.#orders.get(key) ?? 0) + 1;
    this.#orders.set(key, count);
    return count > MAX_REPEATED_ORDERS
      ? tooMany(segment, 'Too many orders have the same numbers and the same test')
      : undefined;
  }
}

const textTypes: ReadonlySet<string> = new Set(['ST', 'TX', 'FT']);

function valuesIn(obx: Segment): number {
  const isOne = textTypes.has(obx.field(2)) || !obx.field(5).includes(obx.delimiters.repetition);
  return isOne ? 1 : obx.repetitions(5).length;
}

/** Segments that an answer repeats as a whole. */
const queries: ReadonlySet<string> = new Set(['QPD', 'QRD', 'QRF']);

/** Looks at the fields only of a segment that is long enough to have a long one. */
function longFieldIn(segment: Segment): Issue | undefined {
  if (segment.end - segment.start <= MAX_FIELD || segment.name.startsWith('Z')) return undefined;
  if (queries.has(segment.name)) return tooLong(segment);
  const { fields } = segment;
  const free = freeText.get(segment.name);
  const number = fields.findIndex((field, index) => index !== free && field.length > MAX_FIELD);
  return number === -1 ? undefined : tooLong(segment, number);
}

/** Fields with a limit of their own: numbers of a patient, numbers that a merge retires. */
const countedFields: ReadonlyMap<string, number> = new Map([
  ['PID', 3],
  ['MRG', 1],
]);

/** Looks only into a segment that is long enough to have so many repetitions. */
function repeatedFieldIn(segment: Segment): Issue | undefined {
  if (segment.end - segment.start <= MAX_REPETITIONS || segment.name.startsWith('Z')) return undefined;
  const { fields, name, delimiters } = segment;
  const passed = [freeText.get(name), countedFields.get(name)];
  const number = fields.findIndex(
    (field, index) =>
      field.length > MAX_REPETITIONS &&
      !passed.includes(index) &&
      countIn(field, delimiters.repetition) >= MAX_REPETITIONS,
  );
  return number === -1 ? undefined : tooMany(segment, 'The field has too many repetitions', number);
}

function countIn(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count++;
  return count;
}

const tooLong = (segment: Segment, field?: number): Issue => ({
  ...error(errorCode.dataType, segment.at(field), 'More than 20,000 characters'),
  reason: 'too-long',
});

const tooMany = (segment: Segment, message: string, field?: number): Issue => ({
  ...error(errorCode.segmentSequence, segment.at(field), message),
  reason: 'too-many',
});
