import { z } from 'zod';
import { both, LocalizedText } from '../core/text.ts';

/** A month that a document names without a day, with the document’s own words: no day is invented. */
export const StatedMonth = z
  .strictObject({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), when: LocalizedText })
  .meta({ id: 'StatedMonth', examples: [{ month: '2023-01', when: { en: 'end of January 2023', fr: 'fin janvier 2023' } }] });

/** A time of a year that a document names without a month, with the document’s own words. */
export const StatedSeason = z
  .strictObject({ year: z.string().regex(/^\d{4}$/), when: LocalizedText })
  .meta({ id: 'StatedSeason', examples: [{ year: '2023', when: { en: 'spring/summer 2023', fr: 'printemps/été 2023' } }] });

/** A code that people write and read in an address. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(64);

/** The two systems that passport files are worked in. */
export const PassportSystem = z.enum(['GCMS', 'IRIS']).meta({
  id: 'PassportSystem',
  description: both(
    'GCMS: Global Case Management System; IRIS: the passport system before it',
    'GCMS (SMGC) : Système mondial de gestion des cas; IRIS : le système de passeport qui l’a précédé',
  ),
});
export type PassportSystem = z.infer<typeof PassportSystem>;
