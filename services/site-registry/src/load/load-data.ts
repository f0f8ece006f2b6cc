import { readFileSync } from 'node:fs';
import { eventText, insertEvents, loadOnce, randomHex, type ServiceAppOptions } from '@csn/service-kit';
import { siteRegister } from '../sites/register.ts';
import type { Tables } from '../tables.ts';
import { datedSites, reportedSites } from './register-data.ts';

const actor = 'data-load';

/** Loads the register and what documents state of it, once; through the same code as the interface. */
export async function loadData(options: Pick<ServiceAppOptions<Tables>, 'database' | 'clock' | 'log' | 'service'>, load: 'all' | 'reported' | 'none', settings: { proximityKm: number }): Promise<void> {
  if (load === 'none') return;
  const { db } = options.database;
  const loaded = await loadOnce(db, 'register', async (tx) => {
    const sites = load === 'all' ? datedSites() : reportedSites();
    const fresh = new Set(await siteRegister.load(tx, sites.map((site) => ({ ...site, actor }))));
    const time = options.clock.now().toString();
    const events = sites
      .filter(({ id }) => fresh.has(id))
      .map(({ id, versions }) =>
        eventText(
          { type: 'site.created', subject: id, reason: 'Loaded at start', data: { siteId: id, revision: 1, versions: versions.map(({ content, effectiveOn }) => ({ siteId: id, effectiveOn, revision: 1, ...content })) } },
          { source: `/services/${options.service}`, id: randomHex(16), time, actor, requestId: 'load' },
        ),
      );
    await insertEvents(tx, events);
    await tx
      .insertInto('statedCount')
      .values(JSON.parse(readFileSync(new URL('../../data/stated-counts.json', import.meta.url), 'utf8')))
      .onConflict((clash) => clash.column('asOf').doNothing())
      .execute();
  });
  if (loaded) options.log.info({ load, proximityKm: settings.proximityKm }, 'register loaded');
}
