import { catalog, type Language, readNetworkSummary, serviceNames, type Text } from '@csn/contracts';
import { addressOf } from '@csn/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Html, html, prose } from './html.ts';
import { sendPage } from './page.ts';

export const networkTitle: Text = { en: 'Citizen service network', fr: 'Réseau de services aux citoyens' };

const links: readonly { readonly href: string; readonly text: Text }[] = [
  { href: '/docs', text: { en: 'Documentation of every call, to be tried out', fr: 'Documentation de chaque appel, à essayer sur place' } },
  { href: '/openapi.json', text: { en: 'Description for machines (OpenAPI 3.1)', fr: 'Description pour les machines (OpenAPI 3.1)' } },
  { href: '/problems', text: { en: 'What each error means', fr: 'Ce que signifie chaque erreur' } },
  { href: '/health/ready', text: { en: 'State of the services', fr: 'État des services' } },
];

const texts = {
  about: { en: 'What this is', fr: 'De quoi il s’agit' },
  description: {
    en: 'The programming interface of Canada’s in-person citizen service network. Every answer is in English or in French, as `Accept-Language` asks.',
    fr: 'L’interface de programmation du réseau canadien de services en personne aux citoyens. Chaque réponse est en français ou en anglais, selon `Accept-Language`.',
  },
  services: { en: 'Services', fr: 'Services' },
  start: { en: 'Where to start', fr: 'Par où commencer' },
  first: { en: 'A first call', fr: 'Un premier appel' },
  token: { en: 'Get an access token:', fr: 'Obtenez un jeton d’accès :' },
  use: { en: 'Ask with it:', fr: 'Utilisez-le pour votre demande :' },
} as const satisfies Record<string, Text>;

/** What the page shows of the issuer. */
export interface TokenSource {
  /** A path of the gateway, or an address elsewhere. */
  readonly tokenUrl: string;
  /** `id:secret` for the example: a demo client, or a placeholder. */
  readonly credentials: string;
}

/** GET /: for people who come by the address alone. */
export function serveLanding(http: FastifyInstance, source: TokenSource): void {
  http.get('/', { config: { operationId: 'landing' } }, (request, reply) => {
    const origin = originOf(request);
    return sendPage(reply, { title: networkTitle, content: (language) => content(language, origin, source) });
  });
}

function content(language: Language, origin: string, source: TokenSource): Html {
  const text = (of: Text): Html => prose(of[language]);
  const tokenUrl = new URL(source.tokenUrl, origin).href;
  const example = origin + addressOf(readNetworkSummary, readNetworkSummary.example);
  return html`
    <h2>${text(texts.about)}</h2>
    <p>${text(texts.description)}</p>
    <h2>${text(texts.start)}</h2>
    <ul>
      ${links.map((link) => html`<li><a href="${link.href}">${text(link.text)}</a></li>`)}
    </ul>
    <h2>${text(texts.services)}</h2>
    <ul>
      ${serviceNames.map((name) => html`<li><a href="/docs#/${name}">${text(catalog[name].title)}</a></li>`)}
    </ul>
    <h2>${text(texts.first)}</h2>
    <p>${text(texts.token)}</p>
    <pre><code>TOKEN=$(curl -s -u ${source.credentials} -d grant_type=client_credentials ${tokenUrl} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')</code></pre>
    <p>${text(texts.use)}</p>
    <pre><code>curl -H "Authorization: Bearer $TOKEN" -H "Accept-Language: ${language}" "${example}"</code></pre>
  `;
}

/** The address under which the visitor found the page, so that its commands can be copied. */
function originOf({ headers }: FastifyRequest): string {
  const host = headers.host ?? '';
  return /^[A-Za-z0-9.-]+(:\d+)?$|^\[[0-9A-Fa-f:]+\](:\d+)?$/.test(host) ? `http://${host}` : 'http://localhost:8080';
}
