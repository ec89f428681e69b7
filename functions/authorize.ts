import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerWithContextHandler,
} from 'aws-lambda';
import { createTokenVerifier } from '../lib/adapters/http/token-verifier.ts';
import { createTelemetry } from '../lib/adapters/telemetry/telemetry.ts';
import { required } from './environment.ts';

const telemetry = createTelemetry('authorize');
const verify = createTokenVerifier({
  issuer: required('ISSUER'),
  audience: JSON.parse(required('AUDIENCE')) as string[],
});

/** What API Gateway makes a 401 of. */
const UNAUTHORIZED = 'Unauthorized';

/** Lets whoever has a token of the issuer read; what they may read, the scopes say to `read`. */
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

/** The answer is kept for a token, whichever of the resources it is used for next. */
const everyRead = ({ methodArn }: APIGatewayRequestAuthorizerEvent): string =>
  methodArn.replace(/^([^/]+\/[^/]+)\/.*$/, '$1/GET/fhir/*');
