import { readFileSync } from 'node:fs';
import { type Language, languages, type Text } from '@csn/contracts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Html, html } from './html.ts';

const stylesheet = '/assets/pages.css';
/** Nothing from outside, no script and no style but our own sheet; the empty icon keeps browsers from asking for one. */
const policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Sends a page in both languages; the language that the caller prefers comes first. */
export function sendPage(
  reply: FastifyReply,
  page: { readonly title: Text; readonly lead?: Html; readonly content: (language: Language) => Html },
): FastifyReply {
  const first = reply.request.language;
  const inOrder = [first, ...languages.filter((language) => language !== first)];
  const title = inOrder.map((language) => page.title[language]).join(' · ');
  const document = html`<!doctype html>
    <html lang="${first}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="${stylesheet}" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header>
          <h1>${inOrder.map((language) => html`<span lang="${language}">${page.title[language]}</span> `)}</h1>
        </header>
        <main>
          ${page.lead ?? ''}
          <div class="languages">${inOrder.map((language) => html`<section lang="${language}">${page.content(language)}</section> `)}</div>
        </main>
      </body>
    </html> `;
  return reply
    .header('content-security-policy', policy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('content-language', inOrder.join(', '))
    .header('vary', 'Accept-Language, Accept')
    .type('text/html; charset=utf-8')
    .send(document.text);
}

export function serveStylesheet(http: FastifyInstance): void {
  const css = readFileSync(new URL('pages.css', import.meta.url));
  http.get(stylesheet, { config: { operationId: 'stylesheet' } }, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(css),
  );
}
