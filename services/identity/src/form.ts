import { OAuthError } from './oauth-error.ts';

/** The parameters of a form: each at most once; those without a value count as left out (RFC 6749, 3.2). @throws OAuthError */
export function readForm(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeFormPart(equals < 0 ? pair : pair.slice(0, equals));
    const value = decodeFormPart(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) throw new OAuthError('invalid_request', 'The form cannot be read.');
    if (parameters.has(name)) throw new OAuthError('invalid_request', 'A parameter is there twice.');
    parameters.set(name, value);
  }
  for (const [name, value] of parameters) if (value === '') parameters.delete(name);
  return parameters;
}

/** A name or a value in application/x-www-form-urlencoded; undefined if its escapes are not UTF-8. */
export function decodeFormPart(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
