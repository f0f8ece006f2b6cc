import type { Quality } from '@csn/contracts';

/** Of figures that rest on several records; what rests on none was counted by the register itself. */
export function weakestOf(qualities: readonly Quality[]): Quality {
  return (['illustrative', 'measured', 'reported'] as const).find((quality) => qualities.includes(quality)) ?? 'measured';
}
