/** A segment name as one number, so that names are compared without cutting strings. */
export const packName = (text: string, at = 0): number =>
  (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);

const MSH = packName('MSH');
const OBX = packName('OBX');
const NTE = packName('NTE');

const namesOf = (text: string): ReadonlySet<number> => new Set(text.split(' ').map((name) => packName(name)));

/** Every segment of v2.1 to v2.8. Any other three capitals before a separator may be text. */
const standardSegments = namesOf(
  'ABS ACC ADD ADJ AFF AIG AIL AIP AIS AL1 APR ARQ ARV AUT BHS BLC BLG BPO BPX BTS BTX BUI CDM CDO CER CM0 CM1 CM2 CNS CON CSP CSR CSS CTD CTI CTR DB1 DEV DG1 DMI DON DPS DRG DSC DSP DST ECD ECR EDU EQL EQP EQU ERQ ERR EVN FAC FHS FT1 FTS GOL GP1 GP2 GT1 IAM IAR IIM ILT IN1 IN2 IN3 INV IPC IPR ISD ITM IVC IVT LAN LCC LCH LDP LOC LRL MCP MFA MFE MFI MRG MSA MSH NCK NDS NK1 NPU NSC NST NTE OBR OBX ODS ODT OM1 OM2 OM3 OM4 OM5 OM6 OM7 OMC ORC ORG OVR PAC PCE PCR PD1 PDA PDC PEO PES PID PKG PM1 PMT PR1 PRA PRB PRC PRD PRT PSG PSH PSL PSS PTH PV1 PV2 PYE QAK QID QPD QRD QRF QRI RCP RDF RDT REL RF1 RFI RGS RMI ROL RQ1 RQD RXA RXC RXD RXE RXG RXO RXR RXV SAC SCD SCH SCP SDD SFT SGH SGT SHP SID SLT SPM SPR STF STZ TCC TCD TQ1 TQ2 TXA UAC UB1 UB2 URD URS VAR VND VTQ',
);

/**
 * Segments that occur in result messages. A line with nothing but a name is a segment only if it is one of
 * these.
 */
const segmentsOfResults = namesOf(
  'MSH SFT UAC PID PD1 NK1 ARV PV1 PV2 ORC OBR OBX NTE TQ1 TQ2 CTD FT1 CTI SPM SAC SID INV TCD DSC ROL PRT DG1 AL1 IN1 IN2 IN3 GT1 BLG CON DEV ERR MSA',
);

/** Finds the start and end of each segment, in one pass over the text. */
export class SegmentFinder {
  readonly bounds: number[] = [];
  /** Names of the segments that a line without a name continued. */
  readonly continued: string[] = [];
  hasSecondHeader = false;
  readonly #text: string;
  readonly #separator: number;
  #last = 0;
  #isContinued = false;

  constructor(text: string, separator: string) {
    this.#text = text;
    this.#separator = separator.charCodeAt(0);
  }

  find(start: number): this {
    const text = this.#text;
    const lineEnds = new LineEnds(text, start);
    for (let at = start; at < text.length; ) {
      const end = lineEnds.next();
      if (end > at) this.#line(at, end);
      at = end + 1;
    }
    return this;
  }

  #line(from: number, to: number): void {
    let start = from;
    let end = to;
    let name = this.#nameAt(start, end);
    if (name === 0 || isEdge(this.#text.charCodeAt(end - 1))) {
      start = skipEdge(this.#text, start, end);
      while (end > start && isEdge(this.#text.charCodeAt(end - 1))) end--;
      if (start === end) return;
      name = this.#nameAt(start, end);
    }
    if (name !== 0 && !this.#isInsideValue(name, start, end)) this.#open(name, start, end);
    else this.#continue(end);
  }

  #open(name: number, start: number, end: number): void {
    if (name === MSH && this.bounds.length > 0) this.hasSecondHeader = true;
    this.bounds.push(start, end);
    this.#last = name;
    this.#isContinued = false;
  }

  #continue(end: number): void {
    const start = this.bounds[this.bounds.length - 2] ?? 0;
    this.bounds[this.bounds.length - 1] = end;
    if (!this.#isContinued) this.continued.push(this.#text.slice(start, start + 3));
    this.#isContinued = true;
  }

  /**
   * The packed name at `start`: a capital and two capitals or digits, followed by the field separator or the
   * line end. 0 if there is none.
   */
  #nameAt(start: number, end: number): number {
    const text = this.#text;
    if (end - start < 3 || (end - start > 3 && text.charCodeAt(start + 3) !== this.#separator)) return 0;
    const a = text.charCodeAt(start);
    const b = text.charCodeAt(start + 1);
    const c = text.charCodeAt(start + 2);
    const isName = isCapital(a) && (isCapital(b) || isDigit(b)) && (isCapital(c) || isDigit(c));
    return isName ? (a << 16) | (b << 8) | c : 0;
  }

  /**
   * A line that looks like a segment is text of the OBX or NTE before it: `NEG`, or `POS||||||F` while OBX-5
   * may still go on.
   */
  #isInsideValue(name: number, start: number, end: number): boolean {
    if (this.#last !== OBX && this.#last !== NTE) return false;
    if (name === OBX || name === NTE) return false;
    const isBare = end - start === 3;
    const known = isBare ? segmentsOfResults : standardSegments;
    if (known.has(name) || name >> 16 === 0x5a) return false;
    return isBare || (this.#last === OBX && this.#isValueOpen());
  }

  /** The last segment has fewer than eight pieces, so OBX-5 to OBX-7 are not complete. */
  #isValueOpen(): boolean {
    const start = this.bounds[this.bounds.length - 2] ?? 0;
    const end = this.bounds[this.bounds.length - 1] ?? 0;
    let pieces = 1;
    for (let at = start; at < end && pieces < 8; at++)
      if (this.#text.charCodeAt(at) === this.#separator) pieces++;
    return pieces < 8;
  }
}

/** Gives the offset of each CR and LF in turn, then the end of the text. */
class LineEnds {
  readonly #text: string;
  #carriageReturn: number;
  #lineFeed: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#carriageReturn = this.#find('\r', start);
    this.#lineFeed = this.#find('\n', start);
  }

  next(): number {
    if (this.#carriageReturn < this.#lineFeed) {
      const at = this.#carriageReturn;
      this.#carriageReturn = this.#find('\r', at + 1);
      return at;
    }
    const at = this.#lineFeed;
    if (at < this.#text.length) this.#lineFeed = this.#find('\n', at + 1);
    return at;
  }

  #find(character: string, from: number): number {
    const at = this.#text.indexOf(character, from);
    return at === -1 ? this.#text.length : at;
  }
}

const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Block characters and padding that were left around a line. */
const isEdge = (code: number): boolean => code === 0x1c || code === 0;

/** Skips byte order marks, block characters, padding, blanks and blank lines. */
export function skipEdge(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSkipped(text.charCodeAt(at))) at++;
  return at;
}

const isSkipped = (code: number): boolean =>
  code === 0x20 || (code >= 0x09 && code <= 0x0d) || isByteOrderMark(code) || isEdge(code);

/** Includes the characters that a byte order mark becomes when it is read byte by byte. */
const isByteOrderMark = (code: number): boolean =>
  code === 0xfeff || code === 0xef || code === 0xbb || code === 0xbf;
