import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** Encrypts and authenticates the content of the disk (AES-256-GCM). */
export interface Seal {
  /** Binds the text to `about`, so that neither can be exchanged. */
  close(plain: Uint8Array, about: Uint8Array): Uint8Array;
  /** @throws if the key is wrong or the bytes were changed */
  open(sealed: Uint8Array, about: Uint8Array): Uint8Array;
}

export function createSeal(key: Uint8Array): Seal {
  if (key.length !== KEY_BYTES) throw new Error(`the key of a spool must have ${KEY_BYTES} bytes`);
  const secret = createSecretKey(key);
  // drawn in large pieces, because randomness is the slowest part of closing a message
  let random = Buffer.alloc(0);
  const nextIv = (): Buffer => {
    if (random.length === 0) random = randomBytes(IV_BYTES * 512);
    const iv = random.subarray(0, IV_BYTES);
    random = random.subarray(IV_BYTES);
    return iv;
  };
  return {
    close(plain, about) {
      const iv = nextIv();
      const cipher = createCipheriv(ALGORITHM, secret, iv).setAAD(about);
      const text = cipher.update(plain);
      cipher.final();
      return Buffer.concat([iv, cipher.getAuthTag(), text]);
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv(ALGORITHM, secret, bytes.subarray(0, IV_BYTES)).setAAD(about);
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}
