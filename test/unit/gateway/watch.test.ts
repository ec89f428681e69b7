import { describe, expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../gateway/events.ts';
import type { Taking } from '../../../gateway/intake.ts';
import { Watch } from '../../../gateway/watch.ts';
import { gatewaySchema } from '../../../lib/site/gateway.ts';
import { anySite } from '../../support/gateway.ts';
import { anOru } from '../../support/messages.ts';

const MINUTE = 60_000;
const accepting: Taking = async () => ({ outcome: 'accepted', answer: new Uint8Array(), followUps: [] });

function aWatch(channel: Readonly<Record<string, unknown>> = {}) {
  let now = Date.parse('2026-03-02T08:00:00-05:00');
  let elapsed = 0;
  const events: GatewayEvent[] = [];
  const { channels } = gatewaySchema.parse({ channels: [{ id: 'lab', kind: 'mllp', port: 0, ...channel }] });
  const watch = new Watch({
    site: anySite(),
    channels,
    onEvent: (event) => events.push(event),
    time: { now: () => now, elapsed: () => elapsed },
  });
  const intake = watch.over(accepting);
  return {
    events,
    setClock: (byMs: number): void => {
      now += byMs;
    },
    pass: (ms: number): void => {
      now += ms;
      elapsed += ms;
      watch.check();
    },
    hear: (header: Readonly<Record<number, string>> = {}) =>
      intake(
        { bytes: anOru({ header: { 7: '', ...header } }), sender: { evidence: 'msh-3', channel: 'lab' } },
        'sender',
      ),
  };
}

describe('silence', () => {
  test.each([-6 * 60 * MINUTE, 6 * 60 * MINUTE])(
    'is not found, nor hidden, by a clock that is set (%d ms)',
    async (byMs) => {
      const { events, pass, hear, setClock } = aWatch({ silentAfterMinutes: 30 });
      await hear();
      setClock(byMs);
      pass(29 * MINUTE);
      expect(events).toEqual([]);
      pass(2 * MINUTE);
      expect(events).toEqual([{ kind: 'source-silent', source: 'lab', minutes: 31 }]);
    },
  );

  test('is noticed after the time that is configured, once, and its end is said', async () => {
    const { events, pass, hear } = aWatch({ silentAfterMinutes: 30 });
    pass(29 * MINUTE);
    expect(events).toEqual([]);
    pass(2 * MINUTE);
    pass(60 * MINUTE);
    await hear();
    pass(20 * MINUTE);
    expect(events).toEqual([
      { kind: 'source-silent', source: 'lab', minutes: 31 },
      { kind: 'source-heard', source: 'lab', minutes: 91 },
    ]);
  });

  test('is noticed by what is usual, where nothing is configured', async () => {
    const { events, pass, hear } = aWatch();
    pass(1000 * MINUTE);
    for (let count = 0; count < 25; count++) {
      await hear();
      pass(5 * MINUTE);
    }
    expect(events).toEqual([]);
    pass(9 * MINUTE);
    expect(events).toEqual([]);
    pass(3 * MINUTE);
    expect(events).toEqual([{ kind: 'source-silent', source: 'any', minutes: 17 }]);
  });
});

test('a clock that is off is said once, until it is right again', async () => {
  const { events, hear } = aWatch();
  await hear({ 7: '20260302080200-0500' });
  expect(events).toEqual([]);
  await hear({ 7: '20260302091000-0500' });
  await hear({ 7: '20260302091100-0500' });
  await hear({ 7: '20260302080000-0500' });
  await hear({ 7: '20260301080000-0500' });
  expect(events).toEqual([
    { kind: 'clock-skew', source: 'any', seconds: 4200 },
    { kind: 'clock-skew', source: 'any', seconds: -86_400 },
  ]);
});

test('a gap in MSH-13 is said with how many are missing', async () => {
  const { events, hear } = aWatch();
  for (const number of ['7', '8', '12', '12', '3', '4']) await hear({ 13: number });
  expect(events).toEqual([{ kind: 'sequence-gap', source: 'any', missing: 3 }]);
});

test('the last numbers of the thousand senders heard last are kept, and no more', async () => {
  const { events, hear } = aWatch();
  const number = (sender: string, value: number) => hear({ 3: sender, 13: String(value) });
  await number('LAB', 1);
  await number('FIRST', 1);
  for (let sender = 0; sender < 998; sender++) await number(`S${sender}`, 1);
  await number('LAB', 3);
  expect(events).toEqual([{ kind: 'sequence-gap', source: 'any', missing: 1 }]);
  await number('NEW', 1);
  await number('FIRST', 9);
  await number('LAB', 5);
  expect(events).toEqual([1, 1].map((missing) => ({ kind: 'sequence-gap', source: 'any', missing })));
});
