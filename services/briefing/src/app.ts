import { listBriefingChanges, verifyBriefingChanges } from '@csn/contracts';
import { createServiceApp, serveChanges, type ServiceApp, type ServiceAppOptions } from '@csn/service-kit';
import { editionRoutes } from './editions/routes.ts';
import type { Signer } from './editions/signing.ts';
import { networkUpdateRoutes } from './network-update/routes.ts';
import type { Tables } from './tables.ts';

/** The table of contents: each feature registers its routes. */
export async function createApp(options: ServiceAppOptions<Tables>, signer: Signer): Promise<ServiceApp<Tables>> {
  const app = await createServiceApp(options);
  serveChanges(app, { listChanges: listBriefingChanges, verifyChanges: verifyBriefingChanges });
  networkUpdateRoutes(app);
  editionRoutes(app, signer);
  return app;
}
