import type { DemandEstimate, Disruption, Mitigation } from '@csn/contracts';
import { Register } from '@csn/service-kit';

export type EstimateContent = Omit<DemandEstimate, 'estimatedOn'>;
export type DisruptionContent = Omit<Disruption, 'disruptionId' | 'effectiveOn' | 'revision'>;
export type MitigationContent = Omit<Mitigation, 'mitigationId' | 'effectiveOn' | 'revision'>;

/** One subject a day: an estimate holds from its own day until the next one. */
export const estimateRegister = new Register<'estimatedOn', EstimateContent>({
  name: 'demand_estimate',
  key: 'estimatedOn',
  members: ['expected', 'received', 'outstanding', 'arrival', 'source'],
});

export const disruptionRegister = new Register<'disruptionId', DisruptionContent>({
  name: 'demand_disruption',
  key: 'disruptionId',
  members: ['kind', 'name', 'from', 'to', 'effect', 'text', 'source'],
});

export const mitigationRegister = new Register<'mitigationId', MitigationContent>({
  name: 'demand_mitigation',
  key: 'mitigationId',
  members: ['name', 'text', 'state', 'since', 'source'],
});
