import type { Text } from '@csn/contracts';
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/**
 * /openapi.json and Swagger UI at /docs, under a policy that lets nothing in from outside. `issuer` is the origin of a
 * token endpoint elsewhere, which "Authorize" must be able to ask.
 */
export async function addDocs(http: FastifyInstance, document: object, title: Text, issuer?: string): Promise<void> {
  const text = JSON.stringify(document);
  http.get('/openapi.json', { config: { operationId: 'openapi' } }, (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
  // The document comes from the contracts; the plugin only serves it.
  await http.register(swagger, { mode: 'static', specification: { document: document as never } });
  // In a scope of its own, so that the answers of the interface do not carry the headers of pages.
  await http.register(async (pages) => {
    const directives = { ...pagePolicy.directives, ...(issuer && { connectSrc: ["'self'", issuer] }) };
    await pages.register(helmet, { contentSecurityPolicy: { ...pagePolicy, directives }, strictTransportSecurity: false });
    await pages.register(swaggerUi, {
      routePrefix: '/docs',
      // Without the bar that would load any address into the page.
      uiConfig: { layout: 'BaseLayout', deepLinking: true, displayRequestDuration: true, persistAuthorization: true, docExpansion: 'list' },
      theme: { title: `${title.en} · ${title.fr}` },
    });
  });
}

/** Pages take nothing from outside; `data:` images and inline styles are Swagger UI's own. */
export const pagePolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    styleSrc: ["'self'", "'unsafe-inline'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};
