import type { QaRatePeriod } from '@csn/contracts';
import { Register } from '@csn/service-kit';

export type RateContent = Pick<QaRatePeriod, 'rate' | 'explanation' | 'source'>;

/** One subject, the country: each version is an entry of the schedule. */
export const rateRegister = new Register<'schedule', RateContent>({ name: 'qa_rate', key: 'schedule', members: ['rate', 'explanation', 'source'] });
export const nationalSchedule = 'national';

/** The day of an entry that held from before anything is stated. It sorts before every day, here and in the database. */
export const always = '-infinity';
