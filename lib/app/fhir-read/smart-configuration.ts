/** The parts of the issuer's configuration that readers need (OpenID Connect Discovery 1.0 §3). */
export interface Issuer {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly token_endpoint?: string | undefined;
  readonly authorization_endpoint?: string | undefined;
  readonly introspection_endpoint?: string | undefined;
  readonly revocation_endpoint?: string | undefined;
  readonly grant_types_supported?: readonly string[] | undefined;
  readonly response_types_supported?: readonly string[] | undefined;
  readonly code_challenge_methods_supported?: readonly string[] | undefined;
  readonly token_endpoint_auth_methods_supported?: readonly string[] | undefined;
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[] | undefined;
}

/**
 * `.well-known/smart-configuration` (SMART App Launch 2.2 §Conformance): where tokens are issued, and what this API
 * understands of them. Labwire issues no tokens and launches no apps.
 */
export function smartConfiguration(issuer: Issuer, scopes: readonly string[]): object {
  const methods = issuer.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const isByKey = methods.includes('private_key_jwt');
  const isBySecret = methods.some((method) => method.startsWith('client_secret_'));
  return {
    issuer: issuer.issuer,
    jwks_uri: issuer.jwks_uri,
    token_endpoint: issuer.token_endpoint,
    authorization_endpoint: issuer.authorization_endpoint,
    introspection_endpoint: issuer.introspection_endpoint,
    revocation_endpoint: issuer.revocation_endpoint,
    grant_types_supported: issuer.grant_types_supported ?? ['authorization_code'],
    response_types_supported: issuer.response_types_supported,
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: issuer.token_endpoint_auth_signing_alg_values_supported,
    // SMART requires S256 and forbids plain
    code_challenge_methods_supported: (issuer.code_challenge_methods_supported ?? ['S256']).filter(
      (method) => method !== 'plain',
    ),
    scopes_supported: scopes,
    capabilities: [
      ...(isByKey ? ['client-confidential-asymmetric'] : []),
      ...(isBySecret ? ['client-confidential-symmetric'] : []),
      'permission-patient',
      'permission-user',
      'permission-v1',
      'permission-v2',
    ],
  };
}
