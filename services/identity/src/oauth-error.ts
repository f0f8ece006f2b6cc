/** Those errors of RFC 6749, section 5.2, that this issuer has a use for. */
export type OAuthErrorCode = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

/** A refusal of the token endpoint. Its text is fixed: nothing of what the client sent stands in it. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  readonly description: string;
  readonly status: number;

  constructor(code: OAuthErrorCode, description: string, status = code === 'invalid_client' ? 401 : 400) {
    super(code);
    this.name = 'OAuthError';
    this.code = code;
    this.description = description;
    this.status = status;
  }
}
