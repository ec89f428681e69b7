import { error, errorCode, type Issue, type Severity } from '../issue.ts';
import type { Message } from '../message/message.ts';
import { HL7_NULL, type Segment } from '../message/segment.ts';
import type { Definitions } from '../standard/definitions.ts';
import type { Element, Guide } from '../standard/guides.ts';

/**
 * Checks a message against an implementation guide. Every finding has its place, the number of the element and its usage in
 * the guide. A missing RE element is a warning: the sender may not know it.
 */
export function checkGuide(message: Message, guide: Guide, definitions: Definitions): readonly Issue[] {
  const checker = new GuideChecker(message, guide, definitions);
  checker.checkSegments();
  for (const segment of message.segments) checker.checkSegment(segment);
  checker.checkHeader();
  checker.checkOrders();
  return checker.issues;
}

/** The place of a value while a data type is checked. */
interface Value {
  readonly segment: Segment;
  /** `OBX[2]-23` */
  readonly at: string;
  /** `OBX-23` */
  readonly element: string;
  readonly text: string;
  /** The delimiter of its parts. */
  readonly delimiter: string;
}

class GuideChecker {
  readonly issues: Issue[] = [];
  readonly #message: Message;
  readonly #guide: Guide;
  readonly #definitions: Definitions;
  /** The OBR and the ORC of each segment, and the OBX of each order. */
  readonly #orders: readonly Order[];

  constructor(message: Message, guide: Guide, definitions: Definitions) {
    this.#message = message;
    this.#guide = guide;
    this.#definitions = definitions;
    this.#orders = ordersIn(message.segments);
  }

  checkSegments(): void {
    const { segments, ofOrder, title } = this.#guide;
    for (const name of segments)
      if (this.#message.find(name) === undefined)
        this.#add('error', name, name, 'R', `the segment is missing`, errorCode.segmentSequence);
    for (const { obr, names } of this.#orders)
      for (const name of ofOrder)
        if (obr !== undefined && !names.has(name) && this.#message.find(name) !== undefined)
          this.issues.push(
            error(errorCode.segmentSequence, obr.at(), `${title} ${name} (R): the order has no such segment`),
          );
  }

  checkSegment(segment: Segment): void {
    for (const element of this.#guide.elements.get(segment.name) ?? []) {
      const { number, usage } = element;
      const name = `${segment.name}-${number}`;
      const at = segment.at(number);
      const filled = segment.repetitions(number).filter((one) => hasContent(one, segment));
      if (filled.length === 0) {
        if (usage !== 'C' || this.#isRequired(segment, element))
          this.#missing(usage, at, name, this.#nameOf(segment, number));
        continue;
      }
      filled.forEach((text, index) => {
        const place = index === 0 ? at : `${at}[${index + 1}]`;
        const { delimiters } = segment;
        this.#checkType(element.type, {
          segment,
          at: place,
          element: name,
          text,
          delimiter: delimiters.component,
        });
      });
    }
  }

  /** MSH-9, 12, 15, 16 and 21, and PID-1. */
  checkHeader(): void {
    const { header } = this.#message;
    const { profiles } = this.#guide;
    const type = [1, 2, 3].map((component) => header.value(9, { component })).join('^');
    if (header.isFilled(9) && type !== 'ORU^R01^ORU_R01')
      this.#wrong(header.at(9), 'MSH-9', 'must be ORU^R01^ORU_R01');
    if (header.isFilled(12) && header.value(12) !== '2.5.1')
      this.#wrong(header.at(12), 'MSH-12', 'must be 2.5.1');
    const named = new Set(
      header.repetitions(21).map((_, index) => header.value(21, { repetition: index + 1, component: 3 })),
    );
    if (header.isFilled(21) && !profiles.some((ids) => ids.every((id) => named.has(id))))
      this.#wrong(header.at(21), 'MSH-21', 'names no profile of this guide');
    const pid = this.#message.find('PID');
    if (pid?.value(1) !== undefined && pid.value(1) !== '1') this.#wrong(pid.at(1), 'PID-1', 'must be 1');
  }

  /** ORC-2 and OBR-2, ORC-3 and OBR-3 are the same numbers. With unique order numbers, no two orders share one. */
  checkOrders(): void {
    const seen = new Set<string>();
    for (const { orc, obr } of this.#orders) {
      if (obr === undefined) continue;
      for (const field of [2, 3])
        if (orc?.isFilled(field) === true && obr.isFilled(field) && orc.field(field) !== obr.field(field))
          this.#wrong(obr.at(field), `OBR-${field}`, `differs from ORC-${field}`);
      const number = obr.field(3);
      if (this.#guide.hasUniqueOrders && number !== '' && seen.has(number))
        this.#wrong(obr.at(3), 'OBR-3', 'is the number of another order of this message');
      seen.add(number);
    }
  }

  #checkType(type: string | undefined, value: Value): void {
    const { segment, at, element, text, delimiter } = value;
    if (type === 'OID' && !isOid(text)) this.#wrong(at, element, 'is no OID');
    if (type === 'DTMZ' && !/^\d{12}(?:\d{2}(?:\.\d{1,4})?)?[+-]\d{4}$/.test(text))
      this.#wrong(at, element, 'must have the minute and the time zone');
    const pieces = delimiter === '' ? [text] : text.split(delimiter);
    const piece = (number: number) => pieces[number - 1] ?? '';
    for (const { number, usage, when, type: inner } of this.#guide.types.get(type ?? '') ?? []) {
      const isFilled = hasContent(piece(number), segment);
      const place = `${at}.${number}`;
      const name = `${element}.${number}`;
      if (!isFilled && (usage !== 'C' || isMet(when, (other) => hasContent(piece(other), segment))))
        this.#missing(usage, place, name, 'the component');
      const isOther = inner === 'OID' && otherIds.has(piece(number + 1));
      if (isFilled && !isOther)
        this.#checkType(inner, {
          ...{ segment, at: place, element: name, text: piece(number) },
          delimiter: segment.delimiters.subcomponent,
        });
    }
  }

