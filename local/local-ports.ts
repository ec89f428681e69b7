import type { Site } from '../lib/site/site.ts';

const ORIGIN = /^https?:\/\/(?:127\.0\.0\.1|localhost):\d+/;

/** Stands for any port of this machine. */
const ANY_PORT = 1;

/**
 * The same site without the ports of this machine, which are others in each run: two runs of one site have the same
 * template. `origins` says by the word that stands in the site now what it was: `http://127.0.0.1:54321`.
 */
export function withoutPorts(site: Site): {
  readonly site: Site;
  readonly origins: ReadonlyMap<string, string>;
} {
  const origins = new Map<string, string>();
  const replace = (_key: string, value: unknown): unknown => {
    if (isLocalPeer(value)) return { ...value, port: ANY_PORT };
    if (typeof value !== 'string') return value;
    return value.replace(ORIGIN, (origin) => {
      const word = `${origin.slice(0, origin.indexOf(':'))}://port-${origins.size}.invalid`;
      origins.set(word, origin);
      return word;
    });
  };
  return { site: JSON.parse(JSON.stringify(site), replace) as Site, origins };
}

const isLocalPeer = (value: unknown): value is { readonly host: string; readonly port: number } =>
  typeof value === 'object' &&
  value !== null &&
  'port' in value &&
  'host' in value &&
  ['127.0.0.1', 'localhost'].includes(String(value.host));
