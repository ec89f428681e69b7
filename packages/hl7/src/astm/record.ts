/** The delimiters that H-1 and H-2 declare (LIS2-A2 §5.4, formerly ASTM E1394). */
export interface AstmDelimiters {
  readonly field: string;
  readonly repeat: string;
  readonly component: string;
  /** Empty if the message declares none. */
  readonly escape: string;
}

export const defaultAstmDelimiters: AstmDelimiters = {
  field: '|',
  repeat: '\\',
  component: '^',
  escape: '&',
};

/** One record. Fields are numbered from 1 as in the standard; field 1 is the record type. */
export class AstmRecord {
  /** `H`, `P`, `O`, `R`, `C`, `Q`, `M`, `S` or `L`, in upper case. */
  readonly type: string;
  /** 1-based, counted among records of the same type in the message. */
  readonly ordinal: number;
  readonly #delimiters: AstmDelimiters;
  readonly #fields: readonly string[];
  /** Fields are read several times: by the standard and by the rules of an instrument. */
  readonly #read = new Map<number, readonly (readonly string[])[]>();

  constructor(line: string, ordinal: number, delimiters: AstmDelimiters) {
    this.#delimiters = delimiters;
    this.#fields = line.split(delimiters.field);
    this.type = (this.#fields[0] ?? '').trim().toUpperCase();
    this.ordinal = ordinal;
  }

  /** The place of the record or of one field: `R[2]-4`. */
  at(field?: number): string {
    return `${this.type}[${this.ordinal}]${field === undefined ? '' : `-${field}`}`;
  }

  get fieldCount(): number {
    return this.#fields.length;
  }

  /** The record without one field; the fields behind it move up. */
  withoutField(field: number): AstmRecord {
    const line = this.#fields.toSpliced(field - 1, 1).join(this.#delimiters.field);
    return new AstmRecord(line, this.ordinal, this.#delimiters);
  }

  /** One field as received. */
  raw(field: number): string {
    return this.#fields[field - 1] ?? '';
  }

  /** The components of each repetition, decoded and trimmed. */
  repetitions(field: number): readonly (readonly string[])[] {
    const raw = this.raw(field);
    if (raw === '') return [];
    const known = this.#read.get(field);
    if (known !== undefined) return known;
    const { repeat, component } = this.#delimiters;
    const read = raw
      .split(repeat)
      .map((one) => one.split(component).map((part) => this.#decode(part).trim()));
    this.#read.set(field, read);
    return read;
  }

  /** The components of the first repetition. */
  components(field: number): readonly string[] {
    return this.repetitions(field)[0] ?? [];
  }

  /** One component of the first repetition; undefined if it is empty. */
  value(field: number, component = 1): string | undefined {
    return this.components(field)[component - 1] || undefined;
  }

  /** LIS2-A2 §5.4.6; an unknown escape sequence stays as it is. */
  #decode(text: string): string {
    const { escape: mark, field, repeat, component } = this.#delimiters;
    if (mark === '' || !text.includes(mark)) return text;
    const letters = new Map([
      ['F', field],
      ['R', repeat],
      ['S', component],
      ['E', mark],
    ]);
    const quoted = mark.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return text.replaceAll(
      new RegExp(`${quoted}(?:([FRSE])|X((?:[0-9A-Fa-f]{2})+))${quoted}`, 'g'),
      (_, letter?: string, hex?: string) =>
        letter === undefined ? Buffer.from(hex ?? '', 'hex').toString('latin1') : (letters.get(letter) ?? ''),
    );
  }
}
