import HL7Standard, { type Hl7Segment } from 'hl7-standard';

/** A laboratory's own fix-up of one source's messages: it changes the message it is given. */
export type SiteScript = (message: HL7Standard) => void;

/**
 * One message in the context where the scripts are. Only text crosses its border; each step is
 * called by `script-worker.ts`, with a time limit of its own.
 */
export class Harness {
  readonly #scripts: Readonly<Record<string, SiteScript>>;
  #message = new HL7Standard('');
  #results: readonly Hl7Segment[] = [];

  constructor(scripts: Readonly<Record<string, SiteScript>>) {
    this.#scripts = scripts;
    forbidChance();
  }

  /** Reads the message, and gives it as hl7-standard writes it unchanged. Throws where it cannot read it. */
  read(text: string): string {
    this.#message = new HL7Standard(text);
    this.#message.transform();
    this.#results = [...this.#message.getSegments('OBX')];
    return this.#message.build();
  }

  run(script: string): void {
    const returned: unknown = this.#scripts[script]?.(this.#message);
    if (typeof returned === 'object' && returned !== null && 'then' in returned)
      throw new TypeError('a script cannot be asynchronous');
  }

  /** The message as it is now, and which results are new or gone, as JSON. */
  write(): string {
    const before = new Set(this.#results);
    const now = new Set(this.#message.getSegments('OBX'));
    return JSON.stringify({
      text: this.#message.build(),
      added: [...now].filter((segment) => !before.has(segment)).length,
      removed: [...before].filter((segment) => !now.has(segment)).length,
    });
  }

  isScript(name: string): boolean {
    return typeof this.#scripts[name] === 'function';
  }
}

/** A retry of a message must give the same result. */
function forbidChance(): void {
  const forbidden = (): never => {
    throw new Error('a script has no clock and no chance: the same message must give the same result');
  };
  Math.random = forbidden;
  const PlainDate = Date;
  const DateOfArguments = function (this: unknown, ...args: readonly unknown[]) {
    return args.length === 0 ? forbidden() : Reflect.construct(PlainDate, args);
  };
  Object.assign(DateOfArguments, {
    prototype: PlainDate.prototype,
    UTC: PlainDate.UTC,
    parse: PlainDate.parse,
    now: forbidden,
  });
  Object.assign(globalThis, { Date: DateOfArguments });
}
