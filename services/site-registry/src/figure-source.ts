import type { Quality, Source } from '@csn/contracts';

/** Of figures that rest on several records; what rests on none was counted by the register itself. */
export function weakestOf(qualities: readonly Quality[]): Quality {
  return (['illustrative', 'measured', 'reported'] as const).find((quality) => qualities.includes(quality)) ?? 'measured';
}

/** The day of a figure’s source: that of the figure, but never one to come, of which nothing can be told yet. */
export function dayOfSource(day: string, today: string): string {
  return day < today ? day : today;
}

/** Of what is counted in the records of commissionaire posts. */
export function sourceOfPosts(qualities: readonly Quality[], asOf: string): Source {
  return {
    document: 'Commissionaire posts recorded in the site registry · Postes de commissionnaires consignés au registre des sites',
    asOf,
    quality: weakestOf(qualities),
  };
}

/** Of what is counted in the register of sites: a count is no better than the weakest record in it. */
export function sourceOfSites(qualities: readonly Quality[], asOf: string): Source {
  return { document: 'Site registry · Registre des sites', asOf, quality: weakestOf(qualities) };
}
