import { changeRoutes } from '../core/changes.ts';

export const { listChanges: listQualityChanges, verifyChanges: verifyQualityChanges } = changeRoutes('/v1/quality', {
  en: 'quality monitoring',
  fr: 'surveillance de la qualité',
});
