import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { close, listen } from '../../local/listen.ts';

/** An OpenID Connect issuer: its published keys, and tokens that it signs. */
export async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  let url = '';
  const server = createServer((request, response) => {
    const body = request.url === '/jwks' ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  url = `http://127.0.0.1:${await listen(server)}`;
  const token = (
    claims: Readonly<Record<string, unknown>>,
    { audience = 'labwire', lifeSeconds = 300, isForged = false, header = {} } = {},
  ): Promise<string> =>
    new SignJWT({ sub: 'ehr', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
      .setIssuer(url)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifeSeconds)
      .sign(isForged ? stranger.privateKey : privateKey);
  return { url, token, stop: () => close(server) };
}
