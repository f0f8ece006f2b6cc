import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Reason, Region, setOf, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';

const RecordId = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const content = {
  state: z.enum(['planned', 'sent', 'cancelled']),
  sentOn: Day.nullable(),
  audience: setOf(z.enum(['employees', 'management']))
    .min(1)
    .max(2),
  topics: setOf(z.enum(['client-triage', 'reception-zone', 'commissionaire-reduction', 'health-and-safety', 'queue-management']))
    .min(1)
    .max(5),
  region: Region.nullable().meta({ description: both('null: to all regions', 'null : à toutes les régions') }),
  text: LocalizedText,
};
export const Communication = z
  .strictObject({ communicationId: RecordId, ...content, source: Source, effectiveOn: Day, revision: z.int().min(1) })
  .meta({ id: 'CommissionaireCommunication' });
export type Communication = z.infer<typeof Communication>;
const Reading = z.strictObject({ ...Communication.shape, ...timeAxes }).meta({ id: 'CommissionaireCommunicationReading' });
/** Only what is sent has a day of sending. */
const isSentOnDay = ({ state, sentOn }: { state?: string | undefined; sentOn?: string | null | undefined }): boolean =>
  sentOn === undefined || sentOn === null || state === 'sent';
const communicationParams = z.strictObject({ communicationId: RecordId });

export const listCommunications = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/communications',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: staff communications', fr: 'Commissionnaires : communications aux employés' },
  query: z.strictObject({ ...timeParameters, ...qualityParameter, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(Communication).shape, ...timeAxes }).meta({ id: 'CommissionaireCommunicationList' }) },
  problems: ['known-at-in-future'],
  example: { query: {} },
});

export const readCommunication = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/communications/{communicationId}',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: one staff communication', fr: 'Commissionnaires : une communication aux employés' },
  params: communicationParams,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future'],
  example: { params: { communicationId: 'triage-and-reception-zone' } },
});

export const recordCommunication = defineRoute({
  method: 'POST',
  path: '/v1/commissionaires/communications',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: plan or record a staff communication', fr: 'Commissionnaires : prévoir ou consigner une communication aux employés' },
  body: z
    .strictObject({
      ...content,
      sentOn: Day.optional(),
      region: Region.optional(),
      source: Source.optional(),
      effectiveOn: Day.optional(),
      reason: Reason.optional(),
    })
    .refine(isSentOnDay, { path: ['sentOn'], params: { code: 'needs-sent' } })
    .meta({ id: 'NewCommissionaireCommunication' }),
  reply: { status: 201, body: Reading },
  problems: ['outside-region', 'day-in-future'],
  example: {
    body: {
      state: 'sent',
      sentOn: '2023-06-01',
      audience: ['employees'],
      topics: ['client-triage'],
      region: 'ontario',
      text: { en: 'Reminder on the triage of clients', fr: 'Rappel sur le triage des clients' },
    },
  },
});

export const changeCommunication = defineRoute({
  method: 'PATCH',
  path: '/v1/commissionaires/communications/{communicationId}',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: change a staff communication', fr: 'Commissionnaires : modifier une communication aux employés' },
  params: communicationParams,
  ifMatch: true,
  body: z
    .strictObject({
      state: content.state.optional(),
      sentOn: content.sentOn.optional(),
      text: LocalizedText.optional(),
      effectiveOn: Day.optional(),
      reason: Reason,
    })
    .refine(isSentOnDay, { path: ['sentOn'], params: { code: 'needs-sent' } })
    .meta({ id: 'CommissionaireCommunicationChange' }),
  reply: { status: 200, body: Reading },
  problems: ['outside-region', 'effective-before-start', 'day-in-future'],
  example: { params: { communicationId: 'triage-and-reception-zone' }, body: { state: 'sent', sentOn: '2023-06-05', reason: 'Example' } },
});
