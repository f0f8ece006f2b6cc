import { listSiteChanges, verifySiteChanges } from '@csn/contracts';
import { createServiceApp, serveChanges, type ServiceApp, type ServiceAppOptions } from '@csn/service-kit';
import { clinicRoutes } from './clinics/routes.ts';
import { commissionaireRoutes } from './commissionaires/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { nearestRoutes } from './nearest/routes.ts';
import { networkRoutes } from './network/routes.ts';
import { passportExtensionRoutes } from './passport-extension/routes.ts';
import { reactivationRoutes } from './reactivation/routes.ts';
import { sinAtLandingRoutes } from './sin-at-landing/routes.ts';
import { siteServiceRoutes } from './site-services/routes.ts';
import { siteRoutes } from './sites/routes.ts';
import { successionRoutes } from './succession/routes.ts';
import type { Tables } from './tables.ts';

export interface Settings {
  readonly proximityKm: number;
}

/** The table of contents: each feature registers its routes. */
export async function createApp(options: ServiceAppOptions<Tables>, settings: Settings): Promise<ServiceApp<Tables>> {
  const app = await createServiceApp(options);
  serveChanges(app, { listChanges: listSiteChanges, verifyChanges: verifySiteChanges });
  siteRoutes(app, settings);
  importRoutes(app, settings);
  successionRoutes(app, settings);
  nearestRoutes(app);
  siteServiceRoutes(app);
  networkRoutes(app);
  reactivationRoutes(app);
  passportExtensionRoutes(app, settings);
  clinicRoutes(app);
  sinAtLandingRoutes(app);
  commissionaireRoutes(app);
  return app;
}
