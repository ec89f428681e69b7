import { describe, expect, test } from '@jest/globals';
import { createSeal, KEY_BYTES } from '../../../../gateway/spool/seal.ts';
import { fc } from '../../../support/property.ts';

const key = (byte: number): Uint8Array => new Uint8Array(KEY_BYTES).fill(byte);
const text = Buffer.from('MSH|^~\\&|LIS|PID|Lind^Ada');
const about = Buffer.from('message 7');

describe('a seal', () => {
  test('opens what it closed', () => {
    const seal = createSeal(key(1));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.uint8Array({ maxLength: 50 }), (plain, of) => {
        expect(Buffer.from(seal.open(seal.close(plain, of), of))).toEqual(Buffer.from(plain));
      }),
    );
  });

  test('hides the text', () => {
    const sealed = Buffer.from(createSeal(key(1)).close(text, about));
    expect(sealed.includes('Lind')).toBe(false);
    expect(sealed.length).toBe(text.length + 28); // nonce and tag
  });

  test('never closes twice alike', () => {
    const seal = createSeal(key(1));
    const sealed = Array.from({ length: 1500 }, () => Buffer.from(seal.close(text, about)).toString('hex'));
    expect(new Set(sealed).size).toBe(1500);
  });

  test('stays closed for another key', () => {
    const sealed = createSeal(key(1)).close(text, about);
    expect(() => createSeal(key(2)).open(sealed, about)).toThrow();
  });

  test('stays closed where the bytes belong to something else', () => {
    const seal = createSeal(key(1));
    expect(() => seal.open(seal.close(text, about), Buffer.from('message 8'))).toThrow();
  });

  test.each([0, 11, 12, 27, 28, 40])('stays closed where byte %i was changed', (at) => {
    const seal = createSeal(key(1));
    const sealed = Buffer.from(seal.close(text, about));
    sealed[at] = (sealed[at] ?? 0) ^ 1;
    expect(() => seal.open(sealed, about)).toThrow();
  });

  test('stays closed where its end is missing', () => {
    const seal = createSeal(key(1));
    const sealed = seal.close(text, about);
    for (const length of [0, 10, 28, sealed.length - 1])
      expect(() => seal.open(sealed.slice(0, length), about)).toThrow();
  });

  test.each([0, 16, 31, 33])('has no key of %i bytes', (length) => {
    expect(() => createSeal(new Uint8Array(length))).toThrow('32 bytes');
  });
});
