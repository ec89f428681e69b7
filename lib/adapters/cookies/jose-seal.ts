import { createHash, hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { Seal } from '../../ports/seal.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';

/** A key has at least so many characters; Secrets Manager generates them at random. */
const LEAST_LENGTH = 43;

/** A changed secret is read within this time. */
const REREAD_MS = 300_000;

interface Key {
  readonly kid: string;
  readonly bytes: Uint8Array;
}

/**
 * Seals with JSON Web Encryption (RFC 7516; `dir`, A256GCM). The secret has a key on each line: the first seals, every
 * one opens. So a key is rotated by a new first line, and taken away when the longest session is over.
 */
export function joseSeal(readSecret: () => Promise<string>, clock: Clock): Seal {
  let known: { readonly keys: Promise<readonly Key[]>; readonly until: number } | undefined;
  const keys = (): Promise<readonly Key[]> => {
    const now = clock().getTime();
    if (known === undefined || known.until <= now) {
      const read = readSecret().then(keysOf);
      known = { keys: read, until: now + REREAD_MS };
      // a failure is asked again at once
      read.catch(() => {
        known = undefined;
      });
    }
    return known.keys;
  };
  return {
    seal: async (value, purpose, until) => {
      const [first] = await keys();
      if (first === undefined) throw noKey();
      return new EncryptJWT({ value })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: first.kid })
        .setAudience(purpose)
        .setExpirationTime(until)
        .encrypt(first.bytes);
    },
    open: async (text, purpose) => {
      const all = await keys();
      try {
        const { payload } = await jwtDecrypt(text, ({ kid }) => keyNamed(kid, all), {
          audience: purpose,
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          requiredClaims: ['exp'],
          currentDate: clock(),
        });
        return payload['value'];
      } catch (cause) {
        if (!(cause instanceof errors.JOSEError)) throw cause;
        return undefined;
      }
    },
  };
}

function keyNamed(kid: unknown, keys: readonly Key[]): Uint8Array {
  const found = keys.find((key) => key.kid === kid);
  if (found === undefined) throw new errors.JWKSNoMatchingKey();
  return found.bytes;
}

function keysOf(secret: string): readonly Key[] {
  const lines = secret
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0 || lines.some(({ length }) => length < LEAST_LENGTH)) throw noKey();
  return lines.map((line) => ({
    kid: createHash('sha256').update(`kid ${line}`).digest('hex').slice(0, 12),
    bytes: new Uint8Array(hkdfSync('sha256', line, '', 'labwire console cookies', 32)),
  }));
}

const noKey = (): AdapterError =>
  new AdapterError('SecretNotRead', 'transient', 'The secret has no key of enough characters on each line');
