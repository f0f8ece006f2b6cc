import { type AnyRoute, listSiteChanges } from '@csn/contracts';
import type { Client, KnownSiteVersion } from '@csn/service-kit';
import type { Place } from './summary-model.ts';

type Turn = Pick<KnownSiteVersion, 'siteId' | 'effectiveOn' | 'kind' | 'region' | 'province'>;
export interface GrowingRegistry extends Client {
  /** A later version wins over one for the same day. */
  tell(turn: Turn): void;
  /** Where a site is on a day, as the register knows it now. */
  placeOn(siteId: string, day: string): Place;
}

/** Stands for the site registry: its feed goes on with what it is told while the test runs. */
export function growingRegistry(): GrowingRegistry {
  const versions: KnownSiteVersion[] = [];
  return {
    tell: (turn) => {
      const revision = versions.filter(({ siteId }) => siteId === turn.siteId).length + 1;
      versions.push({ ...turn, revision, state: 'open', timeZone: 'America/Toronto', name: { en: turn.siteId, fr: turn.siteId }, hours: [] });
    },
    placeOn: (siteId, day) => {
      const begun = versions.filter((version) => version.siteId === siteId && version.effectiveOn <= day);
      const { region, province, kind } = begun.reduce((last, version) => (version.effectiveOn >= last.effectiveOn ? version : last));
      return { region, province, kind };
    },
    call: async (route, { query }) => {
      if ((route as AnyRoute).path !== listSiteChanges.path) throw new Error(`${route.path} is not expected here`);
      const after = Number((query as { after?: string } | undefined)?.after ?? 0);
      const items = versions.slice(after).map((version) => ({ type: 'site.changed', data: { versions: [version] } }));
      // Of an event the read model takes what stands here.
      return { items, nextCursor: String(versions.length) } as never;
    },
  };
}
