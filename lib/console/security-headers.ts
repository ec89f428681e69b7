const everywhere = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/**
 * The headers of every page. The policy allows scripts with this answer's nonce, our own styles, and forms to
 * ourselves and to the issuer. Browsers keep no page, and name none to others.
 */
export const pageHeaders = (nonce: string, formTargets: readonly string[]): Record<string, string> => ({
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types htmx',
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  ...everywhere,
});

/** The headers of every answer that has no others: that a browser is led on, or that a session goes on. */
export const otherHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  ...everywhere,
};

/** The headers of files that pages load: their address changes with their content. */
export const assetHeaders = (type: string): Record<string, string> => ({
  'content-type': `${type}; charset=utf-8`,
  'cache-control': 'public, max-age=31536000, immutable',
  ...everywhere,
});
