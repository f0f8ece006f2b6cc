import { type Channel, channels, listChannels, measureIds, measures, units } from '@csn/contracts';
import type { ServiceApp } from '@csn/service-kit';
import type { Tables } from '../tables.ts';

const listed: readonly Channel[] = Object.entries(channels).map(([channel, name]) => ({
  channel,
  name,
  measures: measureIds
    .filter((measure) => measures[measure].channel === channel)
    .map((measure) => {
      const { name: measureName, unit, hasSites } = measures[measure];
      return { measure, name: measureName, unit, unitName: units[unit], hasSites };
    }),
}));

export function channelRoutes(app: ServiceApp<Tables>): void {
  app.serve(listChannels, ({ page: pageOf }) => {
    const page = pageOf();
    const after = page.position?.after[0];
    const start = after === undefined ? 0 : listed.findIndex(({ channel }) => channel === after) + 1;
    return page.end(listed.slice(start), ({ channel }) => [channel]);
  });
}
