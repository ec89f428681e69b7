/** More than any configuration or key set of an issuer has. */
const MAX_BYTES = 256 * 1024;

type Options = Pick<RequestInit, 'headers' | 'redirect' | 'signal' | 'method' | 'body'>;

/**
 * Asks an address whose answer is small, and reads no more than 256 KiB of it, also if it is compressed.
 * @throws RangeError if the answer is longer; the connection is then closed
 */
export async function fetchSmall(address: URL | string, options: Options): Promise<Response> {
  const response = await fetch(address, options);
  if (response.body === null) return response;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new RangeError('the answer is too long');
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), {
    status: response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
  });
}
