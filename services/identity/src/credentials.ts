import { decodeFormPart } from './form.ts';
import { OAuthError } from './oauth-error.ts';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The client's credentials, by HTTP Basic or in the form, and by one of the two only (RFC 6749, 2.3). @throws OAuthError */
export function readCredentials(authorization: string | undefined, form: ReadonlyMap<string, string>): Credentials {
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  if (authorization === undefined) {
    if (id === undefined || secret === undefined) throw new OAuthError('invalid_client', 'The client did not authenticate.');
    return { id, secret };
  }
  const basic = readBasic(authorization);
  if (!basic) throw new OAuthError('invalid_client', 'The client is unknown or its secret is wrong.');
  if (secret !== undefined || (id !== undefined && id !== basic.id)) throw new OAuthError('invalid_request', 'The client authenticated in two ways.');
  return basic;
}

/** HTTP Basic; identifier and secret are form-encoded before they are joined (RFC 6749, 2.3.1). */
function readBasic(authorization: string): Credentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const pair = encoded === undefined ? undefined : decodeUtf8(Buffer.from(encoded, 'base64'));
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === undefined || colon < 0) return undefined;
  const id = decodeFormPart(pair.slice(0, colon));
  const secret = decodeFormPart(pair.slice(colon + 1));
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
