import HL7Standard, { type Hl7Segment } from 'hl7-standard';

/** A laboratory's script for the messages of one source. It changes the message that it is given. */
export type SiteScript = (message: HL7Standard) => void;

/**
 * One message in the context in which the scripts run. Only text crosses the context's border.
 * `script-worker.ts` calls each step with its own time limit.
 */
export class Harness {
  readonly #scripts: Readonly<Record<string, SiteScript>>;
  #message = new HL7Standard('');
  #results: readonly Hl7Segment[] = [];

  constructor(scripts: Readonly<Record<string, SiteScript>>) {
    this.#scripts = scripts;
    forbidChance();
  }

  /** Reads the message, and returns it as hl7-standard writes it unchanged. Throws if it cannot be read. */
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

  /** The changed message, and which results were added or removed, as JSON. */
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

/** Makes the clock and random numbers throw, because a retry of a message must give the same result. */
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
