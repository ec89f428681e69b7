import { describe, expect, test } from '@jest/globals';
import { MemoryDeliveryStore } from '../../../../lib/adapters/memory/delivery-store.ts';
import { MemoryReportStore } from '../../../../lib/adapters/memory/report-store.ts';
import { Circuit } from '../../../../lib/app/deliver/circuit.ts';
import { deliverUpdate } from '../../../../lib/app/deliver/deliver-update.ts';
import { retryDelaySeconds } from '../../../../lib/app/deliver/retry-delay.ts';
import type { Update } from '../../../../lib/model/update.ts';
import { AdapterError, type Disposition } from '../../../../lib/shared/adapter-error.ts';
import { anOru } from '../../../support/messages.ts';
import { reportOf } from '../../../support/normalized.ts';

function aDestination(outcome: 'delivered' | 'handed-over' = 'delivered') {
  const states: (string | undefined)[] = [];
  const received: number[] = [];
  const deliveries = new MemoryDeliveryStore();
  const reports = new MemoryReportStore();
  let fault: AdapterError | undefined;
  const report = reportOf(anOru());
  const content = (version: number) => ({
    version,
    messageId: 'm',
    createdAt: '2026-03-02T14:00:00.000Z',
    sequenceGroup: 'g',
    published: 1,
    changes: ['report'],
    report,
  });
  const standing = () => deliveries.get('ehr', report.key);
  const dependencies = {
    reports,
    clock: () => new Date('2026-03-02T15:00:00Z'),
    deliveries,
    circuit: new Circuit(() => 0),
    destination: {
      outcome,
      deliver: async ({ version }: { version: number }) => {
        if (fault !== undefined) throw fault;
        states.push((await standing())?.state);
        received.push(version);
      },
    },
  };
  const deliver = (version: number, whole = true) => {
    const claim: Update = {
      schema: 'labwire.report.v1',
      destination: 'ehr',
      reportKey: report.key,
      version,
      reason: 'new',
      priority: 'routine',
      messageId: 'm',
    };
    return deliverUpdate(whole ? { ...claim, content: content(version) } : claim, dependencies);
  };
  const fail = (disposition: Disposition | undefined, answer = 'Patient.name is wrong') => {
    fault = disposition && new AdapterError('HTTP422', disposition, 'no', { cause: new Error(answer) });
  };
  return { deliver, fail, received, states, standing, reports, content, deliveries };
}

describe('delivering an update', () => {
  test('it is handed over once, however often it comes', async () => {
    const { deliver, received } = aDestination();
    expect(await deliver(1)).toEqual({ outcome: 'delivered' });
    expect(await deliver(1)).toEqual({ outcome: 'superseded' });
    expect(received).toEqual([1]);
  });

  test('a stale update does not overtake a newer one', async () => {
    const { deliver, received } = aDestination();
    await deliver(2);
    expect(await deliver(1)).toEqual({ outcome: 'superseded' });
    expect(received).toEqual([2]);
  });

  test.each(['transient', 'ambiguous'] as const)('a %s failure is tried again', async (disposition) => {
    const { deliver, fail, received } = aDestination();
    fail(disposition);
    await expect(deliver(1)).rejects.toMatchObject({ disposition });
    fail(undefined);
    await deliver(1);
    expect(received).toEqual([1]);
  });

  test('a permanent failure is parked with the reason, and the next version goes out', async () => {
    const { deliver, fail, received, standing } = aDestination();
    fail('permanent');
    expect(await deliver(1)).toEqual({ outcome: 'parked', code: 'HTTP422' });
    expect(await standing()).toMatchObject({
      state: 'parked',
      version: 1,
      failure: { code: 'HTTP422', answer: 'Patient.name is wrong' },
    });
    fail(undefined);
    await deliver(2);
    expect(received).toEqual([2]);
    expect(await standing()).toMatchObject({ state: 'delivered', version: 2 });
  });

  test('a long answer is kept up to 4,000 characters', async () => {
    const { deliver, fail, standing } = aDestination();
    fail('permanent', 'x'.repeat(5000));
    await deliver(1);
    expect((await standing())?.failure?.answer).toHaveLength(4000);
  });

  test('an update too long for the queue is read from the store', async () => {
    const { deliver, received, reports, content } = aDestination();
    await expect(deliver(1, false)).rejects.toMatchObject({ code: 'ReportVersionNotFound' });
    await reports.append(content(1));
    await deliver(1, false);
    expect(received).toEqual([1]);
  });
});

describe('an update for the gateway', () => {
  test('is recorded before it is handed over, so that no receipt comes too early', async () => {
    const { deliver, states, standing } = aDestination('handed-over');
    expect(await deliver(1)).toEqual({ outcome: 'handed-over' });
    expect(states).toEqual(['handed-over']);
    expect(await standing()).toMatchObject({ state: 'handed-over', version: 1 });
  });

  test('is handed over by a later try, if the first one ended after the record', async () => {
    const { deliver, fail, received } = aDestination('handed-over');
    fail('transient');
    await expect(deliver(1)).rejects.toMatchObject({ disposition: 'transient' });
    fail(undefined);
    expect(await deliver(1)).toEqual({ outcome: 'handed-over' });
    expect(received).toEqual([1]);
  });

  test('whose outcome is known is not handed over again', async () => {
    const { deliver, deliveries, received, standing } = aDestination('handed-over');
    await deliver(1);
    const { reportKey = '' } = (await standing()) ?? {};
    const receipt = { destination: 'ehr', reportKey, version: 1, state: 'delivered' } as const;
    await deliveries.settle(receipt, new Date('2026-03-02T15:00:01Z'));
    expect(await deliver(1)).toEqual({ outcome: 'superseded' });
    expect(received).toEqual([1]);
    expect(await standing()).toMatchObject({ state: 'delivered' });
  });

  test('that another function records at the same time is tried again', async () => {
    const { deliver, deliveries, received, states } = aDestination('handed-over');
    const put = deliveries.put.bind(deliveries);
    deliveries.put = async (delivery) => {
      await put(delivery);
      return put(delivery);
    };
    await expect(deliver(1)).rejects.toMatchObject({ code: 'DeliveryContested', disposition: 'transient' });
    expect([received, states]).toEqual([[], []]);
  });

  test('that cannot be written is parked', async () => {
    const { deliver, fail, standing } = aDestination('handed-over');
    fail('permanent');
    expect(await deliver(1)).toEqual({ outcome: 'parked', code: 'HTTP422' });
    expect(await standing()).toMatchObject({ state: 'parked', version: 1 });
  });
});

describe('the time between tries', () => {
  test('doubles from seconds to half an hour and no further', () => {
    const delays = [1, 2, 3, 8, 9, 10, 500].map((attempt) => retryDelaySeconds(attempt, 1));
    expect(delays).toEqual([5, 10, 20, 640, 1280, 1800, 1800]);
  });

  test('is spread, so that not all come back at once', () => {
    expect(retryDelaySeconds(10, 0)).toBe(1350);
  });

  test('waits out nine days within the 600 receives of the queue, and reaches its DLQ before the 14 days are over', () => {
    const days = (random: number) => {
      let waited = 0;
      for (let attempt = 1; attempt < 600; attempt++) waited += retryDelaySeconds(attempt, random);
      return waited / (24 * 3600);
    };
    expect(days(0)).toBeGreaterThan(9);
    expect(days(1)).toBeLessThan(13);
  });
});
