import { describe, expect, test } from '@jest/globals';
import { createHttpRelay } from '../../../gateway/relay.ts';
import { ServiceTime } from '../../../gateway/service-time.ts';
import { createSigner } from '../../../gateway/sign-request.ts';
import { anOru } from '../../support/messages.ts';

const DATE = 'Mon, 02 Mar 2026 14:00:00 GMT';
const cloudTime = Date.parse(DATE);
const HOUR_MS = 3_600_000;

/** The time after one answer, for a clock that is so far off. */
function timeAfter(offMs: number, answer: { readonly status?: number; readonly date?: string } = {}) {
  const time = new ServiceTime(() => new Date(cloudTime + offMs));
  time.learn({ status: answer.status ?? 403, headers: { date: answer.date ?? DATE } });
  return time.now().getTime() - cloudTime;
}

describe('the time of the cloud', () => {
  test.each([-6 * HOUR_MS, 6 * HOUR_MS, -30 * 24 * HOUR_MS, 61_000])(
    'is learnt by a clock that is %d ms off',
    (off) => {
      expect(timeAfter(off)).toBe(0);
    },
  );

  test.each<[string, number, Parameters<typeof timeAfter>[1]]>([
    ['a small difference', 59_000, {}],
    ['a difference of years', 400 * 24 * HOUR_MS, {}],
    ['an answer that is no refusal', HOUR_MS, { status: 200 }],
    ['an answer of another fault', HOUR_MS, { status: 503 }],
    ['a date that is none', HOUR_MS, { date: 'constructor' }],
  ])('is not taken from %s', (_, off, answer) => {
    expect(timeAfter(off, answer)).toBe(off);
  });

  test('is forgotten when the clock is set right', () => {
    let off = 6 * HOUR_MS;
    const time = new ServiceTime(() => new Date(cloudTime + off));
    time.learn({ status: 403, headers: { date: DATE } });
    off = 0;
    time.learn({ status: 403, headers: { date: DATE } });
    expect(time.now().getTime()).toBe(cloudTime);
  });
});

test('a request that was refused for the time of its signature is signed by the time of the cloud when it goes again', async () => {
  const serviceTime = new ServiceTime(() => new Date(cloudTime - 6 * HOUR_MS));
  const signed: unknown[] = [];
  const relay = createHttpRelay({
    url: 'https://api.test',
    timeoutMs: 1000,
    sign: createSigner({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      serviceTime,
    }),
    serviceTime,
    post: async ({ headers }) => {
      signed.push(headers['x-amz-date']);
      return { status: 403, headers: { date: DATE }, body: Buffer.from('{"message":"Signature expired"}') };
    },
  });
  const received = { bytes: anOru(), sender: { evidence: 'msh-3' } } as const;
  for (const _ of [1, 2]) expect(await relay(received)).toMatchObject({ kind: 'unanswered' });
  expect(signed).toEqual(['20260302T080000Z', '20260302T140000Z']);
});
