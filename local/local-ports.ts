import type { Site } from '../lib/site/site.ts';

const ORIGIN = /^https?:\/\/(?:127\.0\.0\.1|localhost):\d+/;

/** Stands for any port of this machine. */
const ANY_PORT = 1;

/**
 * Replaces the ports of this machine in a site, because they differ in each run: two runs of one site then
 * have the same template. `origins` maps each placeholder to its original: `http://127.0.0.1:54321`.
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
