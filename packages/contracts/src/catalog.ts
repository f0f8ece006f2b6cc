import * as volumeAnnotations from './channel-volumes/annotations.ts';
import * as volumeAnomalies from './channel-volumes/anomalies.ts';
import * as batches from './channel-volumes/batches.ts';
import * as channels from './channel-volumes/channels.ts';
import * as volumeCompleteness from './channel-volumes/completeness.ts';
import * as volumeReconciliation from './channel-volumes/reconciliation.ts';
import * as volumeSummary from './channel-volumes/summary.ts';
import * as editions from './briefing/editions.ts';
import * as networkUpdate from './briefing/network-update.ts';
import { type AnyRoute } from './core/define-route.ts';
import type { Text } from './core/text.ts';
import * as qualityChanges from './quality-monitoring/changes.ts';
import * as qualitySchedule from './quality-monitoring/schedule.ts';
import * as clinics from './site-registry/clinics.ts';
import * as commissionaireCommunications from './site-registry/commissionaire-communications.ts';
import * as commissionaireConsultations from './site-registry/commissionaire-consultations.ts';
import * as commissionairePosts from './site-registry/commissionaire-posts.ts';
import * as commissionaireReduction from './site-registry/commissionaire-reduction.ts';
import * as commissionaireReviews from './site-registry/commissionaire-reviews.ts';
import * as demand from './passport-program/demand.ts';
import * as demandDisruptions from './passport-program/demand-disruptions.ts';
import * as demandMitigations from './passport-program/demand-mitigations.ts';
import * as modernization from './passport-program/modernization.ts';
import * as modernizationIncidents from './passport-program/modernization-incidents.ts';
import * as modernizationSites from './passport-program/modernization-sites.ts';
import * as passportChanges from './passport-program/changes.ts';
import * as qaIntegrations from './passport-program/qa-integrations.ts';
import * as qaProgram from './passport-program/qa-program.ts';
import * as qaRates from './passport-program/qa-rates.ts';
import * as rollout from './passport-program/rollout.ts';
import * as rolloutSequence from './passport-program/rollout-sequence.ts';
import * as imports from './site-registry/imports.ts';
import * as nearest from './site-registry/nearest.ts';
import * as network from './site-registry/network.ts';
import * as passportExtension from './site-registry/passport-extension.ts';
import * as reactivation from './site-registry/reactivation.ts';
import * as sinAtLanding from './site-registry/sin-at-landing.ts';
import * as siteServices from './site-registry/site-services.ts';
import * as sites from './site-registry/sites.ts';
import * as successions from './site-registry/successions.ts';

/** A service that callers reach through the gateway. */
export interface ServiceDescription {
  readonly title: Text;
  readonly operations: readonly Operation[];
}
export interface Operation {
  /** The name of the exported route. */
  readonly operationId: string;
  readonly service: ServiceName;
  readonly route: AnyRoute;
}

export const serviceNames = ['site-registry', 'channel-volumes', 'quality-monitoring', 'passport-program', 'briefing'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Every operation of the interface, by the service that answers it. A new contract file is one more module here. */
export const catalog: Readonly<Record<ServiceName, ServiceDescription>> = {
  'site-registry': {
    title: { en: 'Site registry', fr: 'Registre des sites' },
    operations: operationsIn(
      'site-registry',
      sites,
      imports,
      successions,
      nearest,
      siteServices,
      network,
      reactivation,
      passportExtension,
      clinics,
      sinAtLanding,
      commissionaireReviews,
      commissionairePosts,
      commissionaireReduction,
      commissionaireConsultations,
      commissionaireCommunications,
    ),
  },
  'channel-volumes': {
    title: { en: 'Channel volumes', fr: 'Volumes des canaux' },
    operations: operationsIn('channel-volumes', channels, batches, volumeSummary, volumeAnnotations, volumeCompleteness, volumeAnomalies, volumeReconciliation),
  },
  'quality-monitoring': {
    title: { en: 'Quality monitoring', fr: 'Surveillance de la qualité' },
    operations: operationsIn('quality-monitoring', qualitySchedule, qualityChanges),
  },
  'passport-program': {
    title: { en: 'Passport program', fr: 'Programme de passeport' },
    operations: operationsIn(
      'passport-program',
      demand,
      demandDisruptions,
      demandMitigations,
      qaProgram,
      qaRates,
      qaIntegrations,
      rollout,
      rolloutSequence,
      modernization,
      modernizationSites,
      modernizationIncidents,
      passportChanges,
    ),
  },
  briefing: {
    title: { en: 'Briefing', fr: 'Mise à jour' },
    operations: operationsIn('briefing', networkUpdate, editions),
  },
};

export const operations: readonly Operation[] = serviceNames.flatMap((name) => catalog[name].operations);

const byRoute = new Map(operations.map((operation) => [operation.route, operation]));

/** The catalogue's entry of a route; a route that no module of the catalogue exports is a mistake of the programmer. */
export function operationOf(route: AnyRoute): Operation {
  const operation = byRoute.get(route);
  if (!operation) throw new Error(`${route.method} ${route.path} is not in the catalogue of contracts`);
  return operation;
}

function operationsIn(service: ServiceName, ...modules: readonly object[]): readonly Operation[] {
  return modules.flatMap((module) =>
    Object.entries(module)
      .filter(([, value]) => isRoute(value))
      .map(([operationId, route]) => ({ operationId, service, route: route as AnyRoute })),
  );
}

function isRoute(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'reply' in value;
}
