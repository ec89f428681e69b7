import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Seal } from '../../ports/seal.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { parseJson } from '../../shared/parse-json.ts';

/** A key has at least so many characters; Secrets Manager generates them at random. */
const LEAST_LENGTH = 43;

/** A changed secret is read within this time. */
const REREAD_MS = 300_000;

interface Key {
  readonly kid: string;
  readonly bytes: Uint8Array;
}

const ALGORITHM = 'aes-256-gcm';
/** In bytes, as NIST SP 800-38D §8.2 and §5.2.1.2 want them. */
const [NONCE, TAG] = [12, 16];

const sealedSchema = z.object({ value: z.unknown(), until: z.number() });

/**
 * Seals with AES-256-GCM: the name of the key, then nonce, text and tag. Purpose and key are authenticated with it. The
 * secret has a key on each line: the first seals, every one opens. So a key is rotated by a new first line, and taken away
 * when the longest session is over.
 */
export function aesSeal(readSecret: () => Promise<string>, clock: Clock): Seal {
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
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(ALGORITHM, first.bytes, nonce, { authTagLength: TAG });
      cipher.setAAD(Buffer.from(`${first.kid} ${purpose}`));
      const text = JSON.stringify({ value, until: until.getTime() });
      const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return written(first, Buffer.concat(sealed));
    },
    open: async (text, purpose) => {
      const all = await keys();
      const [kid = '', encoded = ''] = text.split('.');
      const sealed = Buffer.from(encoded, 'base64url');
      const key = all.find((one) => one.kid === kid);
      // a text that is written in another way than ours is not ours
      if (key === undefined || text !== written(key, sealed)) return undefined;
      const opened = openWith(key, sealed, purpose);
      const read = sealedSchema.safeParse(opened === undefined ? undefined : parseJson(opened));
      return read.success && read.data.until > clock().getTime() ? read.data.value : undefined;
    },
  };
}

const written = ({ kid }: Key, sealed: Buffer): string => `${kid}.${sealed.toString('base64url')}`;

/** The text, if it was sealed with this key for this purpose. */
function openWith({ kid, bytes }: Key, sealed: Buffer, purpose: string): string | undefined {
  if (sealed.length < NONCE + TAG) return undefined;
  const decipher = createDecipheriv(ALGORITHM, bytes, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(`${kid} ${purpose}`));
  decipher.setAuthTag(sealed.subarray(-TAG));
  const text = decipher.update(sealed.subarray(NONCE, -TAG));
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // the tag is not of this text
    return undefined;
  }
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
