import { listVolumeChanges, verifyVolumeChanges } from '@csn/contracts';
import { createServiceApp, type KnownSites, serveChanges, type ServiceApp, type ServiceAppOptions } from '@csn/service-kit';
import { annotationRoutes } from './annotations/routes.ts';
import { anomalyRoutes } from './anomalies/routes.ts';
import { batchRoutes } from './batches/routes.ts';
import { channelRoutes } from './channels/routes.ts';
import { completenessRoutes } from './completeness/routes.ts';
import { reconciliationRoutes } from './reconciliation/routes.ts';
import { summaryRoutes } from './summary/routes.ts';
import type { Tables } from './tables.ts';

/** The table of contents: each feature registers its routes. */
export async function createApp(options: ServiceAppOptions<Tables>, knownSites: KnownSites): Promise<ServiceApp<Tables>> {
  const app = await createServiceApp(options);
  serveChanges(app, { listChanges: listVolumeChanges, verifyChanges: verifyVolumeChanges });
  channelRoutes(app);
  batchRoutes(app, knownSites);
  summaryRoutes(app);
  annotationRoutes(app, knownSites);
  completenessRoutes(app);
  anomalyRoutes(app);
  reconciliationRoutes(app);
  return app;
}
