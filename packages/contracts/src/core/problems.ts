import type { Fault, FaultPlace } from './faults.ts';
import type { Text } from './text.ts';

/** One kind of refusal or failure: what a caller sees as `title` and `detail`, and what its page at /problems/{code} explains. */
export interface ProblemKind {
  readonly status: number;
  readonly title: Text;
  /** Places `{name}` are filled from the values that the thrower gives. */
  readonly detail: Text;
  /** The fault that the refusal names where its thrower names none: where it stands in most calls, and what would be right, with the same places. */
  readonly fault?: Pick<Fault, 'in' | 'pointer' | 'detail'>;
}

const kind = (status: number, title: Text, detail: Text, fault?: ProblemKind['fault']): ProblemKind => ({ status, title, detail, ...(fault && { fault }) });
const fault = (place: FaultPlace, pointer: string, en: string, fr: string): ProblemKind['fault'] => ({ in: place, pointer, detail: { en, fr } });

/** The one list of errors. A code is stable and never translated; texts may improve. */
export const problems = {
  'invalid-request': kind(
    400,
    { en: 'The request is not valid', fr: 'La demande n’est pas valide' },
    {
      en: 'The request is malformed or does not match the schema. See `errors` for every fault and what would be right.',
      fr: 'La demande est mal formée ou ne respecte pas le schéma. Voir `errors` pour chaque faute et la forme attendue.',
    },
  ),
  'authentication-required': kind(
    401,
    { en: 'An access token is required', fr: 'Un jeton d’accès est requis' },
    {
      en: 'Send an access token as `Authorization: Bearer …`; POST /oauth2/token gives one.',
      fr: 'Envoyez un jeton d’accès dans `Authorization: Bearer …`; POST /oauth2/token en délivre un.',
    },
  ),
  'invalid-token': kind(
    401,
    { en: 'The access token is not valid', fr: 'Le jeton d’accès n’est pas valide' },
    {
      en: 'The access token is malformed, expired, for another audience or not signed by the issuer. Ask for a new one.',
      fr: 'Le jeton d’accès est mal formé, expiré, destiné à un autre public ou non signé par l’émetteur. Demandez-en un nouveau.',
    },
  ),
  'insufficient-scope': kind(
    403,
    { en: 'The access token does not have the scope', fr: 'Le jeton d’accès n’a pas la portée requise' },
    { en: 'This call needs the scope {scope}.', fr: 'Cet appel exige la portée {scope}.' },
  ),
  'outside-region': kind(
    403,
    { en: 'Outside the region of the caller', fr: 'Hors de la région de l’appelant' },
    { en: 'The caller acts for {callerRegion}; this concerns {region}.', fr: 'L’appelant agit pour {callerRegion}; ceci concerne {region}.' },
  ),
  'not-found': kind(404, { en: 'Not found', fr: 'Introuvable' }, { en: 'There is nothing at this address.', fr: 'Il n’y a rien à cette adresse.' }),
  'method-not-allowed': kind(
    405,
    { en: 'This method is not offered here', fr: 'Cette méthode n’est pas offerte ici' },
    { en: 'This address takes {allow}.', fr: 'Cette adresse accepte {allow}.' },
  ),
  'not-acceptable': kind(
    406,
    { en: 'No such representation', fr: 'Représentation non offerte' },
    { en: 'This resource comes as {offered}.', fr: 'Cette ressource est offerte en {offered}.' },
  ),
  'idempotency-key-in-use': kind(
    409,
    { en: 'The first request with this key is still running', fr: 'La première demande avec cette clé est toujours en cours' },
    {
      en: 'Repeat the request with the same Idempotency-Key in a moment: it gets the first answer.',
      fr: 'Répétez la demande avec la même Idempotency-Key dans un instant : elle recevra la première réponse.',
    },
  ),
  'precondition-failed': kind(
    412,
    { en: 'The resource has changed', fr: 'La ressource a changé' },
    {
      en: 'If-Match does not name the present version. Read the resource again and decide anew.',
      fr: 'If-Match ne désigne pas la version actuelle. Relisez la ressource et décidez de nouveau.',
    },
  ),
  'content-too-large': kind(
    413,
    { en: 'The body is too large', fr: 'Le corps de la demande est trop volumineux' },
    { en: 'At most {limit} bytes are read here.', fr: 'Au plus {limit} octets sont lus ici.' },
  ),
  'unsupported-media-type': kind(
    415,
    { en: 'This media type cannot be read here', fr: 'Ce type de contenu ne peut être lu ici' },
    { en: 'This call takes {accepted}.', fr: 'Cet appel accepte {accepted}.' },
  ),
  'idempotency-key-reused': kind(
    422,
    { en: 'The Idempotency-Key was used for another request', fr: 'L’Idempotency-Key a servi à une autre demande' },
    {
      en: 'This key already belongs to a request with other content. Use a new key for a new request.',
      fr: 'Cette clé appartient déjà à une demande au contenu différent. Utilisez une nouvelle clé pour une nouvelle demande.',
    },
  ),
  'known-at-in-future': kind(
    422,
    { en: '`knownAt` lies in the future', fr: '`knownAt` est dans le futur' },
    {
      en: 'What will be known at {knownAt} is not known yet: ask for an instant up to now.',
      fr: 'Ce qui sera connu à {knownAt} ne l’est pas encore : demandez un instant qui n’est pas postérieur à maintenant.',
    },
    fault('query', '/knownAt', 'must not be later than {now}', 'ne doit pas être postérieur à {now}'),
  ),
  'precondition-required': kind(
    428,
    { en: 'If-Match is required', fr: 'If-Match est requis' },
    {
      en: 'Send the ETag of the version that you read as If-Match, so that nobody’s change is lost.',
      fr: 'Envoyez l’ETag de la version lue dans If-Match, pour qu’aucune modification ne soit perdue.',
    },
  ),
  'rate-limited': kind(
    429,
    { en: 'Too many requests', fr: 'Trop de demandes' },
    {
      en: 'The limit is {limit} requests a minute. Try again in {retryAfter} s.',
      fr: 'La limite est de {limit} demandes par minute. Réessayez dans {retryAfter} s.',
    },
  ),
  'headers-too-large': kind(
    431,
    { en: 'The request headers are too large', fr: 'Les en-têtes de la demande sont trop volumineux' },
    { en: 'Send fewer or shorter headers.', fr: 'Envoyez des en-têtes moins nombreux ou plus courts.' },
  ),
  'internal-error': kind(
    500,
    { en: 'Something went wrong here', fr: 'Une erreur est survenue de notre côté' },
    {
      en: 'The fault is ours and is recorded under the request id. Nothing was changed.',
      fr: 'La faute est la nôtre et elle est consignée sous l’identifiant de la demande. Rien n’a été modifié.',
    },
  ),
  'bad-gateway': kind(
    502,
    { en: 'The service behind this address does not answer', fr: 'Le service derrière cette adresse ne répond pas' },
    {
      en: 'The service {service} cannot be reached. Other addresses are not affected.',
      fr: 'Le service {service} est injoignable. Les autres adresses ne sont pas touchées.',
    },
  ),
  'service-unavailable': kind(
    503,
    { en: 'The service is not available for the moment', fr: 'Le service n’est pas disponible pour le moment' },
    {
      en: 'The service is starting, stopping or overloaded. Try again in a moment.',
      fr: 'Le service démarre, s’arrête ou est surchargé. Réessayez dans un instant.',
    },
  ),
  'gateway-timeout': kind(
    504,
    { en: 'The service behind this address did not answer in time', fr: 'Le service derrière cette adresse n’a pas répondu à temps' },
    {
      en: 'The service {service} did not answer in time. Ask again; a write may still take effect, so repeat it with the same Idempotency-Key.',
      fr: 'Le service {service} n’a pas répondu à temps. Redemandez; une écriture peut encore prendre effet : répétez-la donc avec la même Idempotency-Key.',
    },
  ),

  // Registers and schedules
  'effective-before-start': kind(
    422,
    { en: 'Effective before the record begins', fr: 'En vigueur avant le début de l’enregistrement' },
    {
      en: 'The record begins on {start}; a change cannot take effect on {effectiveOn}.',
      fr: 'L’enregistrement commence le {start}; une modification ne peut prendre effet le {effectiveOn}.',
    },
    fault('body', '/effectiveOn', 'must not be earlier than {start}', 'ne doit pas être antérieur au {start}'),
  ),

  // Site registry
  'duplicate-site': kind(
    409,
    { en: 'The site code is taken', fr: 'Le code de site est déjà pris' },
    {
      en: 'The code {siteId} belongs to a site, open or closed, and is never used again.',
      fr: 'Le code {siteId} appartient à un site, ouvert ou fermé, et n’est jamais réutilisé.',
    },
    fault('body', '/siteId', 'must be a code that no site has ever had', 'doit être un code qu’aucun site n’a jamais porté'),
  ),
  'unknown-site': kind(
    422,
    { en: 'The site is not known', fr: 'Le site n’est pas connu' },
    { en: 'The register has no site {siteId}.', fr: 'Le registre n’a aucun site {siteId}.' },
    fault('body', '/siteId', 'must be a site of the register', 'doit être un site du registre'),
  ),
  'invalid-transition': kind(
    409,
    { en: 'The state does not allow this', fr: 'L’état ne le permet pas' },
    {
      en: 'On {on} the state cannot become “{to}”: {why}. States allowed: {allowed}.',
      fr: 'Le {on}, l’état ne peut devenir « {to} » : {why}. États permis : {allowed}.',
    },
    fault('body', '/state', 'must be a state that can follow; on {on}: {codes}', 'doit être un état qui peut suivre; le {on} : {codes}'),
  ),
  'contradicts-passport-extension': kind(
    409,
    { en: 'The decision on passport service at this site says otherwise', fr: 'La décision sur les services de passeport à ce site s’y oppose' },
    {
      en: 'Whether site {siteId} offers passport service is decided with its extension. To decide otherwise: PUT /v1/outreach/passport-extension/{siteId}.',
      fr: 'L’offre des services de passeport au site {siteId} relève de la décision sur leur élargissement. Pour en décider autrement : PUT /v1/outreach/passport-extension/{siteId}.',
    },
  ),
  'region-mismatch': kind(
    422,
    { en: 'Region, province, postal code and location do not agree', fr: 'La région, la province, le code postal et le lieu ne concordent pas' },
    { en: 'See `errors` for what belongs together.', fr: 'Voir `errors` pour ce qui va ensemble.' },
  ),
  'outside-canada': kind(
    422,
    { en: 'The location is not in Canada', fr: 'Le lieu n’est pas au Canada' },
    {
      en: 'Latitude {lat}, longitude {lon} is not in Canada. Canada lies between 41 and 84 degrees north and between 53 and 142 degrees west: longitudes are negative.',
      fr: 'La latitude {lat} et la longitude {lon} ne sont pas au Canada. Le Canada s’étend de 41 à 84 degrés nord et de 53 à 142 degrés ouest : les longitudes sont négatives.',
    },
  ),
  'not-outreach-site': kind(
    422,
    { en: 'Not a scheduled outreach site', fr: 'Ce n’est pas un site de services mobiles réguliers' },
    {
      en: 'On {on} the site {siteId} is of another kind ({kind}); this concerns scheduled outreach sites.',
      fr: 'Le {on}, le site {siteId} est d’un autre type ({kind}); ceci concerne les sites de services mobiles réguliers.',
    },
    fault('path', '/siteId', 'must be a scheduled outreach site', 'doit être un site de services mobiles réguliers'),
  ),
  'site-closed': kind(
    409,
    { en: 'The site is closed', fr: 'Le site est fermé' },
    { en: 'The site {siteId} is closed on {on}: closed is final.', fr: 'Le site {siteId} est fermé le {on} : une fermeture est définitive.' },
    fault('path', '/siteId', 'must be a site that is not closed on {on}', 'doit être un site qui n’est pas fermé le {on}'),
  ),
  'succession-cycle': kind(
    409,
    { en: 'The succession leads back to the site', fr: 'La succession ramène au site' },
    {
      en: 'The site {siteId} cannot be closed into {into}: the line of successors leads back to it ({line}).',
      fr: 'Le site {siteId} ne peut être fondu dans {into} : la suite des successeurs y ramène ({line}).',
    },
    fault(
      'body',
      '/into',
      'must be a site whose line of successors does not lead back to {siteId}',
      'doit être un site dont la suite des successeurs ne ramène pas à {siteId}',
    ),
  ),
  'closes-before-succession': kind(
    409,
    { en: 'The site takes over another one later', fr: 'Le site en reprend un autre plus tard' },
    {
      en: 'The site {predecessor} is closed into {siteId} on {on}: {siteId} can be closed only after that day.',
      fr: 'Le site {predecessor} est fondu dans {siteId} le {on} : {siteId} ne peut être fermé qu’après ce jour.',
    },
    fault('body', '/effectiveOn', 'must be later than {on}', 'doit être postérieur au {on}'),
  ),
  'duplicate-clinic': kind(
    409,
    { en: 'This clinic is recorded already', fr: 'Cette clinique est déjà consignée' },
    {
      en: 'The clinic {clinicId} is recorded. If its figure is wrong, correct that record.',
      fr: 'La clinique {clinicId} est consignée. Si son chiffre est erroné, corrigez cette fiche.',
    },
    fault(
      'body',
      '/place',
      'must be another place, or `heldOn` another day: {clinicId} is recorded',
      'doit être un autre lieu, ou `heldOn` un autre jour : {clinicId} est consignée',
    ),
  ),
  'day-in-future': kind(
    422,
    { en: 'The day has not come yet', fr: 'Ce jour n’est pas encore venu' },
    {
      en: 'What was done on {day}, or a document of {day}, can be recorded from that day on; today is {today}.',
      fr: 'Ce qui a été fait le {day}, ou un document du {day}, peut être consigné à compter de ce jour; nous sommes le {today}.',
    },
    fault('body', '/heldOn', 'must not be later than {today}', 'ne doit pas être postérieur au {today}'),
  ),
  'duplicate-location': kind(
    409,
    { en: 'The location code is taken', fr: 'Le code de lieu est déjà pris' },
    { en: 'The code {locationId} belongs to a location and is never used again.', fr: 'Le code {locationId} appartient à un lieu et n’est jamais réutilisé.' },
    fault('body', '/locationId', 'must be a code that no location has ever had', 'doit être un code qu’aucun lieu n’a jamais porté'),
  ),
  'posts-overlap': kind(
    409,
    { en: 'The posts of this period are recorded already', fr: 'Les postes de cette période sont déjà consignés' },
    {
      en: 'The record {postId} gives the posts of the same place and reason from {from} {until}. Change that record instead.',
      fr: 'La fiche {postId} donne les postes du même lieu et du même motif à compter du {from} {until}. Modifiez plutôt cette fiche.',
    },
    fault('body', '/from', 'the record {postId} gives these posts from {from} {until}', 'la fiche {postId} donne ces postes à compter du {from} {until}'),
  ),
  'ends-before-it-begins': kind(
    422,
    { en: 'The period ends before it begins', fr: 'La période se termine avant de commencer' },
    { en: 'The period begins on {from}; it cannot end on {to}.', fr: 'La période commence le {from}; elle ne peut se terminer le {to}.' },
    fault('body', '/to', 'must not be earlier than {from}', 'ne doit pas être antérieur au {from}'),
  ),

  // Channel volumes
  'import-rejected': kind(
    422,
    { en: 'The import was refused as a whole', fr: 'L’importation a été refusée en entier' },
    {
      en: '{rejected} of {received} {received:row|rows} {rejected:has|have} faults and nothing was stored. Mend {rejected:it|them}, or send the list with onError=skip-rows.',
      fr: '{rejected} {rejected:rangée|rangées} sur {received} {rejected:a|ont} des fautes et rien n’a été consigné. Corrigez-{rejected:la|les} ou envoyez la liste avec onError=skip-rows.',
    },
  ),
  'empty-import': kind(
    422,
    { en: 'The list is empty', fr: 'La liste est vide' },
    { en: 'An import has at least one row.', fr: 'Une importation contient au moins une rangée.' },
    fault('body', '', 'must have at least one row', 'doit compter au moins une rangée'),
  ),
  'batch-rejected': kind(
    422,
    { en: 'The batch was refused as a whole', fr: 'Le lot a été refusé en entier' },
    {
      en: '{rejected} of {received} {received:entry|entries} {rejected:has|have} faults and nothing was stored. Mend {rejected:it|them}, or send the batch with onError=skip-rows.',
      fr: '{rejected} {rejected:entrée|entrées} sur {received} {rejected:a|ont} des fautes et rien n’a été consigné. Corrigez-{rejected:la|les} ou envoyez le lot avec onError=skip-rows.',
    },
  ),
  'batch-exists': kind(
    409,
    { en: 'There is a batch of this code', fr: 'Un lot porte déjà ce code' },
    {
      en: 'The code {batchId} names another batch, or one that is still running.',
      fr: 'Le code {batchId} désigne un autre lot, ou un lot encore en cours.',
    },
    fault('query', '/batchId', 'must be a code that names no batch yet', 'doit être un code qui ne désigne encore aucun lot'),
  ),
  'empty-batch': kind(
    422,
    { en: 'The batch is empty', fr: 'Le lot est vide' },
    { en: 'A batch has at least one entry.', fr: 'Un lot contient au moins une entrée.' },
    fault('body', '', 'must have at least one entry', 'doit compter au moins une entrée'),
  ),
  'not-additive': kind(
    422,
    { en: 'These measures cannot be added up', fr: 'Ces mesures ne peuvent être additionnées' },
    {
      en: 'The measures have different units ({units}). Group by measure, or choose measures of one unit.',
      fr: 'Les mesures ont des unités différentes ({units}). Groupez par mesure ou choisissez des mesures d’une même unité.',
    },
    fault(
      'query',
      '/groupBy',
      'must hold `measure`, or `measure` must name measures of one unit',
      'doit contenir `measure`, ou `measure` doit nommer des mesures d’une même unité',
    ),
  ),
  'periods-differ': kind(
    422,
    { en: 'The periods cannot be compared', fr: 'Les périodes ne peuvent être comparées' },
    {
      en: 'From {from} to {to}, {known} of {open} working {open:day has|days have} data; from {earlierFrom} to {earlierTo}, {earlierKnown} of {earlierOpen}. A partial period is never compared raw with a full one.',
      fr: 'Du {from} au {to}, {known} {known:jour ouvrable|jours ouvrables} sur {open} {known:a|ont} des données; du {earlierFrom} au {earlierTo}, {earlierKnown} sur {earlierOpen}. Une période partielle n’est jamais comparée telle quelle à une période complète.',
    },
    fault(
      'query',
      '/compareTo',
      'must be left out, or the period be one whose days are all known',
      'doit être omis, ou la période doit en être une dont tous les jours sont connus',
    ),
  ),

  'measure-without-sites': kind(
    422,
    { en: 'The measure is not counted by site', fr: 'La mesure n’est pas comptée par site' },
    {
      en: 'This measure is not counted by site (“{measure}”): name a region, or no place.',
      fr: 'Cette mesure n’est pas comptée par site (« {measure} ») : nommez une région, ou aucun lieu.',
    },
    fault(
      'body',
      '/measure',
      'must be a measure that is counted by site, or `siteId` be left out',
      'doit être une mesure comptée par site, ou `siteId` doit être omis',
    ),
  ),
  'region-contradicts-site': kind(
    422,
    { en: 'The site belongs to another region', fr: 'Le site appartient à une autre région' },
    { en: 'On {day} the site {siteId} belongs to {region}.', fr: 'Le {day}, le site {siteId} appartient à {region}.' },
    fault('body', '/region', 'must be `{code}`, or be left out', 'doit être `{code}`, ou être omis'),
  ),

  // Quality monitoring
  'extent-contradicts-allowed': kind(
    422,
    { en: 'The extent and what is allowed contradict each other', fr: 'La portée et ce qui est permis se contredisent' },
    {
      en: '`suspended` allows nothing, `full` allows every mode in every zone, `limited` allows something in between. See `errors`.',
      fr: '`suspended` ne permet rien, `full` permet chaque mode dans chaque zone, `limited` permet quelque chose entre les deux. Voir `errors`.',
    },
  ),

  // Passport program
  'duplicate-record': kind(
    409,
    { en: 'The code is taken', fr: 'Le code est déjà pris' },
    {
      en: 'The code {id} belongs to another record and is never used again.',
      fr: 'Le code {id} appartient à un autre enregistrement et n’est jamais réutilisé.',
    },
    fault('body', '/id', 'must be a code that no record has ever had', 'doit être un code qu’aucun enregistrement n’a jamais porté'),
  ),
  'dates-out-of-order': kind(
    422,
    { en: 'The first day is later than the last day', fr: 'Le premier jour est postérieur au dernier' },
    { en: 'With this change it would begin on {from} and end on {to}.', fr: 'Avec cette modification, elle commencerait le {from} et prendrait fin le {to}.' },
  ),
  'figures-disagree': kind(
    422,
    { en: 'The figures do not agree', fr: 'Les chiffres ne concordent pas' },
    {
      en: '{expected} expected less {received} received does not leave {outstanding} outstanding.',
      fr: '{expected} attendues moins {received} reçues ne laissent pas {outstanding} à recevoir.',
    },
  ),
  'sequence-refused': kind(
    422,
    { en: 'The sequence was refused as a whole', fr: 'La séquence a été refusée en entier' },
    {
      en: 'A site is unknown or named twice, or its planned week lies outside the window. See `errors` for each fault.',
      fr: 'Un site est inconnu ou nommé deux fois, ou sa semaine prévue est hors de la période. Voir `errors` pour chaque faute.',
    },
  ),

  // Briefing
  'section-unavailable': kind(
    503,
    { en: 'A section of the update is not available', fr: 'Une section de la mise à jour n’est pas disponible' },
    {
      en: 'These services did not answer: {services}. An edition is published only when it is whole.',
      fr: 'Ces services n’ont pas répondu : {services}. Une édition n’est publiée que si elle est complète.',
    },
  ),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;
