/** No form of ours is longer. */
const MAX_BODY = 64 * 1024;

/** A form that was sent, or the status with which it is refused. */
export type ReadForm =
  | { readonly kind: 'form'; readonly form: URLSearchParams }
  | { readonly kind: 'refused'; readonly status: 403 | 413 | 415 };

/**
 * Reads the form of a POST. It must come from a page of this origin and repeat the token of the session. Browsers send
 * `Origin: null` with forms of pages without a referrer, so that `Sec-Fetch-Site` and the token decide there.
 */
export async function readForm(request: Request, origin: string, csrf: string): Promise<ReadForm> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return { kind: 'refused', status: 415 };
  if (!isFromUs(request.headers, origin)) return { kind: 'refused', status: 403 };
  const body = await request.text();
  if (body.length > MAX_BODY) return { kind: 'refused', status: 413 };
  const form = new URLSearchParams(body);
  return isSameText(form.get('csrf') ?? '', csrf) ? { kind: 'form', form } : { kind: 'refused', status: 403 };
}

function isFromUs(headers: Headers, origin: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const stated = headers.get('origin');
  return stated === null || stated === 'null' || stated === origin;
}

/** Compares in a time that does not depend on where the texts differ. */
function isSameText(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0 && one.length > 0;
}
