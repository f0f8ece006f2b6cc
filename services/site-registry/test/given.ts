import { changeSiteStatus, createSite, type NewSite } from '@csn/contracts';
import type { TestService } from '@csn/testing';
import type { z } from 'zod';
import { loadData } from '../src/load/load-data.ts';
import type { Tables } from '../src/tables.ts';
import { startService } from './start.ts';

type SiteBody = z.input<typeof NewSite>;
let count = 0;

/** A planned site in Kingston, with what the test says otherwise. */
export function siteBody(over: Partial<SiteBody> = {}): SiteBody {
  count += 1;
  return {
    siteId: `T-${count}`.padEnd(5, '0'),
    kind: 'service-canada-centre',
    name: { en: 'Kingston Service Canada Centre', fr: 'Centre Service Canada – Kingston' },
    region: 'ontario',
    province: 'ON',
    address: { street: '1 Main Street', city: 'Kingston', postalCode: 'K7L 2Z5' },
    location: { lat: 44.23, lon: -76.49 },
    timeZone: 'America/Toronto',
    effectiveOn: '2024-01-01',
    ...over,
  };
}

export async function givenSite(service: TestService<Tables>, over: Partial<SiteBody> = {}): Promise<SiteBody> {
  const body = siteBody(over);
  const answer = await service.as('demo-admin').call(createSite, { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return body;
}

export async function givenOpenSite(service: TestService<Tables>, over: Partial<SiteBody> = {}): Promise<SiteBody> {
  const body = await givenSite(service, over);
  const answer = await service.as('demo-admin').call(changeSiteStatus, {
    params: { siteId: body.siteId },
    body: { state: 'open', effectiveOn: '2024-01-02', reason: 'test' },
    headers: { 'if-match': '*' },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return body;
}

type State = 'planned' | 'open' | 'suspended' | 'closed';

export function changeState(service: TestService<Tables>, siteId: string, state: State, effectiveOn: string) {
  return service.as('demo-admin').call(changeSiteStatus, { params: { siteId }, body: { state, effectiveOn, reason: 'test' }, headers: { 'if-match': '*' } });
}

/** An outreach site in Ontario, open from 2 January 2024 and suspended from 1 February. */
export async function givenSuspendedOutreachSite(service: TestService<Tables>, over: Partial<SiteBody> = {}): Promise<SiteBody> {
  const body = await givenOpenSite(service, { kind: 'scheduled-outreach', services: ['social-insurance-number'], ...over });
  const answer = await changeState(service, body.siteId, 'suspended', '2024-02-01');
  if (answer.status !== 201) throw new Error(answer.text);
  return body;
}

/** The service on the data that it loads at start. */
export async function givenLoadedService(load: 'all' | 'reported'): Promise<TestService<Tables>> {
  const service = await startService();
  await loadData(service.options, load, { proximityKm: 10 });
  return service;
}
