import { z } from 'zod';
import type { Text } from '../core/text.ts';

interface MeasureKind {
  readonly channel: ChannelId;
  readonly unit: Unit;
  readonly name: Text;
  /** Counted at each site: its entries name one. */
  readonly hasSites: boolean;
  /** Counted on every day of the year, and not on working days alone. */
  readonly isDaily: boolean;
}

export const units = {
  clients: { en: 'clients served', fr: 'clients servis' },
  calls: { en: 'calls completed', fr: 'appels terminés' },
  requests: { en: 'requests', fr: 'demandes' },
  applications: { en: 'applications completed', fr: 'demandes complétées' },
} as const satisfies Record<string, Text>;
export type Unit = keyof typeof units;

export const channels = {
  'in-person': { en: 'In person', fr: 'En personne' },
  'e-channels': { en: 'eChannels', fr: 'eChannels' },
  'service-canada-online': { en: 'Service Canada Online', fr: 'Service Canada en ligne' },
  'outreach-support-centre': { en: 'Outreach Support Centre', fr: 'Centre d’appui des services mobiles' },
  esin: { en: 'eSIN', fr: 'NAS électronique' },
} as const satisfies Record<string, Text>;
export type ChannelId = keyof typeof channels;

/** What is counted. A measure has one unit and one channel; counts of different units are never added up. */
export const measures = {
  'in-person.clients-served': {
    channel: 'in-person',
    unit: 'clients',
    name: { en: 'Clients served in person', fr: 'Clients servis en personne' },
    hasSites: true,
    isDaily: false,
  },
  'e-channels.clients-served': {
    channel: 'e-channels',
    unit: 'clients',
    name: { en: 'Clients served by eChannels', fr: 'Clients servis par eChannels' },
    hasSites: false,
    isDaily: true,
  },
  'service-canada-online.clients-served': {
    channel: 'service-canada-online',
    unit: 'clients',
    name: { en: 'Clients served by Service Canada Online', fr: 'Clients servis par Service Canada en ligne' },
    hasSites: false,
    isDaily: true,
  },
  'outreach-support-centre.calls-completed': {
    channel: 'outreach-support-centre',
    unit: 'calls',
    name: { en: 'Calls completed by the Outreach Support Centre', fr: 'Appels terminés par le Centre d’appui des services mobiles' },
    hasSites: false,
    isDaily: false,
  },
  'outreach-support-centre.requests': {
    channel: 'outreach-support-centre',
    unit: 'requests',
    name: { en: 'Requests to the Outreach Support Centre', fr: 'Demandes au Centre d’appui des services mobiles' },
    hasSites: false,
    isDaily: false,
  },
  'esin.applications-completed': {
    channel: 'esin',
    unit: 'applications',
    name: { en: 'eSIN applications completed', fr: 'Demandes de NAS électronique complétées' },
    hasSites: false,
    isDaily: true,
  },
} as const satisfies Record<string, MeasureKind>;

export const measureIds = [
  'in-person.clients-served',
  'e-channels.clients-served',
  'service-canada-online.clients-served',
  'outreach-support-centre.calls-completed',
  'outreach-support-centre.requests',
  'esin.applications-completed',
] as const satisfies readonly (keyof typeof measures)[];
export const Measure = z.enum(measureIds).meta({ id: 'Measure' });
export type Measure = z.infer<typeof Measure>;
export const Unit = z.enum(['clients', 'calls', 'requests', 'applications']).meta({ id: 'Unit' });
