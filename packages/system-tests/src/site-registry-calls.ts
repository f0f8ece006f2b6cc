import { expect } from '@jest/globals';
import type { Call } from './calls.ts';

const counts = {
  serviceCanadaCentres: { total: 316, standAlone: 301, consolidated: 15 },
  passportServiceSites: 21,
  scheduledOutreach: 208,
  deliveryPartners: 15,
};
const office = {
  siteId: 'SYSTEM-OFFICE',
  kind: 'service-canada-centre',
  name: { en: 'System Test', fr: 'Essai du système' },
  region: 'ontario',
  province: 'ON',
  address: { city: 'Kingston', postalCode: 'k7l2z5' },
  location: { lat: 44.23, lon: -76.49 },
  timeZone: 'America/Toronto',
  services: ['pensions'],
  effectiveOn: '2024-03-01',
};
const subject = { en: 'Return to pre-pandemic posts', fr: 'Retour aux postes d’avant la pandémie' };
const reason = 'System test';

/** Reads of what was loaded, by the operation's name. */
export const reads: Readonly<Record<string, Call>> = {
  listSites: {
    path: '/v1/sites?kind=passport-service-site&state=open&asOf=2023-03-31&near=45.42,-75.7&limit=1',
    says: { asOf: '2023-03-31', items: [{ siteId: 'SC-2005', kind: 'passport-service-site', state: 'open' }], nextCursor: expect.any(String) },
  },
  readSite: {
    path: '/v1/sites/SC-2005?asOf=2023-10-04',
    says: { siteId: 'SC-2005', kind: 'consolidated-centre', state: 'open', successor: null, currentSuccessor: null, predecessors: ['SC-2005-A'] },
  },
  listSiteHistory: {
    path: '/v1/sites/SC-2005-A/history',
    says: {
      items: [
        { state: 'open', endedOn: '2023-10-04' },
        { state: 'closed', successor: 'SC-2005', endedOn: null },
      ],
    },
  },
  listNearestSites: {
    path: '/v1/sites/SC-MB-SBM/nearest?kind=passport-service-site&asOf=2023-04-21&limit=1',
    says: { asOf: '2023-04-21', items: [{ siteId: 'SC-4000', km: 2.98 }] },
  },
  listSiteServices: {
    path: '/v1/sites/SC-QC-SBQ/services?asOf=2023-04-21',
    says: { items: expect.arrayContaining([expect.objectContaining({ service: 'passport', since: '2023-04-12' })]) },
  },
  readImport: { path: '/v1/sites/imports/first-list', says: { importId: 'first-list', changed: 0, rejected: 0, missing: 0 } },
  listImportedRows: { path: '/v1/sites/imports/first-list/rows?limit=1', says: { items: [{ line: 1, outcome: 'new', revision: 1 }] } },
  listSiteChanges: { path: '/v1/sites/changes?limit=1', says: { items: [{ sequence: 1, specversion: '1.0', actor: 'data-load' }] } },
  verifySiteChanges: { path: '/v1/sites/changes/verification', says: { valid: true, firstInvalid: null } },
  readNetworkSummary: {
    path: '/v1/network/summary?asOf=2023-03-31',
    says: { asOf: '2023-03-31', ...counts, reported: counts, notes: [{ code: 'illustrative-records' }] },
  },
  readReactivation: {
    path: '/v1/outreach/reactivation?asOf=2023-04-21',
    says: { reactivated: 210, plannedThisQuarter: 32, quarter: '2023-24-Q1', notes: [{ code: 'stated-on-two-days' }, { code: 'illustrative-records' }] },
  },
  listPlannedReactivations: {
    path: '/v1/outreach/reactivation/plan?quarter=2023-24-Q1&asOf=2023-04-21&limit=1',
    says: { items: [{ plannedQuarter: '2023-24-Q1', state: 'suspended' }] },
  },
  readPlannedReactivation: { path: '/v1/outreach/reactivation/plan/SC-SK-SBO?asOf=2023-04-21', says: { plannedQuarter: '2023-24-Q1', state: 'suspended' } },
  listPassportExtensions: {
    path: '/v1/outreach/passport-extension?state=exempt&asOf=2023-04-21',
    says: { items: [{ siteId: 'SC-MB-SBM', state: 'exempt', reason: 'passport-office-near', nearestPassportOffice: { siteId: 'SC-4000', km: 3 } }] },
  },
  readPassportExtension: { path: '/v1/outreach/passport-extension/SC-QC-SBQ?asOf=2023-04-21', says: { state: 'extended', since: '2023-04-12' } },
  listPassportExtensionHistory: {
    path: '/v1/outreach/passport-extension/SC-MB-SBM/history',
    says: {
      items: [
        { state: 'exempt', since: '2022-05-25' },
        { state: 'exempt', source: { quality: 'reported' } },
      ],
    },
  },
  listClinics: { path: '/v1/clinics?from=2022-06-08&to=2022-06-08', says: { items: [{ heldOn: '2022-06-08' }], nextCursor: null } },
  readClinic: { path: '/v1/clinics/2022-06-08-on-amherstburg', says: { place: 'Amherstburg', region: 'ontario' } },
  readClinicSummary: {
    path: '/v1/clinics/summary?from=2022-06-08&to=2023-03-21',
    says: { clinics: 37, peopleServed: 1468, source: { quality: 'reported' } },
  },
  listSinLocations: { path: '/v1/sin-at-landing/locations?asOf=2023-05-16&limit=1', says: { items: [{ locationId: 'calgary', state: 'piloting' }] } },
  readSinLocation: { path: '/v1/sin-at-landing/locations/calgary', says: { state: 'piloting', region: 'western-territories' } },
  listSinLocationHistory: { path: '/v1/sin-at-landing/locations/calgary/history', says: { items: [{ state: 'piloting', endedOn: null }] } },
  listCommissionaireReviews: {
    path: '/v1/commissionaires/reviews?asOf=2023-05-16',
    says: { items: ['atlantic', 'ontario', 'quebec', 'western-territories'].map((region) => ({ region, state: 'done' })) },
  },
  readCommissionaireReview: { path: '/v1/commissionaires/reviews/quebec?asOf=2023-05-16', says: { region: 'quebec', followingUpdate: { on: '2023-02-14' } } },
  listCommissionairePosts: {
    path: '/v1/commissionaires/posts?region=atlantic&from=2022-04-01&to=2023-06-30&limit=1',
    says: { items: [{ region: 'atlantic', source: { quality: 'illustrative' } }] },
  },
  readCommissionairePost: { path: '/v1/commissionaires/posts/00000000-0000-4000-8000-000000000001', says: { reason: 'baseline', revision: 1 } },
  readReductionPlan: { path: '/v1/commissionaires/reduction-plan?asOf=2023-05-16', says: { dueOn: '2023-06-30', targetLevel: 'pre-pandemic' } },
  readCommissionaireSummary: {
    path: '/v1/commissionaires/summary?asOf=2023-05-16',
    says: {
      dueOn: '2023-06-30',
      onTrack: true,
      reviews: { done: 4, of: 4 },
      source: { quality: 'illustrative' },
      planSource: { quality: 'reported' },
      notes: [{ code: 'illustrative-records' }],
    },
  },
  listConsultations: {
    path: '/v1/commissionaires/consultations?committee=policy-committee',
    says: { items: [{ consultationId: 'policy-committee-2023-03' }, { consultationId: 'policy-committee-2023-05-15' }] },
  },
  readConsultation: { path: '/v1/commissionaires/consultations/policy-committee-2023-03', says: { state: 'held', period: { precision: 'month' } } },
  listCommunications: { path: '/v1/commissionaires/communications', says: { items: [{ communicationId: 'triage-and-reception-zone' }] } },
  readCommunication: { path: '/v1/commissionaires/communications/triage-and-reception-zone', says: { topics: ['client-triage', 'reception-zone'] } },
};

