import type { Quality, Source } from '@csn/contracts';

/** Of figures that rest on several records; what rests on none was counted by the register itself. */
export function weakestOf(qualities: readonly Quality[]): Quality {
  return (['illustrative', 'measured', 'reported'] as const).find((quality) => qualities.includes(quality)) ?? 'measured';
}

/** Of what is counted in the register of sites: a count is no better than the weakest record in it. */
export function sourceOfSites(qualities: readonly Quality[], asOf: string): Source {
  return { document: 'Site registry · Registre des sites', asOf, quality: weakestOf(qualities) };
}
