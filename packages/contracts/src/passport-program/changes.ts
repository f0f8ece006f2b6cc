import { changeRoutes } from '../core/changes.ts';

export const { listChanges: listPassportChanges, verifyChanges: verifyPassportChanges } = changeRoutes('/v1/passport', {
  en: 'passport program',
  fr: 'programme de passeport',
});
