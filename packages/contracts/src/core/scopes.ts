/** What a token can open. The order is the one in which the documents list them. */
export const scopes = {
  'sites:read': { en: 'Read the site register', fr: 'Consulter le registre des sites' },
  'sites:write': { en: 'Change the site register', fr: 'Modifier le registre des sites' },
  'volumes:read': { en: 'Read channel volumes', fr: 'Consulter les volumes des canaux' },
  'volumes:write': { en: 'Record channel volumes', fr: 'Consigner les volumes des canaux' },
  'quality:read': { en: 'Read quality monitoring', fr: 'Consulter la surveillance de la qualité' },
  'quality:write': { en: 'Record quality observations', fr: 'Consigner les observations de la qualité' },
  'passport:read': { en: 'Read the passport program', fr: 'Consulter le programme de passeport' },
  'passport:write': { en: 'Record passport program data', fr: 'Consigner les données du programme de passeport' },
  'briefings:read': { en: 'Read briefings', fr: 'Consulter les mises à jour' },
  'briefings:publish': { en: 'Publish a briefing', fr: 'Publier une mise à jour' },
  'audit:read': { en: 'Read the change feeds and verify them', fr: 'Consulter les fils de modifications et les vérifier' },
} as const;

export type Scope = keyof typeof scopes;
