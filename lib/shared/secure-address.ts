/**
 * Whether an address is one to which secrets and results may be sent: over TLS, or on this machine. A name counts as this machine
 * only if it is `localhost`.
 */
export function isSecureAddress(address: string | URL): boolean {
  if (!URL.canParse(String(address))) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

// URL writes every form of an IPv4 address with four numbers
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
