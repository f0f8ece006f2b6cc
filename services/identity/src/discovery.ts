import { scopes } from '@csn/contracts';
import { signingAlgorithm } from './signing-key.ts';

/** What a client finds at the issuer (OpenID Connect Discovery 1.0, RFC 8414). There is nobody to log in: no authorization endpoint. */
export function discoveryDocument(issuer: string): object {
  const base = issuer.replace(/\/$/, '');
  return {
    issuer,
    token_endpoint: `${base}/oauth2/token`,
    jwks_uri: `${base}/oauth2/jwks`,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: Object.keys(scopes),
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [signingAlgorithm],
  };
}
