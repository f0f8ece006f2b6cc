import type { Source } from '@csn/contracts';
import { Register } from '@csn/service-kit';

export interface PlanContent {
  /** null: taken off the plan. */
  readonly plannedQuarter: string | null;
  readonly source: Source;
}

/** The reactivation plan: one record a site, on both time axes. */
export const planRegister = new Register<'siteId', PlanContent>({ name: 'reactivation_plan', key: 'siteId', members: ['plannedQuarter', 'source'] });
