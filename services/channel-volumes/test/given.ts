import {
  type AnyRoute,
  type CallOf,
  listSiteChanges,
  type NewBatch,
  type NewEntry,
  type Receipt,
  recordBatch,
  type Region,
  type SiteKind,
  type SiteState,
} from '@csn/contracts';
import { type Client, type KnownSiteVersion, RemoteProblem } from '@csn/service-kit';
import type { TestClient, TestService } from '@csn/testing';
import type { Tables } from '../src/tables.ts';

export const measured = { document: 'Test', asOf: '2024-01-01', quality: 'measured' } as const;

export function batchOf(...entries: NewEntry[]): NewBatch {
  return { source: measured, entries };
}

/** A count of one day, in person where a site is named. */
export function dayCount(day: string, value: number, siteId?: string): NewEntry {
  return siteId === undefined
    ? { measure: 'e-channels.clients-served', from: day, to: day, value }
    : { measure: 'in-person.clients-served', siteId, from: day, to: day, value };
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
  readonly hours?: readonly unknown[];
}

const provinces = { atlantic: 'NL', quebec: 'QC', ontario: 'ON', 'western-territories': 'MB' } as const;

/** Stands for the site registry: these sites with these versions and no others, in its feed and by question. */
export function registryWith(sites: Readonly<Record<string, readonly GivenVersion[]>>): Client & { readonly asked: string[] } {
  const asked: string[] = [];
  const versionsOf = (siteId: string, versions: readonly GivenVersion[]): KnownSiteVersion[] =>
    versions.map(({ effectiveOn, state = 'open', kind = 'service-canada-centre', region = 'ontario', timeZone = 'America/Toronto', hours = [] }, index) => ({
      siteId,
      effectiveOn,
      revision: index + 1,
      kind,
      region,
      province: provinces[region],
      state,
      timeZone,
      name: { en: siteId, fr: siteId },
      hours,
    }));
  // Only the members that the read model takes; a whole version and a whole event have more.
  const answer = (route: AnyRoute, input: CallOf<AnyRoute>): unknown => {
    if (route.path === listSiteChanges.path) {
      const isRead = input.query?.after !== undefined;
      return {
        items: isRead ? [] : Object.entries(sites).map(([siteId, versions]) => ({ type: 'site.created', data: { versions: versionsOf(siteId, versions) } })),
        nextCursor: '1',
      };
    }
    const siteId = String((input.params as { siteId?: unknown } | undefined)?.siteId);
    asked.push(siteId);
    const versions = sites[siteId];
    if (!versions) throw new RemoteProblem(route, 404, { code: 'not-found' });
    return { items: versionsOf(siteId, versions), nextCursor: null };
  };
  return { asked, call: async (route, input) => answer(route, input as CallOf<AnyRoute>) as never };
}

export const openSince2020 = [{ effectiveOn: '2020-01-01' }] as const;