/** Writes, in the order in which they follow each other. */
export const writes: Readonly<Record<string, Call>> = {
  createSite: { path: '/v1/sites', body: office, says: { siteId: 'SYSTEM-OFFICE', state: 'planned', address: { postalCode: 'K7L 2Z5' }, predecessors: [] } },
  changeSiteStatus: {
    path: '/v1/sites/SYSTEM-OFFICE/status-changes',
    tagOf: '/v1/sites/SYSTEM-OFFICE',
    body: { state: 'open', effectiveOn: '2024-04-01', reason },
    says: { state: 'open', effectiveOn: '2024-04-01', revision: 2 },
  },
  changeSite: {
    path: '/v1/sites/SYSTEM-OFFICE',
    tagOf: '/v1/sites/SYSTEM-OFFICE',
    body: { address: { street: '1 Main Street', postalCode: null }, effectiveOn: '2024-05-01', reason },
    says: { address: { street: '1 Main Street', city: 'Kingston' }, revision: 3 },
  },
  succeedSite: {
    path: '/v1/sites/SYSTEM-OFFICE/successions',
    tagOf: '/v1/sites/SYSTEM-OFFICE',
    body: { into: 'SC-3582', effectiveOn: '2024-06-01', reason },
    says: { state: 'closed', successor: 'SC-3582', currentSuccessor: 'SC-3582', revision: 4 },
  },
  importSites: {
    path: '/v1/sites/imports',
    type: 'text/csv',
    body: `siteId,kind,nameEn,nameFr,region,province,city,lat,lon,timeZone,effectiveOn\r\nSYSTEM-LIST,delivery-partner,List,Liste,ontario,ON,Kingston,44.23,-76.49,America/Toronto,2024-03-01\r\n`,
    says: { received: 1, new: 1, missing: expect.any(Number), errors: [] },
  },
  planReactivation: {
    path: '/v1/outreach/reactivation/plan/SC-ON-SGB',
    body: { plannedQuarter: '2023-24-Q2', effectiveOn: '2023-05-16', reason },
    says: { siteId: 'SC-ON-SGB', plannedQuarter: '2023-24-Q2' },
  },
  overridePassportExtension: {
    path: '/v1/outreach/passport-extension/SC-QC-SBQ',
    tagOf: '/v1/outreach/passport-extension/SC-QC-SBQ',
    body: { decision: 'exempt', effectiveOn: '2023-05-01', reason },
    says: { state: 'exempt', since: '2023-05-01', reason: 'override', override: { actor: 'demo-admin' } },
  },
  recordClinic: {
    path: '/v1/clinics',
    body: { heldOn: '2023-09-14', place: 'Moosonee', province: 'ON', peopleServed: 41 },
    says: { clinicId: '2023-09-14-on-moosonee', region: 'ontario', revision: 1 },
  },
  correctClinic: {
    path: '/v1/clinics/2023-09-14-on-moosonee',
    tagOf: '/v1/clinics/2023-09-14-on-moosonee',
    body: { peopleServed: 40, reason },
    says: { peopleServed: 40, revision: 2 },
  },
  addSinLocation: {
    path: '/v1/sin-at-landing/locations',
    body: { locationId: 'system-halifax', name: { en: 'Halifax', fr: 'Halifax' }, province: 'NS', effectiveOn: '2023-06-01', reason },
    says: { locationId: 'system-halifax', state: 'under-study', region: 'atlantic' },
  },
  changeSinLocationState: {
    path: '/v1/sin-at-landing/locations/system-halifax/state-changes',
    tagOf: '/v1/sin-at-landing/locations/system-halifax',
    body: { state: 'piloting', effectiveOn: '2023-07-01', reason },
    says: { state: 'piloting', effectiveOn: '2023-07-01', revision: 2 },
  },
  recordCommissionaireReview: {
    path: '/v1/commissionaires/reviews/quebec',
    tagOf: '/v1/commissionaires/reviews/quebec',
    body: { state: 'done', completedOn: '2023-04-14', reason },
    says: { region: 'quebec', completedOn: '2023-04-14', revision: 2 },
  },
  recordCommissionairePost: {
    path: '/v1/commissionaires/posts',
    body: { siteId: 'SC-3582', region: 'ontario', reason: 'queue-management', posts: 1, from: '2023-01-09', to: '2023-06-29' },
    says: { siteId: 'SC-3582', posts: 1, revision: 1 },
  },
  changeCommissionairePost: {
    path: '/v1/commissionaires/posts/00000000-0000-4000-8000-000000000001',
    tagOf: '/v1/commissionaires/posts/00000000-0000-4000-8000-000000000001',
    body: { to: '2099-12-31', note: reason },
    says: { reason: 'baseline', to: '2099-12-31', revision: 2 },
  },
  changeReductionPlan: {
    path: '/v1/commissionaires/reduction-plan',
    tagOf: '/v1/commissionaires/reduction-plan',
    body: {
      dueOn: '2023-06-30',
      targetLevel: 'pre-pandemic',
      implementation: 'partial',
      reducedReasons: ['covid-19', 'queue-management'],
      reference: '2020-02-29',
      reason,
    },
    says: { implementation: 'partial', revision: 2 },
  },
  recordConsultation: {
    path: '/v1/commissionaires/consultations',
    body: {
      committee: 'health-safety-committee',
      state: 'planned',
      region: 'atlantic',
      period: { from: '2023-06-05', to: '2023-06-05', precision: 'day' },
      subject,
    },
    says: { committee: 'health-safety-committee', state: 'planned', subject },
  },
  changeConsultation: {
    path: '/v1/commissionaires/consultations/policy-committee-2023-05-15',
    tagOf: '/v1/commissionaires/consultations/policy-committee-2023-05-15',
    body: { state: 'held', reason },
    says: { state: 'held', revision: 2 },
  },
  recordCommunication: {
    path: '/v1/commissionaires/communications',
    body: { state: 'sent', sentOn: '2023-06-01', audience: ['employees'], topics: ['client-triage'], region: 'ontario', text: subject },
    says: { state: 'sent', sentOn: '2023-06-01', text: subject },
  },
  changeCommunication: {
    path: '/v1/commissionaires/communications/triage-and-reception-zone',
    tagOf: '/v1/commissionaires/communications/triage-and-reception-zone',
    body: { state: 'sent', sentOn: '2023-06-05', reason },
    says: { state: 'sent', sentOn: '2023-06-05', revision: 2 },
  },
};
