import type { Text } from '@csn/contracts';

/** What a caller does about an error, by its status. */
const byStatus: Readonly<Record<number, Text>> = {
  400: {
    en: 'Compare the request with the description of the call. `errors` names all faults at once: mend them and send the request again.',
    fr: 'Comparez la demande à la description de l’appel. `errors` nomme toutes les fautes à la fois : corrigez-les et renvoyez la demande.',
  },
  401: {
    en: 'Get an access token and send it as `Authorization: Bearer …`. It is good for as many seconds as `expires_in` says.',
    fr: 'Obtenez un jeton d’accès et envoyez-le dans `Authorization: Bearer …`. Il est valable le nombre de secondes qu’indique `expires_in`.',
  },
  403: {
    en: 'Ask whoever is responsible for your client for the right that is missing. With the same token the answer stays the same.',
    fr: 'Demandez le droit qui manque à la personne responsable de votre client. Avec le même jeton, la réponse reste la même.',
  },
  404: {
    en: 'Check the address and the identifiers in it. What concerns another region may be hidden from you.',
    fr: 'Vérifiez l’adresse et les identifiants qu’elle contient. Ce qui concerne une autre région peut vous être caché.',
  },
  405: { en: 'Use one of the methods that the header `Allow` names.', fr: 'Utilisez l’une des méthodes que nomme l’en-tête `Allow`.' },
  406: {
    en: 'Ask in `Accept` for a form in which this is offered, or leave the header out.',
    fr: 'Demandez dans `Accept` une forme dans laquelle ceci est offert, ou omettez cet en-tête.',
  },
  409: {
    en: 'The present state does not allow this. Read the resource again and decide anew.',
    fr: 'L’état actuel ne le permet pas. Relisez la ressource et décidez de nouveau.',
  },
  412: {
    en: 'Read the resource again, decide anew and send its present `ETag` as `If-Match`.',
    fr: 'Relisez la ressource, décidez de nouveau et envoyez son `ETag` actuel dans `If-Match`.',
  },
  413: { en: 'Send less at once: divide the request into several.', fr: 'Envoyez-en moins à la fois : divisez la demande en plusieurs.' },
  415: {
    en: 'Send one of the media types that this call reads, and name it in `Content-Type`.',
    fr: 'Envoyez l’un des types de contenu que cet appel accepte et nommez-le dans `Content-Type`.',
  },
  422: {
    en: 'The request was understood, but a rule of the domain forbids what it asks for. Change the request.',
    fr: 'La demande a été comprise, mais une règle du domaine interdit ce qu’elle demande. Modifiez-la.',
  },
  428: {
    en: 'Read the resource and send its `ETag` as `If-Match` with the change.',
    fr: 'Lisez la ressource et envoyez son `ETag` dans `If-Match` avec la modification.',
  },
  429: {
    en: 'Wait for as many seconds as `Retry-After` says. The header `RateLimit` tells at each answer how many requests are left.',
    fr: 'Attendez le nombre de secondes qu’indique `Retry-After`. À chaque réponse, l’en-tête `RateLimit` dit combien de demandes il reste.',
  },
  431: { en: 'Send fewer or shorter headers.', fr: 'Envoyez des en-têtes moins nombreux ou plus courts.' },
  500: {
    en: 'Try again once. If the answer stays the same, report its `requestId`.',
    fr: 'Réessayez une fois. Si la réponse reste la même, signalez son `requestId`.',
  },
  502: {
    en: 'Wait for as many seconds as `Retry-After` says and try again: a POST with the same `Idempotency-Key`, so that it takes effect only once.',
    fr: 'Attendez le nombre de secondes qu’indique `Retry-After`, puis réessayez : un POST avec la même `Idempotency-Key`, pour qu’il ne prenne effet qu’une fois.',
  },
  504: {
    en: 'Try again: a POST with the same `Idempotency-Key`, so that it takes effect only once.',
    fr: 'Réessayez : un POST avec la même `Idempotency-Key`, pour qu’il ne prenne effet qu’une fois.',
  },
};

const forCallers: Text = {
  en: 'Change the request: sent again as it is, it gets the same answer.',
  fr: 'Modifiez la demande : renvoyée telle quelle, elle recevra la même réponse.',
};

export function adviceFor(status: number): Text {
  const advice = byStatus[status === 503 ? 502 : status];
  return advice ?? (status < 500 ? forCallers : byStatus[500]!);
}
