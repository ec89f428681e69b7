import { describe, expect, test } from '@jest/globals';
import { joseSeal } from '../../../../lib/adapters/cookies/jose-seal.ts';
import { fc } from '../../../support/property.ts';

const now = new Date('2026-03-02T06:00:00Z');
const later = new Date('2026-03-02T06:15:00Z');
const [first, second] = ['a'.repeat(43), 'b'.repeat(64)];
const sealWith = (secret: string, at = now) =>
  joseSeal(
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
    const [head = '', , iv = '', body = '', tag = ''] = text.split('.');
    const flipped = (part: string) => `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`;
    for (const forged of [
      [flipped(head), '', iv, body, tag],
      [head, '', flipped(iv), body, tag],
      [head, '', iv, flipped(body), tag],
      [head, '', iv, body, flipped(tag)],
      [Buffer.from('{"alg":"none"}').toString('base64url'), '', iv, body, tag],
    ])
      expect(await seal.open(forged.join('.'), 'session')).toBeUndefined();
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
  const seal = joseSeal(
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
