import { fill, type Language, type ProblemKind, problems, type Text } from '@csn/contracts';
import { Problem } from '@csn/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { adviceFor } from './advice.ts';
import { type Html, html, prose } from './html.ts';
import { sendPage } from './page.ts';

const texts = {
  list: { en: 'What each error means', fr: 'Ce que signifie chaque erreur' },
  code: { en: 'Code', fr: 'Code' },
  status: { en: 'Status', fr: 'Statut' },
  title: { en: 'Title', fr: 'Titre' },
  caption: { en: 'Every error that this interface knows', fr: 'Toutes les erreurs que connaît cette interface' },
  meaning: { en: 'What it means', fr: 'Ce que cela signifie' },
  action: { en: 'What to do', fr: 'Que faire' },
  back: { en: 'All errors', fr: 'Toutes les erreurs' },
} as const satisfies Record<string, Text>;

const kinds: ReadonlyMap<string, ProblemKind> = new Map(Object.entries(problems));

/** GET /problems and GET /problems/{code}: what the `type` of a problem leads to, for people and for programs. */
export function serveProblemPages(http: FastifyInstance): void {
  http.get('/problems', { config: { operationId: 'problems' } }, (request, reply) => {
    if (wantsJson(request))
      return sendJson(request, reply, { items: [...kinds].map(([code, kind]) => explained(code, kind, request.language)), nextCursor: null });
    return sendPage(reply, { title: texts.list, content: table });
  });
  http.get<{ Params: { code: string } }>('/problems/:code', { config: { operationId: 'problem' } }, (request, reply) => {
    const { code } = request.params;
    const kind = kinds.get(code);
    if (!kind) throw new Problem('not-found');
    if (wantsJson(request)) return sendJson(request, reply, explained(code, kind, request.language));
    const lead = html`<p class="about"><code>${code}</code> · HTTP ${kind.status}</p>`;
    return sendPage(reply, { title: kind.title, lead, content: (language) => explanation(kind, language) });
  });
}

function explanation(kind: ProblemKind, language: Language): Html {
  return html`
    <h2>${texts.meaning[language]}</h2>
    <p>${prose(fill(kind.detail)[language])}</p>
    <h2>${texts.action[language]}</h2>
    <p>${prose(adviceFor(kind.status)[language])}</p>
    <p><a href="/problems">${texts.back[language]}</a></p>
  `;
}

function table(language: Language): Html {
  return html`
    <table>
      <caption>
        ${texts.caption[language]}
      </caption>
      <thead>
        <tr>
          <th scope="col">${texts.code[language]}</th>
          <th scope="col">${texts.status[language]}</th>
          <th scope="col">${texts.title[language]}</th>
        </tr>
      </thead>
      <tbody>
        ${[...kinds].map(
          ([code, kind]) =>
            html`<tr>
              <th scope="row">
                <a href="/problems/${code}"><code>${code}</code></a>
              </th>
              <td>${kind.status}</td>
              <td>${prose(kind.title[language])}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  `;
}

/** As a program reads it, in the caller's language. */
function explained(code: string, kind: ProblemKind, language: Language): object {
  return {
    code,
    type: `/problems/${code}`,
    status: kind.status,
    title: kind.title[language],
    meaning: fill(kind.detail)[language],
    action: adviceFor(kind.status)[language],
  };
}

function sendJson(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  return reply.header('content-language', request.language).header('vary', 'Accept-Language, Accept').send(body);
}

/** People get a page; a program names JSON and does not name HTML. */
function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return /\bjson\b/i.test(accept) && !/\btext\/html\b/i.test(accept);
}
