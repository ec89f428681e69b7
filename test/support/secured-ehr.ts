import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { exportJWK, exportPKCS8, generateKeyPair, jwtVerify } from 'jose';
import { close, listen } from '../../local/listen.ts';
import { transactionResponse } from './transaction-response.ts';

const file = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)), 'utf8');

/**
 * A FHIR server that requires a token, and its authorization server, which accepts a client secret or a
 * signed assertion (SMART Backend Services). With `mutualTls` it also requires a certificate.
 */
export async function startSecuredEhr({ mutualTls = false } = {}) {
  const { publicKey, privateKey } = await generateKeyPair('RS384', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS384' };
  const bundles: string[] = [];
  const clients: string[] = [];
  const tokens = new Set<string>();
  let url = '';
  const state = { tokenRequests: 0, lifeSeconds: 3600, forgets: false };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/jwks') return void json(200, { keys: [jwk] });
    const body = await text(request);
    if (request.url === '/token') {
      state.tokenRequests++;
      const client = await clientOf(new URLSearchParams(body), request.headers.authorization);
      if (client === undefined) return void json(401, { error: 'invalid_client' });
      clients.push(client);
      const token = `token-${state.tokenRequests}`;
      tokens.add(token);
      return void json(200, { access_token: token, token_type: 'bearer', expires_in: state.lifeSeconds });
    }
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (!tokens.has(token)) return void json(401, { resourceType: 'OperationOutcome' });
    if (mutualTls)
      clients.push((request.socket as TLSSocket).getPeerCertificate().subject.CN?.toString() ?? '');
    if (request.method === 'POST') bundles.push(body);
    json(
      200,
      request.method === 'POST' ? transactionResponse(body) : { resourceType: 'CapabilityStatement' },
    );
  };
  const clientOf = async (form: URLSearchParams, header: string | undefined): Promise<string | undefined> => {
    if (form.get('grant_type') !== 'client_credentials') return undefined;
    const assertion = form.get('client_assertion');
    if (assertion === null) {
      const basic = Buffer.from(header?.replace('Basic ', '') ?? '', 'base64').toString();
      return basic === 'labwire:s3cret' || form.get('client_secret') === 's3cret' ? 'labwire' : undefined;
    }
    const { payload } = await jwtVerify(assertion, async () => publicKey, {
      audience: `${url}/token`,
      issuer: 'labwire',
      subject: 'labwire',
      algorithms: ['RS384'],
    }).catch(() => ({ payload: {} as { jti?: string; exp?: number } }));
    return payload.jti === undefined || payload.exp === undefined ? undefined : 'labwire by key';
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => response.destroy());
  };
  const server = mutualTls
    ? createSecureServer(
        {
          cert: file('server.pem'),
          key: file('server.key'),
          ca: file('ca.pem'),
          requestCert: true,
          rejectUnauthorized: true,
        },
        listener,
      )
    : createServer(listener);
  const port = await listen(server as never);
  url = `${mutualTls ? 'https' : 'http'}://localhost:${port}`;
  return {
    url,
    bundles,
    clients,
    state,
    privateKey: await exportPKCS8(privateKey),
    certificates: { authority: file('ca.pem'), certificate: file('analyzer.pem'), key: file('analyzer.key') },
    /** Makes all issued tokens invalid. */
    revoke: () => tokens.clear(),
    stop: () => close(server as never),
  };
}
