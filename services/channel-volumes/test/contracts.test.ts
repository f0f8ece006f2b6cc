import { type AnyRoute, listSiteChanges } from '@csn/contracts';
import { type Client, createKnownSites, type KnownSiteVersion } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { findContractFaults, findExampleFaults, quietLog } from '@csn/testing';
import { loadData } from '../src/load/load-data.ts';
import { startService } from './start.ts';

test('every operation is described in both languages and refuses who has no token, no scope or a misspelt parameter', async () => {
  await using service = await startService();

  expect(await findContractFaults(service)).toEqual([]);
});

test('the example of every operation works as it stands on the loaded data', async () => {
  const registry = registryOf('SC-3010', 'SC-3582');
  await using service = await startService({ others: registry });
  const sites = createKnownSites({ db: service.database.db, client: registry, log: quietLog });
  await sites.follower.catchUp();
  await loadData(service.options, 'all', sites);

  expect(await findExampleFaults(service)).toEqual([]);
});

/** Stands for the site registry: its feed tells of these centres in Ontario, open for as long as anyone asks. */
function registryOf(...siteIds: string[]): Client {
  const events = siteIds.map((siteId) => {
    const version: KnownSiteVersion = {
      siteId,
      effectiveOn: '2000-01-01',
      revision: 1,
      kind: 'service-canada-centre',
      region: 'ontario',
      province: 'ON',
      state: 'open',
      timeZone: 'America/Toronto',
      name: { en: siteId, fr: siteId },
      hours: [],
    };
    return { type: 'site.created', data: { versions: [version] } };
  });
  return {
    call: async (route, { query }) => {
      if ((route as AnyRoute) !== listSiteChanges) throw new Error(`${route.path} is not expected here`);
      const isFirstPage = query === undefined || !('after' in query);
      // Of an event the read model takes what stands here.
      return { items: isFirstPage ? events : [], nextCursor: '1' } as never;
    },
  };
}
