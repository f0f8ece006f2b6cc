import { z } from 'zod';
import { type Cell, defineRoute } from '../core/define-route.ts';
import { Count, Day, listOf, Region, SiteId, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { annotationMembers } from './annotations.ts';
import { Measure } from './measures.ts';
import { onePeriod, seriesParameters } from './period.ts';

const dayCounts = {
  expectedDays: Count.meta({ description: both('Days on which data is expected', 'Jours où des données sont attendues') }),
  daysWithData: Count.meta({ description: both('Of these, those with data', 'Parmi ceux-ci, ceux qui ont des données') }),
  missingDays: Count.meta({ description: both('expectedDays − daysWithData', 'expectedDays − daysWithData') }),
  unexpectedDays: Count.meta({ description: both('Days with data on which none was expected', 'Jours avec des données alors qu’aucune n’était attendue') }),
} as const;

export const CompletenessRow = z
  .strictObject({
    measure: Measure,
    siteId: SiteId.nullable().meta({ description: both('null: the measure has no sites', 'null : la mesure n’a pas de sites') }),
    region: Region.nullable(),
    ...dayCounts,
    gaps: z.array(z.strictObject({ from: Day, to: Day })).meta({
      description: both(
        'Expected days without data, those that follow each other together; their days add up to `missingDays`',
        'Jours attendus sans données, les jours consécutifs ensemble; leurs jours donnent `missingDays`',
      ),
    }),
  })
  .meta({ id: 'CompletenessRow' });
export type CompletenessRow = z.infer<typeof CompletenessRow>;

export const VolumeCompleteness = z
  .strictObject({
    ...timeAxes,
    period: z.strictObject({ from: Day, to: Day }),
    totals: z
      .strictObject({ series: Count.meta({ description: both('Rows on all pages', 'Lignes de toutes les pages') }), ...dayCounts })
      .meta({ description: both('Over all pages', 'Sur toutes les pages') }),
    rows: z.array(CompletenessRow),
    nextCursor: listOf(CompletenessRow).shape.nextCursor,
    ...annotationMembers,
  })
  .meta({ id: 'VolumeCompleteness' });
export type VolumeCompleteness = z.infer<typeof VolumeCompleteness>;

export const readCompleteness = defineRoute({
  method: 'GET',
  path: '/v1/volumes/completeness',
  scope: 'volumes:read',
  summary: { en: 'Days with and without data', fr: 'Jours avec et sans données' },
  description: {
    en: 'For each site, and for each measure without sites, the days on which data is expected and those on which there is none. A day is expected where the site is open and has hours on that weekday; on a statutory holiday of its province only where it has hours on Sundays, which stand for Sundays and holidays. Where the register gives no hours these are Monday to Friday. Days before a site opened, after it closed or on which it was suspended are never gaps, nor is a day that is not over. At most five years.',
    fr: 'Pour chaque site, et pour chaque mesure sans sites, les jours où des données sont attendues et ceux où il n’y en a pas. Un jour est attendu si le site est ouvert et a des heures ce jour de la semaine; un jour férié de sa province, seulement s’il a des heures le dimanche, qui valent pour les dimanches et jours fériés. Si le registre ne donne pas d’heures, ce sont les jours du lundi au vendredi. Les jours avant l’ouverture d’un site, après sa fermeture ou pendant sa suspension ne sont jamais des lacunes, ni un jour qui n’est pas terminé. Au plus cinq ans.',
  },
  query: z.strictObject(seriesParameters).superRefine(onePeriod(5, 'period-over-five-years')),
  reply: { status: 200, body: VolumeCompleteness },
  problems: ['outside-region', 'known-at-in-future'],
  formats: { csv: { columns: Object.keys(CompletenessRow.shape), row: completenessRow } },
  example: { query: { fiscalYear: '2022-23', measure: ['in-person.clients-served'], limit: 5 } },
});

/** Gaps as `from/to` (ISO 8601), joined by `|`. */
function completenessRow({ gaps, ...row }: CompletenessRow): Record<string, Cell> {
  return { ...row, gaps: gaps.map(({ from, to }) => `${from}/${to}`).join('|') };
}
