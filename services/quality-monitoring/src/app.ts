import { listQualityChanges, verifyQualityChanges } from '@csn/contracts';
import { createServiceApp, serveChanges, type ServiceApp, type ServiceAppOptions } from '@csn/service-kit';
import { scheduleRoutes } from './schedule/routes.ts';
import type { Tables } from './tables.ts';

/** The table of contents: each feature registers its routes. */
export async function createApp(options: ServiceAppOptions<Tables>): Promise<ServiceApp<Tables>> {
  const app = await createServiceApp(options);
  serveChanges(app, { listChanges: listQualityChanges, verifyChanges: verifyQualityChanges });
  scheduleRoutes(app);
  return app;
}
