import type { Scope } from '@csn/contracts';
import type { ClientDirectory } from './client-directory.ts';
import type { Client } from './clients.ts';
import { readCredentials } from './credentials.ts';
import { OAuthError } from './oauth-error.ts';

/** What a token request is given: a client and the scopes of its token. */
export interface Grant {
  readonly client: Client;
  readonly scopes: readonly Scope[];
}

/** Decides on a token request (RFC 6749, 4.4). @throws OAuthError */
export function decideGrant(clients: ClientDirectory, authorization: string | undefined, form: ReadonlyMap<string, string>): Grant {
  const { id, secret } = readCredentials(authorization, form);
  const client = clients.authenticate(id, secret);
  if (!client) throw new OAuthError('invalid_client', 'The client is unknown or its secret is wrong.');
  const grantType = form.get('grant_type');
  if (grantType === undefined) throw new OAuthError('invalid_request', 'The parameter grant_type is missing.');
  if (grantType !== 'client_credentials') throw new OAuthError('unsupported_grant_type', 'This issuer knows the grant client_credentials only.');
  return { client, scopes: narrow(client, form.get('scope')) };
}

/** All scopes of the client, or those of them that it asked for. */
function narrow(client: Client, asked: string | undefined): readonly Scope[] {
  if (asked === undefined) return client.scopes;
  const wanted = new Set(asked.split(' ').filter(Boolean));
  const given = client.scopes.filter((scope) => wanted.has(scope));
  if (given.length === 0 || given.length < wanted.size) throw new OAuthError('invalid_scope', 'The client does not have every scope that it asked for.');
  return given;
}
