import HL7Standard, { type Hl7Segment } from 'hl7-standard';
import { sealRealm } from './script-realm.ts';

// here, because this file is loaded before every script
sealRealm();

/** A laboratory's script for the messages of one source. It changes the message that it is given. */
export type SiteScript = (message: HL7Standard) => void;

/**
 * One message inside the engine of the scripts. Only text crosses the engine's border. `script-box.ts` calls
 * each step with its own time limit.
 */
export class Harness {
  readonly #scripts: ReadonlyMap<string, SiteScript>;
  #message = new HL7Standard('');
  #results: readonly Hl7Segment[] = [];

  constructor(scripts: Readonly<Record<string, SiteScript>>) {
    this.#scripts = new Map(Object.entries(scripts));
  }

  /** Reads the message, and returns it as JSON as hl7-standard writes it unchanged. Throws if it cannot be read. */
  read(text: string): string {
    this.#message = new HL7Standard(text);
    this.#message.transform();
    this.#results = [...this.#message.getSegments('OBX')];
    return JSON.stringify(this.#message.build());
  }

  run(script: string): void {
    this.#scripts.get(script)?.(this.#message);
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

  /** `function` if the script can be run. */
  typeOf(name: string): string {
    return typeof this.#scripts.get(name);
  }
}
