import { gzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import type { Call } from './calls.ts';

const networkUpdate = { document: 'Mise à jour sur le réseau de Service aux Citoyens (CCPSS, 16 mai 2023)', asOf: '2023-05-16', quality: 'reported' };
const mourning = { annotationId: '0187d0a0-0000-7000-8000-000000000002', measure: null, from: '2022-09-19' };

/** Reads of what was loaded, by the operation's name. */
export const reads: Readonly<Record<string, Call>> = {
  listChannels: {
    path: '/v1/channels?limit=1',
    says: {
      items: [
        {
          channel: 'in-person',
          name: { en: 'In person', fr: 'En personne' },
          measures: [{ measure: 'in-person.clients-served', unit: 'clients', hasSites: true }],
        },
      ],
      nextCursor: expect.any(String),
    },
  },
  readBatch: {
    path: '/v1/volumes/batches/network-update-2023-05-16',
    says: { state: 'recorded', source: networkUpdate, received: 12, accepted: 12, revised: 0, unchanged: 0, rejected: 0, errors: [] },
  },
  listBatchEntries: {
    path: '/v1/volumes/batches/network-update-2023-05-16/entries?limit=1',
    says: {
      items: [{ measure: 'e-channels.clients-served', siteId: null, from: '2022-04-01', to: '2023-03-31', value: 1637917, previous: null, basis: 'reported' }],
    },
  },
  summarizeVolumes: {
    path: '/v1/volumes/summary?from=2023-04-01&to=2023-05-09&measure=e-channels.clients-served&groupBy=measure&compareTo=same-period-last-year',
    says: {
      period: { from: '2023-04-01', to: '2023-05-09' },
      rows: [
        {
          value: 128302,
          basis: 'reported',
          reported: 128302,
          observed: 128302,
          days: 39,
          complete: true,
          change: { from: '2022-04-01', to: '2022-05-09' },
          source: networkUpdate,
          notes: [{ code: 'number-format' }, { code: 'partial-fiscal-year' }],
        },
      ],
    },
  },
  reconcileVolumes: {
    path: '/v1/volumes/reconciliation?fiscalYear=2022-23&all=true&measure=in-person.clients-served',
    says: { rows: [{ region: null, from: '2022-04-01', to: '2023-03-31', reported: 6335456, observed: 6335456, difference: 0, source: networkUpdate }] },
  },
  readCompleteness: {
    path: '/v1/volumes/completeness?fiscalYear=2022-23&measure=in-person.clients-served&limit=1',
    says: { totals: { series: 560, missingDays: 0 }, rows: [{ siteId: 'SC-1137', region: 'atlantic', missingDays: 0, gaps: [] }] },
  },
  listAnomalies: {
    path: '/v1/volumes/anomalies?fiscalYear=2022-23&measure=esin.applications-completed&limit=1',
    says: {
      items: [{ day: '2023-03-13', siteId: null, value: 3275, expected: { low: 2240, high: 3182 }, score: 7.18, explanation: expect.stringMatching(/2.711/u) }],
    },
  },
  listAnnotations: { path: '/v1/volumes/annotations?from=2022-09-19&to=2022-09-19', says: { items: [mourning], nextCursor: null } },
  readAnnotation: { path: `/v1/volumes/annotations/${mourning.annotationId}`, says: mourning },
  listVolumeChanges: {
    path: '/v1/volumes/changes?limit=1',
    says: { items: [{ sequence: 1, specversion: '1.0', type: 'volume-batch.recorded', subject: 'network-update-2023-05-16', actor: 'data-load' }] },
  },
  verifyVolumeChanges: { path: '/v1/volumes/changes/verification', says: { valid: true, firstInvalid: null } },
};

const source = { document: 'System test', asOf: '2024-03-08', quality: 'measured' };
const count = (day: string, value: number): object => ({ measure: 'e-channels.clients-served', from: day, to: day, value });
const ofLines = (batchId: string): string => `/v1/volumes/batches?batchId=${batchId}&document=System+test&sourceAsOf=2024-03-08&quality=measured`;
const received = (accepted: number, revised: number, unchanged: number, rejected = 0): object => ({
  state: 'recorded',
  accepted,
  revised,
  unchanged,
  rejected,
});

/** Writes, in the order in which they follow each other: the operation, what is special of this call, the call. */
export const writes: readonly (readonly [operationId: string, form: string, call: Call])[] = [
  [
    'recordBatch',
    'of a document',
    {
      path: '/v1/volumes/batches?batchId=SYSTEM-1',
      body: { source, entries: [count('2024-03-04', 4100), count('2024-03-05', 4200)] },
      says: { batchId: 'SYSTEM-1', source, received: 2, ...received(2, 0, 0) },
    },
  ],
  [
    'recordBatch',
    'of lines of JSON',
    {
      path: ofLines('SYSTEM-2'),
      type: 'application/x-ndjson',
      body: [count('2024-03-05', 4200), count('2024-03-06', 4300)].map((entry) => `${JSON.stringify(entry)}\n`).join(''),
      says: { batchId: 'SYSTEM-2', source, received: 2, ...received(1, 0, 1) },
    },
  ],
  [
    'recordBatch',
    'of a CSV with numbers as people write them',
    {
      path: `${ofLines('SYSTEM-3')}&numbers=fr`,
      type: 'text/csv',
      body: 'measure,from,to,value\r\ne-channels.clients-served,2024-03-06,2024-03-06,4\u00A0350\r\n',
      says: { batchId: 'SYSTEM-3', ...received(0, 1, 0) },
    },
  ],
  [
    'recordBatch',
    'of a packed CSV with a bad line to skip',
    {
      path: `${ofLines('SYSTEM-4')}&onError=skip-rows`,
      type: 'text/csv',
      coding: 'gzip',
      body: gzipSync('value,to,from,measure\n4400,2024-03-07,2024-03-07,e-channels.clients-served\n1.5,2024-03-08,2024-03-08,e-channels.clients-served\n'),
      says: { batchId: 'SYSTEM-4', ...received(1, 0, 0, 1), errors: [{ line: 3, pointer: '/value', code: 'invalid-value' }] },
    },
  ],
  [
    'recordAnnotation',
    'of a measure',
    {
      path: '/v1/volumes/annotations',
      body: {
        measure: 'e-channels.clients-served',
        from: '2024-03-05',
        to: '2024-03-05',
        text: { en: 'A test of the system', fr: 'Un essai du système' },
        source,
      },
      says: { measure: 'e-channels.clients-served', region: null, from: '2024-03-05', actor: 'demo-admin' },
    },
  ],
];
