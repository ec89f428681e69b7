import { describe, expect, test } from '@jest/globals';
import { MemoryDeliveryStore } from '../../../../lib/adapters/memory/delivery-store.ts';
import { createFifoHandler } from '../../../../lib/adapters/sqs/fifo-batch.ts';
import { Circuit } from '../../../../lib/app/deliver/circuit.ts';
import { deliverUpdate } from '../../../../lib/app/deliver/deliver-update.ts';
import { retryDelaySeconds } from '../../../../lib/app/deliver/retry-delay.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { type Update, updateSchema } from '../../../../lib/model/update.ts';
import type { ReportStore } from '../../../../lib/ports/report-store.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { size } from '../../../support/size.ts';
import { VirtualQueue } from '../../../support/virtual-queue.ts';

const DAY = 24 * 3600;

/** What an EHR has of a report, and everything that it was ever sent. */
class VirtualEhr {
  /** Newest version by report. */
  readonly has = new Map<string, number>();
  readonly taken: { readonly report: string; readonly version: number; readonly at: number }[] = [];
  tries = 0;
  /** What it does instead of taking an update. */
  fault: ((report: string) => AdapterError | 'after the write' | undefined) | undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  take(report: string, version: number): void {
    this.tries++;
    const fault = this.fault?.(report);
    if (fault !== undefined && fault !== 'after the write') throw fault;
    this.has.set(report, version);
    this.taken.push({ report, version, at: this.#now() });
    if (fault === 'after the write') throw new AdapterError('DestinationTimeout', 'ambiguous', 'no answer');
  }
}

function aDelivery({ workers = 2 } = {}) {
  const queue = new VirtualQueue(600);
  const ehr = new VirtualEhr(() => queue.now);
  const deliveries = new MemoryDeliveryStore();
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const reports = {
    version: async (key: string, version: number) =>
      // the reports of a patient are `7-0` and `7-1`
      ({ version, sequenceGroup: key.split('-')[0], report: { key } }) as unknown as ReportVersion,
  } as unknown as ReportStore;
  const handlers = Array.from({ length: workers }, () => {
    const circuit = new Circuit(() => queue.clock().getTime());
    return createFifoHandler({
      sqs: queue.client,
      queueUrl: 'queue',
      telemetry: { info: () => undefined, warn: () => undefined, flush: () => undefined },
      postponedEvent: 'update-postponed',
      delaySeconds: (attempt) => retryDelaySeconds(attempt, random()),
      describe: () => ({}),
      handle: async ({ body }) => {
        await deliverUpdate(updateSchema.parse(JSON.parse(body)), {
          clock: queue.clock,
          circuit,
          deliveries,
          reports,
          destination: {
            outcome: 'delivered',
            deliver: async ({ report, version }) => ehr.take(report.key, version),
          },
        });
      },
    });
  });
  const send = (patient: string, reportKey: string, version: number, more: Partial<Update> = {}) =>
    queue.send(
      {
        schema: 'labwire.report.v1',
        destination: 'ehr',
        reportKey,
        version,
        reason: 'new',
        priority: 'routine',
        messageId: 'm',
        ...more,
      },
      patient,
    );
  const run = async (until: () => boolean, longest = 14 * DAY): Promise<void> => {
    const end = queue.now + longest;
    while (!until() && queue.now < end) await queue.tick(handlers);
    expect(until()).toBe(true);
  };
  return { queue, ehr, deliveries, send, run, handlers };
}

const down = (retryAfterSeconds?: number) =>
  new AdapterError('HTTP503', 'transient', 'down', { retryAfterSeconds });

/** Versions of one patient's reports in the order in which the EHR got them. */
const isInOrder = (taken: VirtualEhr['taken']): boolean => {
  const newest = new Map<string, number>();
  return taken.every(({ report, version }) => {
    const before = newest.get(report) ?? 0;
    newest.set(report, version);
    return version >= before;
  });
};

describe('an EHR in trouble', () => {
  test('that is away for three days gets each of thousands of updates once, in the order of each patient', async () => {
    const { queue, ehr, send, run, handlers } = aDelivery();
    ehr.fault = () => (queue.now < 3 * DAY ? down() : undefined);
    const patients = size({ short: 200, long: 5000 });
    const updates = 10 * patients;
    const sent: { report: string; version: number }[] = [];
    for (let index = 0; index < updates; index++) {
      const patient = index % patients;
      const round = Math.floor(index / patients);
      const report = `${patient}-${round % 2}`;
      const version = Math.floor(round / 2) + 1;
      sent.push({ report, version });
      const at = Math.floor((index * 3 * DAY) / updates);
      while (queue.now < at) await queue.tick(handlers);
      send(`patient ${patient}`, report, version);
    }
    const triesInOutage = ehr.tries;
    await run(() => queue.waiting === 0, DAY);
    expect(queue.deadLetters).toEqual([]);
    expect(ehr.taken).toHaveLength(updates);
    expect(new Set(ehr.taken.map(({ report, version }) => `${report} ${version}`)).size).toBe(updates);
    expect(isInOrder(ehr.taken)).toBe(true);
    for (const { report } of sent) expect(ehr.has.get(report)).toBe(5);
    // spared: some tries an hour, and not one for each update
    expect(triesInOutage).toBeLessThan(3 * 24 * 2 * 12);
    const last = Math.max(...ehr.taken.map(({ at }) => at));
    process.stdout.write(
      `three days away: ${updates} updates of ${patients} patients, ${ehr.taken.length} at the EHR, 0 lost, 0 doubled; ` +
        `${triesInOutage} tries while it was away; the last arrived ${Math.round((last - 3 * DAY) / 60)} minutes after it was back\n`,
    );
  });

  test('that answers 500 now and then gets everything once', async () => {
    const { queue, ehr, send, run } = aDelivery();
    let count = 0;
    ehr.fault = () => (++count % 3 === 0 ? down() : undefined);
    for (let index = 0; index < 1000; index++)
      send(`p${index % 100}`, `r${index % 100}`, 1 + Math.floor(index / 100));
    await run(() => queue.waiting === 0);
    expect(ehr.taken).toHaveLength(1000);
    expect(isInOrder(ehr.taken)).toBe(true);
    expect(queue.deadLetters).toEqual([]);
  });

  test('that says 429 and Retry-After is left alone for so long', async () => {
    const { queue, ehr, send, run } = aDelivery({ workers: 1 });
    ehr.fault = () => (queue.now < 500 ? down(500) : undefined);
    for (let index = 0; index < 50; index++) send(`p${index}`, `r${index}`, 1);
    await run(() => queue.now === 499);
    expect(ehr.tries).toBe(1);
    await run(() => queue.waiting === 0);
    expect(ehr.taken).toHaveLength(50);
  });

  test('that takes an update and never says so is sent it again, to the same effect', async () => {
    const { queue, ehr, send, run, deliveries } = aDelivery();
    const mute = new Set<string>();
    ehr.fault = (report) => {
      if (mute.has(report)) return undefined;
      mute.add(report);
      return 'after the write';
    };
    for (let index = 0; index < 20; index++) send(`p${index}`, `r${index}`, 1);
    await run(() => queue.waiting === 0);
    expect(ehr.has.size).toBe(20);
    expect(ehr.taken).toHaveLength(40);
    expect(deliveries.all().map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'delivered'));
  });

  test('that refuses one patient of a thousand parks theirs, and nobody else waits', async () => {
    const { queue, ehr, send, run, deliveries } = aDelivery();
    ehr.fault = (report) =>
      report === 'r7'
        ? new AdapterError('HTTP422', 'permanent', 'no', { cause: new Error('birthDate') })
        : undefined;
    for (let index = 0; index < 1000; index++)
      for (let version = 1; version <= 3; version++) send(`p${index}`, `r${index}`, version);
    await run(() => queue.waiting === 0);
    expect(ehr.taken).toHaveLength(999 * 3);
    // within the second in which they came
    expect(Math.max(...ehr.taken.map(({ at }) => at))).toBe(0);
    expect(await deliveries.get('ehr', 'r7')).toMatchObject({
      state: 'parked',
      version: 3,
      failure: { code: 'HTTP422', answer: 'birthDate' },
    });
    expect(await Array.fromAsync(deliveries.parked('ehr'))).toHaveLength(1);
  });

  test('is not told of what is old, nor twice, in whatever order the queue says it', async () => {
    const { queue, ehr, send, run } = aDelivery();
    for (const version of [3, 1, 3, 2, 4, 4, 1]) send('p', 'r', version);
    await run(() => queue.waiting === 0);
    expect(ehr.taken.map(({ version }) => version)).toEqual([3, 4]);
  });

  test('for some patients only lets the others through meanwhile', async () => {
    const { queue, ehr, send, run } = aDelivery();
    ehr.fault = (report) => (report === 'r0' && queue.now < 3600 ? down() : undefined);
    for (let index = 0; index < 200; index++) send(`p${index}`, `r${index}`, 1);
    await run(() => queue.waiting === 1, 60);
    expect(ehr.taken).toHaveLength(199);
    await run(() => queue.waiting === 0);
    expect(ehr.has.get('r0')).toBe(1);
  });
});

describe('what a person sends again', () => {
  test('is delivered once more, however often the queue says it, unless something newer was', async () => {
    const { queue, ehr, send, run } = aDelivery();
    send('p', 'r', 1);
    send('p', 'r', 1, { redelivery: 'a' });
    send('p', 'r', 1, { redelivery: 'a' });
    send('p', 'r', 2);
    send('p', 'r', 1, { redelivery: 'b' });
    await run(() => queue.waiting === 0);
    expect(ehr.taken.map(({ version }) => version)).toEqual([1, 1, 2]);
  });
});

describe('STAT', () => {
  test('goes before the rest of what is in hand, and not before its own patient', async () => {
    const { queue, ehr, handlers } = aDelivery({ workers: 1 });
    const send = (patient: string, report: string, priority: 'stat' | 'routine') =>
      queue.send(
        {
          schema: 'labwire.report.v1',
          destination: 'ehr',
          reportKey: report,
          version: 1,
          reason: 'new',
          priority,
          messageId: 'm',
        },
        patient,
        { priority },
      );
    send('a', 'a1', 'routine');
    send('b', 'b1', 'routine');
    send('b', 'b2', 'stat');
    send('c', 'c1', 'routine');
    await queue.tick(handlers);
    expect(ehr.taken.map(({ report }) => report)).toEqual(['b1', 'b2', 'a1', 'c1']);
  });
});
