import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { close, listen } from '../../local/listen.ts';

/** An OpenID Connect issuer: its published keys, and tokens that it signs. */
export async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  let url = '';
  const server = createServer((request, response) => {
    const send = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/jwks') send({ keys: [jwk] });
    else if (request.url === '/token')
      // it gives every client the scopes that it asks for
      text(request)
        .then((form) => token({ scope: new URLSearchParams(form).get('scope') ?? '' }))
        .then((access_token) => send({ access_token, token_type: 'Bearer', expires_in: 300 }))
        .catch(() => response.destroy());
    else
      send({
        ...{ issuer: url, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token` },
        authorization_endpoint: `${url}/authorize`,
        grant_types_supported: ['client_credentials'],
      });
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
