import { exitCode } from '../exit.ts';
import { bad, good, odd, print, printJsonLine, quiet } from '../output.ts';

/** Prints a line for each event, and counts failures. */
export class StepReport {
  readonly #json: boolean;
  #problems = 0;
  #steps = 0;

  constructor(json: boolean) {
    this.#json = json;
  }

  step(step: string, isFine: boolean, detail: string): void {
    this.#steps++;
    if (!isFine) this.#problems++;
    if (this.#json) printJsonLine({ step, ok: isFine, detail });
    else print`${isFine ? good('ok ') : bad('BAD')}  ${step.padEnd(8)} ${detail}`;
  }

  note(step: string, detail: string): void {
    if (this.#json) printJsonLine({ step, detail });
    else print`${odd('-- ')}  ${step.padEnd(8)} ${quiet(detail)}`;
  }

  end(): void {
    if (!this.#json)
      print`${this.#steps} steps: ${this.#steps - this.#problems} as expected, ${this.#problems} not`;
    if (this.#problems > 0) process.exitCode = exitCode.problem;
  }
}
