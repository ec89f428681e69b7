import type { AwsRequest } from './request.ts';

/** Totals for requests of one kind. */
export interface Usage {
  requests: number;
  /** As AWS bills them: SQS for each 64 KB. */
  billedRequests: number;
  requestBytes: number;
  responseBytes: number;
  /** DynamoDB request units, including the index: 4 KB per strongly consistent read, 1 KB per write. */
  readUnits: number;
  writeUnits: number;
}

/** Usage by caller and operation (`DynamoDB.PutItem`, `S3.PUT`). */
export type UsageByCaller = Readonly<Record<string, Readonly<Record<string, Usage>>>>;

const SQS_BILLED_BYTES = 64 * 1024;
const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/** Counts the requests of every caller to AWS. */
export class Meter {
  readonly #usage = new Map<string, Map<string, Usage>>();

  /** Makes DynamoDB return the capacity that the request consumes. */
  static instrument({ service, operation, body }: AwsRequest): Buffer {
    if (service !== 'DynamoDB' || !(reads.has(operation) || writes.has(operation))) return body;
    const text = body.toString('utf8');
    return text.includes('"ReturnConsumedCapacity"')
      ? body
      : Buffer.from(text.replace(/^\{/, '{"ReturnConsumedCapacity":"TOTAL",'));
  }

  record(request: AwsRequest, response: { readonly status: number; readonly body: Buffer }): void {
    const { caller, service, operation, body } = request;
    const name = `${service}.${operation}`;
    const ofCaller = this.#usage.get(caller) ?? new Map<string, Usage>();
    this.#usage.set(caller, ofCaller);
    const usage = ofCaller.get(name) ?? nothing();
    ofCaller.set(name, usage);
    usage.requests++;
    const longer = Math.max(body.length, response.body.length);
    usage.billedRequests += service === 'SQS' ? Math.max(1, Math.ceil(longer / SQS_BILLED_BYTES)) : 1;
    usage.requestBytes += body.length;
    usage.responseBytes += response.body.length;
    if (service !== 'DynamoDB') return;
    const units = consumed(response);
    if (reads.has(operation)) usage.readUnits += Math.max(units, leastRead(request));
    if (writes.has(operation)) usage.writeUnits += units + indexUnits(request, response.status);
  }

  usage(): UsageByCaller {
    return Object.fromEntries(
      [...this.#usage].map(([caller, usage]) => [caller, structuredClone(Object.fromEntries(usage))]),
    );
  }

  reset(): void {
    this.#usage.clear();
  }
}

const nothing = (): Usage => ({
  ...{ requests: 0, billedRequests: 0, requestBytes: 0, responseBytes: 0, readUnits: 0, writeUnits: 0 },
});

/** A read that finds nothing is billed too: half a unit, or one unit if strongly consistent. */
const leastRead = ({ members }: AwsRequest): number => (members['ConsistentRead'] === true ? 1 : 0.5);

/** A write whose condition fails is billed too. */
function consumed({ status, body }: { readonly status: number; readonly body: Buffer }): number {
  if (status !== 200) return body.includes('ConditionalCheckFailed') ? 1 : 0;
  const text = body.toString('utf8');
  const at = text.lastIndexOf('"ConsumedCapacity"');
  if (at === -1) return 0;
  return [...text.slice(at).matchAll(/"CapacityUnits":([\d.]+)/g)].reduce(
    (sum, [, units]) => sum + Number(units),
    0,
  );
}

/** The emulator does not count writes to the indexes; an entry of keys is under 1 KB. */
const indexUnits = ({ body }: AwsRequest, status: number): number =>
  status === 200 ? ['gsi1pk', 'gsi2pk'].filter((key) => body.includes(key)).length : 0;
