import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** Encrypts and authenticates what lies on the disk (AES-256-GCM). */
export interface Seal {
  /** `about` is bound to the text: neither can be swapped for another's. */
  close(plain: Uint8Array, about: Uint8Array): Uint8Array;
  /** @throws where the key is another, or the bytes were changed */
  open(sealed: Uint8Array, about: Uint8Array): Uint8Array;
}

export function createSeal(key: Uint8Array): Seal {
  if (key.length !== KEY_BYTES) throw new Error(`a key has ${KEY_BYTES} bytes`);
  return {
    close(plain, about) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(about);
      const text = cipher.update(plain);
      cipher.final();
      return Buffer.concat([iv, cipher.getAuthTag(), text]);
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES)).setAAD(about);
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}
