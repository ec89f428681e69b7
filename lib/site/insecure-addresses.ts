import type { DestinationConfig } from '../destinations/kinds.ts';
import { isSecureAddress } from '../shared/secure-address.ts';

/** An address over plain HTTP, through which others can read along or answer. */
export interface InsecureAddress {
  /** Its place in the site file. */
  readonly path: readonly PropertyKey[];
  readonly address: string;
  /** The site says `insecure: true` there. */
  readonly isMeant: boolean;
}

interface Addressed {
  readonly access?: object | undefined;
  readonly console?: object | undefined;
  readonly destinations: readonly Unread[];
}

type Unread = DestinationConfig extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'translations'>
    : never
  : never;

/** The addresses of a site that are plain HTTP to another machine. */
export function insecureAddresses({ destinations, ...rest }: Addressed): readonly InsecureAddress[] {
  const places = destinations.flatMap((destination, index) => {
    if (!('url' in destination)) return [];
    const { url, auth, insecure } = destination;
    const isMeant = insecure === true;
    const path = ['destinations', index];
    const tokens = auth !== undefined && 'tokenUrl' in auth ? [auth.tokenUrl] : [];
    return [
      { path: [...path, 'url'], address: url, isMeant },
      ...tokens.map((address) => ({ path: [...path, 'auth', 'tokenUrl'], address, isMeant })),
    ];
  });
  const issuers = (['access', 'console'] as const).flatMap((part) => {
    const of = rest[part];
    if (of === undefined || !('issuer' in of) || typeof of.issuer !== 'string') return [];
    return [
      { path: [part, 'issuer'], address: of.issuer, isMeant: 'insecure' in of && of.insecure === true },
    ];
  });
  return [...places, ...issuers].filter(({ address }) => !isSecureAddress(address));
}
