import type { ReportVersion } from '../../model/report.ts';
import type { Destination } from '../../ports/destination.ts';
import { AdapterError } from '../../shared/adapter-error.ts';

/** Answers that a later try may change (RFC 9110 §15; 409 and 412 where two writers meet). */
const mendableStatuses = new Set([408, 409, 412, 425, 429]);

/** A FHIR R4 server that takes transactions at its base address. */
export class FhirDestination implements Destination {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #render: (version: ReportVersion) => string;
  readonly #fetch: typeof fetch;

  constructor(options: {
    readonly url: string;
    readonly timeoutMs: number;
    /** Makes the transaction bundle of a report, as JSON. */
    readonly render: (version: ReportVersion) => string;
    readonly fetch?: typeof fetch;
  }) {
    this.#url = options.url;
    this.#timeoutMs = options.timeoutMs;
    this.#render = options.render;
    this.#fetch = options.fetch ?? fetch;
  }

  async deliver(version: ReportVersion): Promise<void> {
    const body = this.#toBody(version);
    const response = await this.#post(body);
    const answer = await response.text().catch(() => '');
    if (response.ok) return;
    throw new AdapterError(
      `HTTP${response.status}`,
      response.status >= 500 || mendableStatuses.has(response.status) ? 'transient' : 'permanent',
      'The destination did not take the bundle',
      { cause: new Error(answer) },
    );
  }

  /** A report that cannot be written as FHIR waits for a person, and not in the way of others. */
  #toBody(version: ReportVersion): string {
    try {
      return this.#render(version);
    } catch (cause) {
      throw new AdapterError('NotRendered', 'permanent', 'The report cannot be written as FHIR', { cause });
    }
  }

  async #post(body: string): Promise<Response> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    try {
      return await this.#fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' },
        body,
        signal,
      });
    } catch (cause) {
      // a conditional update twice has the effect of once, so that trying again is safe either way
      throw signal.aborted
        ? new AdapterError('DestinationTimeout', 'ambiguous', 'The destination did not answer in time', {
            cause,
          })
        : new AdapterError('DestinationUnreachable', 'transient', 'The destination cannot be reached', {
            cause,
          });
    }
  }
}
