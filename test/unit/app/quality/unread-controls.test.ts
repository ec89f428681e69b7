import { describe, expect, test } from '@jest/globals';
import { acceptMessage } from '../../../../lib/app/accept/accept-message.ts';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import { aControl, aQuality } from '../../../support/quality/controls.ts';
import { aSite } from '../../../support/site.ts';

const day = '20260303';
const control = (time: string, value = '101') => aControl({ at: `${day}${time}`, value });
const result = (time: string, device = 'c303') =>
  toMessage(
    msh({ 3: 'ANALYZER', 4: '', 7: `${day}${time}+0000`, 10: `P${time}` }),
    pid({ 3: `${time}^^^RIVERSIDE^MR` }),
    obr({ 3: `F${time}` }),
    obx({ 3: 'GLU^Glucose^99LAB', 5: '95', 6: 'mg/dL', 18: device, 19: `${day}${time}+0000` }),
  );

/** A system in which a test says what is read when. Messages are received one a minute. */
function aBacklog(gate: Readonly<Record<string, unknown>> = { mode: 'gate' }) {
  const cloud = aMemoryCloud(undefined, { quality: aQuality({ gate }), since: Date.UTC(2026, 2, 3, 20) });
  const { inbound, dependencies } = cloud;
  const receive = async (bytes: Uint8Array) => {
    const messageId = await cloud.accept(bytes);
    const read = async () => {
      const entry = inbound.entries.find((one) => one.messageId === messageId && one.occasion === undefined);
      const before = inbound.entries.length;
      const outcome = await cloud.normalize(messageId, entry);
      await awakened(before);
      return outcome;
    };
    return { messageId, read };
  };
  /** Reads what was queued again meanwhile. */
  const awakened = async (from: number) => {
    for (let at = from; at < inbound.entries.length; at++) {
      const entry = inbound.entries[at];
      const { record } = (await cloud.messages.get(entry?.messageId ?? '')) ?? {};
      if (entry?.occasion === 'awaited' && record?.state !== 'received')
        await cloud.normalize(entry.messageId, entry);
    }
  };
  const reports = () =>
    cloud.reports.all().map(({ report, published, version }) => ({
      id: report.parts[0]?.patient?.identifiers[0]?.value,
      holds: report.holds,
      isSent: published === version,
    }));
  return { ...cloud, dependencies, receive, reports, marks: () => cloud.unread.of('analyzer') };
}

describe('a result that came after a control which waits to be read', () => {
  test('is held, and decided anew when the control has been read', async () => {
    const { receive, reports, marks } = aBacklog();
    await (await receive(control('060000'))).read();
    const failing = await receive(control('080000', '131'));
    const later = await receive(result('090000'));
    expect(await later.read()).toMatchObject({ outcome: 'processed' });
    expect(reports()).toEqual([{ id: '090000', holds: ['qc-unread'], isSent: false }]);
    await failing.read();
    // the decision names the rejected control now
    expect(reports()).toEqual([{ id: '090000', holds: ['qc-failed'], isSent: false }]);
    expect(await marks()).toEqual([]);
  });

  test('is delivered when that control turns out to be good', async () => {
    const { receive, reports } = aBacklog();
    await (await receive(control('060000'))).read();
    const good = await receive(control('080000'));
    await (await receive(result('090000'))).read();
    expect(reports()).toMatchObject([{ holds: ['qc-unread'], isSent: false }]);
    await good.read();
    expect(reports()).toEqual([{ id: '090000', holds: [], isSent: true }]);
  });

  test('is free if it came before the control', async () => {
    const { receive, reports } = aBacklog();
    await (await receive(control('060000'))).read();
    const earlier = await receive(result('070000'));
    await receive(control('080000', '131'));
    await earlier.read();
    expect(reports()).toEqual([{ id: '070000', holds: [], isSent: true }]);
  });

  test.each(['watch', 'open'])('is not held in the mode %s', async (mode) => {
    const { receive, reports, marks } = aBacklog({ mode });
    await receive(control('080000', '131'));
    await (await receive(result('090000'))).read();
    expect(reports()).toEqual([{ id: '090000', holds: [], isSent: true }]);
    expect(await marks()).toEqual([]);
  });

  test('is free when the control could not be read to its end, and was set aside', async () => {
    const { receive, reports, dependencies, normalize } = aBacklog();
    await (await receive(control('060000'))).read();
    const broken = await receive(control('080000', '131'));
    await (await receive(result('090000'))).read();
    const entries = dependencies.inbound.entries.length;
    const qc = {
      put: async () => {
        throw new Error('a fault of ours');
      },
      read: async () => [],
      ofNoSystem: async () => [],
    };
    const faulty = { ...dependencies, qc };
    expect(await normalizeMessage(broken.messageId, faulty, { tries: 3 })).toMatchObject({
      outcome: 'failed',
    });
    for (const { messageId, occasion } of dependencies.inbound.entries.slice(entries))
      await normalize(messageId, { occasion });
    expect(reports()).toEqual([{ id: '090000', holds: [], isSent: true }]);
  });

  test('is read again once, for the last of many such controls', async () => {
    const { receive, reports, inbound } = aBacklog();
    await (await receive(control('030000'))).read();
    const controls: Awaited<ReturnType<typeof receive>>[] = [];
    for (const hour of ['04', '05', '06', '07', '08'])
      for (const [minute, value] of [
        ['00', '101'],
        ['30', '99'],
      ])
        controls.push(await receive(control(`${hour}${minute}00`, value)));
    const results = ['090000', '091000', '092000', '093000', '094000'];
    for (const time of results) await (await receive(result(time))).read();
    expect(reports().map(({ holds }) => holds)).toEqual(results.map(() => ['qc-unread']));
    for (const { read } of controls) await read();
    expect(reports().map(({ isSent }) => isSent)).toEqual(results.map(() => true));
    const again = inbound.entries.filter(({ occasion }) => occasion === 'awaited');
    expect(again).toHaveLength(results.length);
  });

  test('is free although the worker died before it could say that the control was read', async () => {
    const { receive, reports, dependencies, normalize, unread, marks } = aBacklog();
    await (await receive(control('060000'))).read();
    const { messageId } = await receive(control('080000'));
    await (await receive(result('090000'))).read();
    const unmark = unread.unmark.bind(unread);
    unread.unmark = async () => {
      throw new Error('killed');
    };
    await expect(normalize(messageId)).rejects.toThrow('killed');
    unread.unmark = unmark;
    expect(reports()).toMatchObject([{ holds: ['qc-unread'] }]);
    // the queue gives the entry out again
    const before = dependencies.inbound.entries.length;
    expect(await normalize(messageId)).toMatchObject({ outcome: 'already-processed' });
    for (const entry of dependencies.inbound.entries.slice(before)) await normalize(entry.messageId, entry);
    expect(reports()).toEqual([{ id: '090000', holds: [], isSent: true }]);
    expect(await marks()).toEqual([]);
  });

  test('does not wait for a mark whose message was read, and removes it', async () => {
    const { receive, reports, unread, marks } = aBacklog();
    const read = await receive(control('060000'));
    await read.read();
    // a copy of the control came while the control was being finished
    await unread.mark('analyzer', { messageId: read.messageId, receivedAt: 0 });
    await (await receive(result('090000'))).read();
    expect(reports()).toEqual([{ id: '090000', holds: [], isSent: true }]);
    expect(await marks()).toEqual([]);
  });

  test('may be released by a person', async () => {
    const { receive, reports, replay } = aBacklog();
    await (await receive(control('060000'))).read();
    await receive(control('080000', '131'));
    const later = await receive(result('090000'));
    await later.read();
    await replay({ messageId: later.messageId, release: ['qc-unread'], by: 'mara', why: 'known to be good' });
    expect(reports()).toEqual([{ id: '090000', holds: [], isSent: true }]);
  });
});

