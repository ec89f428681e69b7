import { describe, expect, test } from '@jest/globals';
import { aesSeal } from '../../../../lib/adapters/cookies/aes-seal.ts';
import { fc } from '../../../support/property.ts';

const now = new Date('2026-03-02T06:00:00Z');
const later = new Date('2026-03-02T06:15:00Z');
const [first, second] = ['a'.repeat(43), 'b'.repeat(64)];
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const sealWith = (secret: string, at = now) =>
  aesSeal(
    async () => secret,
    () => at,
  );

describe('a sealed value', () => {
  test('is opened for its purpose', async () => {
    const seal = sealWith(first);
    const text = await seal.seal({ csrf: 'x' }, 'session', later);
    expect(text).not.toContain('csrf');
    expect(await seal.open(text, 'session')).toEqual({ csrf: 'x' });
  });

  test('is not opened for another purpose, with another key, or when its time is over', async () => {
    const text = await sealWith(first).seal({ csrf: 'x' }, 'session', later);
    expect(await sealWith(first).open(text, 'sign-in')).toBeUndefined();
    expect(await sealWith(second).open(text, 'session')).toBeUndefined();
    expect(await sealWith(first, new Date(later.getTime() + 1000)).open(text, 'session')).toBeUndefined();
  });

  test('is opened by an older key, and sealed by the newest', async () => {
    const text = await sealWith(first).seal({ csrf: 'x' }, 'session', later);
    const rotated = sealWith(`${second}\n${first}\n`);
    expect(await rotated.open(text, 'session')).toEqual({ csrf: 'x' });
    const anew = await rotated.seal({ csrf: 'y' }, 'session', later);
    expect(await sealWith(second).open(anew, 'session')).toEqual({ csrf: 'y' });
    expect(await sealWith(first).open(anew, 'session')).toBeUndefined();
  });

  test('is opened only if no character of it was changed', async () => {
    const seal = sealWith(first);
    const text = await seal.seal({ csrf: 'x' }, 'session', later);
    const changed = fc.record({ at: fc.nat(text.length - 1), to: fc.constantFrom(...base64url, '.', '=') });
    await fc.assert(
      fc.asyncProperty(changed, async ({ at, to }) => {
        const forged = `${text.slice(0, at)}${to}${text.slice(at + 1)}`;
        fc.pre(forged !== text);
        expect(await seal.open(forged, 'session')).toBeUndefined();
      }),
    );
  });

  test.each([-1, -16, -17, -28, -60])('is not opened without its end (%d)', async (end) => {
    const seal = sealWith(first);
    const text = await seal.seal({ csrf: 'x' }, 'session', later);
    expect(await seal.open(text.slice(0, end), 'session')).toBeUndefined();
  });

  test('is another text each time', async () => {
    const seal = sealWith(first);
    const texts = await Promise.all([1, 2, 3].map(() => seal.seal({ csrf: 'x' }, 'session', later)));
    expect(new Set(texts).size).toBe(3);
  });

  test('is nothing that somebody invents', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await sealWith(first).open(text, 'session')).toBeUndefined();
      }),
    );
  });
});

test.each(['', 'short', `${first}\nshort`])('the secret %j is refused', async (secret) => {
  await expect(sealWith(secret).seal({}, 'session', later)).rejects.toMatchObject({ code: 'SecretNotRead' });
});

test('a secret that could not be read is asked for again', async () => {
  let asked = 0;
  const seal = aesSeal(
    async () => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      return first;
    },
    () => now,
  );
  await expect(seal.seal({}, 'session', later)).rejects.toThrow('away');
  expect(await seal.seal({}, 'session', later)).toContain('.');
});
