import type { Clinic } from '@csn/contracts';
import { Register } from '@csn/service-kit';

export type ClinicContent = Pick<Clinic, 'place' | 'province' | 'region' | 'siteId' | 'peopleServed' | 'source'>;

/** Clinics on both time axes: a record takes effect on the day of the clinic, a correction is a new version of that day. */
export const clinicRegister = new Register<'clinicId', ClinicContent>({
  name: 'clinic',
  key: 'clinicId',
  members: ['place', 'province', 'region', 'siteId', 'peopleServed', 'source'],
});
