import { bodyIsComing, sendEarly } from '@csn/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { signAccessToken, tokenLifetime, type TokenTerms } from './access-token.ts';
import type { ClientDirectory } from './client-directory.ts';
import { readForm } from './form.ts';
import { decideGrant } from './grant.ts';
import { OAuthError } from './oauth-error.ts';

const formType = 'application/x-www-form-urlencoded';
/** A token request has a few short parameters. */
const formLimit = 16 * 1024;

/** POST /oauth2/token (RFC 6749, 3.2): answers and refusals are OAuth's, and no cache keeps them. */
export function serveTokens(http: FastifyInstance, clients: ClientDirectory, terms: TokenTerms): void {
  http.removeAllContentTypeParsers();
  http.addContentTypeParser(formType, { parseAs: 'string' }, (_request, text, done) => done(null, String(text)));
  http.post('/oauth2/token', { bodyLimit: formLimit, config: { operationId: 'token' }, errorHandler: refuse }, async (request, reply) => {
    // The body alone is read: credentials in an address stand in the logs of everything on its way.
    const form = readForm(typeof request.body === 'string' ? request.body : '');
    const grant = decideGrant(clients, request.headers.authorization, form);
    const token = await signAccessToken(grant, terms);
    return reply
      .header('cache-control', 'no-store')
      .send({ access_token: token, token_type: 'Bearer', expires_in: tokenLifetime, scope: grant.scopes.join(' ') });
  });
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, code, description } = refusalOf(error);
  const body = JSON.stringify({ error: code, error_description: description });
  reply.code(status).header('cache-control', 'no-store').header('content-type', 'application/json; charset=utf-8');
  if (status === 401) reply.header('www-authenticate', 'Basic realm="oauth2", charset="UTF-8"');
  if (bodyIsComing(request.raw)) sendEarly(reply, body);
  else void reply.serializer(String).send(body);
}

/** What is no refusal is a fault of ours and goes on to the app's own error handler. */
function refusalOf(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  switch (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new OAuthError('invalid_request', 'The form is too large.', 413);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new OAuthError('invalid_request', `The parameters come as a form, ${formType}.`);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new OAuthError('invalid_request', 'The form cannot be read.');
    default:
      throw error;
  }
}
