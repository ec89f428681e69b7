import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerWithContextHandler,
} from 'aws-lambda';
import { createTokenVerifier } from '../lib/adapters/http/token-verifier.ts';
import { createTelemetry } from '../lib/adapters/telemetry/telemetry.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readSite, required } from './environment.ts';

const telemetry = createTelemetry({
  service: 'authorize',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const { access } = readSite().site;
const verify = createTokenVerifier({
  issuer: required('ISSUER'),
  audience: JSON.parse(required('AUDIENCE')) as string[],
  ...(access !== undefined && 'issuer' in access
    ? { maxTokenMinutes: access.maxTokenMinutes, insecure: access.insecure }
    : {}),
});

/** API Gateway answers this message with 401. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * Lets every caller with a valid token of the issuer read. `read` decides by the token's scopes what the
 * caller may read.
 */
export const handler: APIGatewayRequestAuthorizerWithContextHandler<{ claims: string }> = async (event) => {
  const header = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  const token = /^Bearer (\S+)$/i.exec(header?.[1] ?? '')?.[1];
  const claims = token === undefined ? undefined : await verify(token);
  telemetry.info('token-checked', { outcome: claims === undefined ? 'refused' : 'accepted' });
  telemetry.flush();
  if (claims === undefined) throw new Error(UNAUTHORIZED);
  return {
    principalId: String(claims.sub ?? claims['client_id'] ?? ''),
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: everyRead(event) }],
    },
    context: { claims: JSON.stringify(claims) },
  };
};

/** The policy allows every route of the API, because API Gateway caches it per token for all of them. */
const everyRead = ({ methodArn }: APIGatewayRequestAuthorizerEvent): string =>
  methodArn.replace(/^([^/]+\/[^/]+)\/.*$/, '$1/*/fhir/*');