  /** Whether the condition of a field holds. */
  #isRequired(segment: Segment, { when = '' }: Element): boolean {
    const order = this.#orders.find(({ all }) => all.has(segment));
    switch (when) {
      case 'ack':
        return this.#message.header.field(21).includes('PHLabReport-Ack');
      case 'reflex':
        return segment.value(11) === 'G';
      case 'number':
        return (
          ['NM', 'SN'].includes(segment.value(2) ?? '') && segment.value(11) !== 'X' && segment.isFilled(5)
        );
      case 'repeated':
        return (order?.results ?? []).filter((one) => one.value(3) === segment.value(3)).length > 1;
      case 'OBR-2':
      case 'OBR-16':
        return order?.obr?.isFilled(Number(when.slice(4))) === true;
      case 'ORC-2':
        return order?.orc?.isFilled(2) === true;
      default:
        return isMet(when, (number) => segment.isFilled(number));
    }
  }

  #nameOf({ name }: Segment, number: number): string {
    return this.#definitions.fields(name).get(number)?.name ?? 'the field';
  }

  #missing(usage: Element['usage'], at: string, element: string, name: string): void {
    this.#add(usage === 'RE' ? 'warning' : 'error', at, element, usage, `${name} is missing`);
  }

  #wrong(at: string, element: string, what: string): void {
    this.#add('error', at, element, 'R', what, errorCode.dataType);
  }

  #add(
    severity: Severity,
    at: string,
    element: string,
    usage: Element['usage'],
    what: string,
    code: string = errorCode.requiredFieldMissing,
  ): void {
    this.issues.push({ severity, code, at, message: `${this.#guide.title} ${element} (${usage}): ${what}` });
  }
}

/** Kinds of universal ids besides OIDs (HL7 table 0301). */
const otherIds: ReadonlySet<string> = new Set(['CLIA', 'NPI']);

/** `1`: the first is filled. `!1`: the first is empty. */
const isMet = (when = '', isFilled: (number: number) => boolean): boolean =>
  when.startsWith('!') ? !isFilled(Number(when.slice(1))) : isFilled(Number(when));

/** Whether a text has more than delimiters. */
const hasContent = (text: string, { delimiters }: Segment): boolean =>
  text !== HL7_NULL &&
  [...text].some(
    (one) => one !== delimiters.component && one !== delimiters.subcomponent && one.trim() !== '',
  );

const isOid = (text: string): boolean => text.length <= 199 && /^[0-2](?:\.(?:0|[1-9]\d*))+$/.test(text);

interface Order {
  readonly orc?: Segment | undefined;
  readonly obr?: Segment | undefined;
  readonly results: readonly Segment[];
  readonly names: ReadonlySet<string>;
  readonly all: ReadonlySet<Segment>;
}

/** The orders of an ORU: each begins with an ORC, or with an OBR that has none. */
function ordersIn(segments: readonly Segment[]): readonly Order[] {
  const orders: Segment[][] = [];
  for (const segment of segments) {
    const open = orders.at(-1);
    const begins = segment.name === 'ORC' || (segment.name === 'OBR' && open?.at(-1)?.name !== 'ORC');
    if (begins) orders.push([segment]);
    else open?.push(segment);
  }
  return orders.map((all) => ({
    orc: all.find(({ name }) => name === 'ORC'),
    obr: all.find(({ name }) => name === 'OBR'),
    results: all.filter(({ name }) => name === 'OBX'),
    names: new Set(all.map(({ name }) => name)),
    all: new Set(all),
  }));
}