test('a control is marked before its message is queued, and a copy of one that waits does not change the mark', async () => {
  const { accept, dependencies, unread, marks } = aBacklog();
  const order: string[] = [];
  const [mark, send] = [unread.mark.bind(unread), dependencies.inbound.send.bind(dependencies.inbound)];
  unread.mark = async (...of) => {
    order.push('mark');
    await mark(...of);
  };
  dependencies.inbound.send = async (entry) => {
    order.push('send');
    await send(entry);
  };
  const id = await accept(control('080000'));
  const [first] = await marks();
  expect(await accept(control('080000'))).toBe(id);
  expect(order).toEqual(['mark', 'send', 'mark', 'send']);
  expect(await marks()).toEqual([first]);
});

test('a site without gated test systems, and a message without a control, is not marked', async () => {
  const cloud = aMemoryCloud();
  const { unread, messages, inbound, orders } = cloud;
  unread.mark = async () => {
    throw new Error('marked');
  };
  const quality = aQuality({ gate: { mode: 'watch' } });
  for (const [controls, bytes] of [
    [undefined, control('080000')],
    [{ quality, unread }, control('080000')],
    [{ quality: aQuality({ gate: { mode: 'gate' } }), unread }, result('090000')],
  ] as const) {
    const dependencies = { messages, inbound, orders, site: aSite(), controls, clock: () => new Date() };
    expect(await acceptMessage(bytes, dependencies)).toMatchObject({
      outcome: expect.stringMatching(/^(?:accepted|duplicate)$/),
    });
  }
});

test('whatever is read first, no result that came after a rejected control is delivered, and no hold stays without a reason', async () => {
  const kinds = fc.constantFrom('good', 'bad', 'result');
  await fc.assert(
    fc.asyncProperty(
      fc.array(kinds, { minLength: 2, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      async (course, keys) => {
        const { receive, reports } = aBacklog();
        const all: { readonly kind: string; readonly read: () => Promise<unknown> }[] = [];
        for (const [index, kind] of course.entries()) {
          const time = `0${index + 1}0000`;
          const bytes = kind === 'result' ? result(time) : control(time, kind === 'bad' ? '131' : '101');
          all.push({ kind, ...(await receive(bytes)) });
        }
        const order = all
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key);
        for (const { one } of order) await one.read();
        const failed = course.indexOf('bad');
        const found = new Map(reports().map(({ id, ...report }) => [id, report]));
        for (const [index, kind] of course.entries()) {
          if (kind !== 'result') continue;
          const report = found.get(`0${index + 1}0000`);
          expect(report?.holds).not.toContain('qc-unread');
          // nobody documents an action, so that the gate stays closed after a reject
          if (failed !== -1 && failed < index) expect(report).toMatchObject({ isSent: false });
          if (failed === -1 && course.slice(0, index).includes('good'))
            expect(report).toMatchObject({ isSent: true });
        }
      },
    ),
  );
});
