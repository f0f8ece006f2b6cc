import { listPassportChanges, verifyPassportChanges } from '@csn/contracts';
import { createServiceApp, type KnownSites, serveChanges, type ServiceApp, type ServiceAppOptions } from '@csn/service-kit';
import { disruptionRoutes } from './demand/disruption-routes.ts';
import { estimateRoutes } from './demand/estimate-routes.ts';
import { mitigationRoutes } from './demand/mitigation-routes.ts';
import { modernizationRoutes } from './modernization/routes.ts';
import { pilotStatementRoutes } from './modernization/statement-routes.ts';
import { integrationRoutes } from './qa-integrations/routes.ts';
import { qaProgramRoutes } from './qa-program/routes.ts';
import { rateRoutes } from './qa-rates/routes.ts';
import { rolloutRoutes } from './rollout/routes.ts';
import { sequenceRoutes } from './rollout/sequence-routes.ts';
import type { Tables } from './tables.ts';

/** The table of contents: each feature registers its routes. */
export async function createApp(options: ServiceAppOptions<Tables>, knownSites: KnownSites): Promise<ServiceApp<Tables>> {
  const app = await createServiceApp(options);
  serveChanges(app, { listChanges: listPassportChanges, verifyChanges: verifyPassportChanges });

  estimateRoutes(app);
  disruptionRoutes(app);
  mitigationRoutes(app);

  qaProgramRoutes(app);
  rateRoutes(app);
  integrationRoutes(app);

  rolloutRoutes(app);
  sequenceRoutes(app, knownSites);

  modernizationRoutes(app);
  pilotStatementRoutes(app);
  return app;
}
