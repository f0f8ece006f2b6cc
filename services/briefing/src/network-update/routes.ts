import { readNetworkUpdate } from '@csn/contracts';
import type { ServiceApp } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { buildNetworkUpdate } from './build.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';

export function networkUpdateRoutes(app: ServiceApp<Tables>): void {
  app.serve(readNetworkUpdate, async ({ query, clock, language, asCaller, log, format }) => {
    const { update } = await buildNetworkUpdate({ asOf: query.asOf ?? clock.today(), language, client: asCaller, now: clock.timestamp(), log });
    if (format === 'markdown') return { text: toMarkdown(update) };
    if (format === 'html') return { text: toHtml(update) };
    return update;
  });
}
