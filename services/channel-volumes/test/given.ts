import { listSiteHistory, type NewBatch, type NewEntry, type Receipt, recordBatch, type Region, type SiteKind, type SiteState } from '@csn/contracts';
import { type Client, RemoteProblem } from '@csn/service-kit';
import type { TestClient, TestService } from '@csn/testing';
import type { Tables } from '../src/tables.ts';

export const measured = { document: 'Test', asOf: '2024-06-01', quality: 'measured' } as const;

export function batchOf(...entries: NewEntry[]): NewBatch {
  return { source: measured, entries };
}

/** A count of one day, in person where a site is named. */
export function dayCount(day: string, value: number, siteId?: string): NewEntry {
  return siteId === undefined ? { measure: 'e-channels.clients-served', from: day, to: day, value } : { measure: 'in-person.clients-served', siteId, from: day, to: day, value };
}

export async function givenBatch(service: TestService<Tables>, body: NewBatch, as: TestClient = 'demo-admin'): Promise<Receipt> {
  const answer = await service.as(as).call(recordBatch, { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json();
}

interface GivenVersion {
  readonly effectiveOn: string;
  readonly state?: SiteState;
  readonly kind?: SiteKind;
  readonly region?: Region;
  readonly timeZone?: string;
}

const provinces = { atlantic: 'NL', quebec: 'QC', ontario: 'ON', 'western-territories': 'MB' } as const;

/** Stands for the site registry: these sites with these versions, and no others. */
export function registryWith(sites: Readonly<Record<string, readonly GivenVersion[]>>): Client & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    call: async (route, input) => {
      const { siteId } = (input.params ?? {}) as { siteId?: string };
      if (route.path !== listSiteHistory.path || siteId === undefined) throw new Error(`${route.path} was not expected`);
      asked.push(siteId);
      const versions = sites[siteId];
      if (!versions) throw new RemoteProblem(route, 404, { code: 'not-found' });
      const items = versions.map(({ effectiveOn, state = 'open', kind = 'service-canada-centre', region = 'ontario', timeZone = 'America/Toronto' }, index) => ({
        siteId,
        effectiveOn,
        revision: index + 1,
        kind,
        region,
        province: provinces[region],
        state,
        timeZone,
        name: { en: siteId, fr: siteId },
        hours: [],
      }));
      // The members that the read model takes; a whole version has more.
      return { items, nextCursor: null } as never;
    },
  };
}

export const openSince2020 = [{ effectiveOn: '2020-01-01' }] as const;
