/** What the callback of a sign-in must repeat or know. It is kept at the browser, sealed. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  /** The code verifier (RFC 7636). */
  readonly verifier: string;
}

/** A person whom the issuer vouches for. */
export interface Identity {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly idToken: string;
}

/** An OpenID Connect issuer, at which people sign in. Its failures are an AdapterError. */
export interface IdentityProvider {
  /** The address to which the browser goes, with new secrets. */
  begin(redirectUri: string): Promise<{ readonly location: string; readonly secrets: SignInSecrets }>;
  /**
   * Exchanges the code of the callback for an identity. Undefined if the issuer refused, or the callback does not
   * belong to these secrets.
   */
  finish(callback: URL, redirectUri: string, secrets: SignInSecrets): Promise<Identity | undefined>;
  /** The address that ends the person's session at the issuer. Undefined if the issuer has none. */
  endSession(returnTo: string, idToken: string | undefined): Promise<string | undefined>;
}
