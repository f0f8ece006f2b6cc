import type { CommissionaireReview, Communication, Consultation, ReductionPlan } from '@csn/contracts';
import { type Held, Register } from '@csn/service-kit';

type ContentOf<Record, Key extends string> = Omit<Record, Key | 'effectiveOn' | 'revision'>;
export type ReviewContent = ContentOf<CommissionaireReview, 'region'>;
export type PlanContent = ContentOf<ReductionPlan, never>;
export type ConsultationContent = ContentOf<Consultation, 'consultationId'>;
export type CommunicationContent = ContentOf<Communication, 'communicationId'>;

export const reviewRegister = new Register<'region', ReviewContent>({
  name: 'commissionaire_review',
  key: 'region',
  members: ['state', 'completedOn', 'followingUpdate', 'note', 'source'],
});

/** There is one plan, for the whole country. */
export const nationalPlan = 'national';
export const planRegister = new Register<'planId', PlanContent>({
  name: 'commissionaire_plan',
  key: 'planId',
  members: ['dueOn', 'targetLevel', 'implementation', 'reducedReasons', 'reference', 'measures', 'source'],
});

export const consultationRegister = new Register<'consultationId', ConsultationContent>({
  name: 'commissionaire_consultation',
  key: 'consultationId',
  members: ['committee', 'state', 'period', 'region', 'subject', 'source'],
});

export const communicationRegister = new Register<'communicationId', CommunicationContent>({
  name: 'commissionaire_communication',
  key: 'communicationId',
  members: ['state', 'sentOn', 'audience', 'topics', 'region', 'text', 'source'],
});

/** A record as the interface shows it: its key and content, since when it holds, and which change made it. */
export function recordOf<Key extends string, Content extends object>(
  register: Register<Key, Content>,
  held: Held<Key, Content>,
): Content & Record<Key, string> & { effectiveOn: string; revision: number } {
  const { key, members } = register.definition;
  const shown: ReadonlySet<string> = new Set([key, ...members, 'effectiveOn', 'revision']);
  // The members that are left are those of the type, by the register's definition.
  return Object.fromEntries(Object.entries(held).filter(([name]) => shown.has(name))) as Content &
    Record<Key, string> & { effectiveOn: string; revision: number };
}
