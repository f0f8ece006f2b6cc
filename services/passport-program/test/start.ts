import { type AnyRoute, listSiteHistory, type ReplyOf } from '@csn/contracts';
import { type Client, type Clock, createKnownSites, RemoteProblem } from '@csn/service-kit';
import { quietLog, startTestService, type TestService } from '@csn/testing';
import { migrations } from '../migrations/index.ts';
import { createApp } from '../src/app.ts';
import { loadData } from '../src/load/load-data.ts';
import type { Load } from '../src/load/records.ts';
import type { Tables } from '../src/tables.ts';

/** The passport program on a database of its own, with its data unless a test says otherwise. */
export async function startService(options: { clock?: Clock; others?: Client; load?: Load } = {}): Promise<TestService<Tables>> {
  const service = await startTestService<Tables>({
    name: 'passport-program',
    migrations,
    create: (appOptions, others) => createApp(appOptions, createKnownSites({ db: appOptions.database.db, client: others, log: quietLog })),
    ...(options.clock && { clock: options.clock }),
    ...(options.others && { others: options.others }),
  });
  await loadData(service.options, options.load ?? 'all');
  return service;
}

/** Stands for the register of sites: it has these sites, in Ontario, and no other. */
export function siteRegister(...siteIds: string[]): Client {
  return {
    call: (route, input) => {
      const { siteId } = (input.params ?? {}) as { siteId?: string };
      if ((route as AnyRoute) !== listSiteHistory || siteId === undefined) return Promise.reject(new Error(`${route.path} is not expected here`));
      if (!siteIds.includes(siteId)) return Promise.reject(new RemoteProblem(route, 404, { code: 'not-found' }));
      const site = {
        siteId,
        effectiveOn: '2022-04-01',
        revision: 1,
        kind: 'service-canada-centre',
        region: 'ontario',
        province: 'ON',
        state: 'open',
        timeZone: 'America/Toronto',
        name: { en: `Site ${siteId}`, fr: `Site ${siteId}` },
        hours: [],
      };
      // The read model takes of a site’s history what stands here.
      return Promise.resolve({ items: [site], nextCursor: null } as unknown as ReplyOf<typeof route>);
    },
  };
}
