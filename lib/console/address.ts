import { isSecureAddress } from '../shared/secure-address.ts';

/** The part of an API Gateway event that says how the browser reached it. */
interface Reached {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly requestContext: { readonly path: string; readonly domainName?: string | undefined };
}

/**
 * The address of the console as the browser sees it, with the stage or the base path of the hospital's own domain. The
 * host is the one that API Gateway was reached by. Plain HTTP is only of this machine.
 */
export function consoleAddress({ path, headers, requestContext }: Reached): string {
  const host = requestContext.domainName ?? headers['host'] ?? headers['Host'] ?? 'localhost';
  const before = requestContext.path.slice(0, Math.max(0, requestContext.path.length - path.length));
  const plain = `http://${host}`;
  const isPlain = headers['x-forwarded-proto'] === 'http' && isSecureAddress(plain);
  return `${isPlain ? plain : `https://${host}`}${before}/console`;
}
