import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, repeatableParameter } from '../core/parameters.ts';
import { Day, Instant, listOf, Note, Region, SiteId, Source } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Measure } from './measures.ts';

const about = {
  measure: Measure.nullable().meta({ description: both('null: every measure', 'null : toutes les mesures') }),
  region: Region.nullable().meta({
    description: both(
      'Of a site, its region when the annotation begins; null: the whole country',
      'Pour un site, sa région au début de l’annotation; null : tout le pays',
    ),
  }),
  siteId: SiteId.nullable().meta({ description: both('null: every site of the place', 'null : tous les sites du lieu') }),
} as const;

export const AnnotationId = z.uuid().meta({ id: 'AnnotationId' });

export const Annotation = z
  .strictObject({ annotationId: AnnotationId, ...about, from: Day, to: Day, text: LocalizedText, source: Source, recordedAt: Instant, actor: z.string() })
  .meta({ id: 'VolumeAnnotation' });
export type Annotation = z.infer<typeof Annotation>;

/** What an answer about volumes carries of the annotations that bear on it. */
export const annotationMembers = {
  annotations: z
    .array(Annotation)
    .max(100)
    .meta({
      description: both(
        'What bears on the period and the counts asked for, what begins last first; at most 100, with a note `more-annotations` if there are more',
        'Ce qui touche la période et les nombres demandés, du début le plus récent au plus ancien; au plus 100, avec une note `more-annotations` s’il y en a d’autres',
      ),
    }),
  notes: z.array(Note).meta({ description: both('On the answer as a whole', 'Sur la réponse dans son ensemble') }),
} as const;

export const NewAnnotation = z
  .strictObject({
    measure: Measure.optional().meta({ description: both('Every measure without it', 'Toutes les mesures sans elle') }),
    region: Region.optional().meta({ description: both('The whole country without it and without `siteId`', 'Tout le pays sans elle ni `siteId`') }),
    siteId: SiteId.optional(),
    from: Day,
    to: Day,
    text: LocalizedText,
    source: Source,
  })
  .superRefine(periodInOrder)
  .meta({ id: 'NewAnnotation' });
export type NewAnnotation = z.infer<typeof NewAnnotation>;

export const recordAnnotation = defineRoute({
  method: 'POST',
  path: '/v1/volumes/annotations',
  scope: 'volumes:write',
  summary: { en: 'Record an annotation', fr: 'Consigner une annotation' },
  description: {
    en: 'A remark on what bears on the counts of some days: a work stoppage, the suspension of a site, an incident of GCMS. It comes with every answer over those days. Days to come are allowed. Annotations speak of days and not of what was known: an answer about an earlier `knownAt` carries every annotation that there is.',
    fr: 'Une remarque sur ce qui touche les nombres de certains jours : une interruption de travail, la suspension d’un site, un incident du SMGC. Elle accompagne toute réponse portant sur ces jours. Des jours à venir sont permis. Les annotations parlent des jours et non de ce qui était connu : une réponse sur un `knownAt` antérieur porte toutes les annotations qui existent.',
  },
  body: NewAnnotation,
  reply: { status: 201, body: Annotation },
  problems: ['outside-region', 'unknown-site', 'measure-without-sites', 'region-contradicts-site'],
  example: {
    body: {
      measure: 'in-person.clients-served',
      region: 'ontario',
      from: '2024-02-05',
      to: '2024-02-06',
      text: { en: 'Several offices opened late because of freezing rain.', fr: 'Plusieurs bureaux ont ouvert tard en raison du verglas.' },
      source: { document: 'Example', asOf: '2024-02-06', quality: 'illustrative' },
    },
  },
});

export const listAnnotations = defineRoute({
  method: 'GET',
  path: '/v1/volumes/annotations',
  scope: 'volumes:read',
  summary: { en: 'List annotations', fr: 'Lister les annotations' },
  description: {
    en: 'What bears on the measures, places and days asked for, what begins last first: an annotation without a measure or a place bears on all of them. A caller of a region sees the annotations of the whole country and of its own region.',
    fr: 'Ce qui touche les mesures, lieux et jours demandés, du début le plus récent au plus ancien : une annotation sans mesure ou sans lieu les touche tous. Un appelant régional voit les annotations de tout le pays et de sa propre région.',
  },
  query: z
    .strictObject({
      measure: repeatableParameter(Measure).optional(),
      region: repeatableParameter(Region).optional(),
      siteId: repeatableParameter(SiteId).optional(),
      from: Day.optional().meta({ description: both('Annotations that reach this day', 'Annotations qui atteignent ce jour') }),
      to: Day.optional().meta({ description: both('Annotations that have begun by this day', 'Annotations commencées au plus tard ce jour') }),
      ...qualityParameter,
      ...pageParameters,
    })
    .superRefine(periodInOrder),
  reply: { status: 200, body: listOf(Annotation).meta({ id: 'VolumeAnnotationList' }) },
  problems: ['outside-region'],
  example: { query: { from: '2022-04-01', to: '2023-03-31' } },
});

export const readAnnotation = defineRoute({
  method: 'GET',
  path: '/v1/volumes/annotations/{annotationId}',
  scope: 'volumes:read',
  summary: { en: 'Read an annotation', fr: 'Consulter une annotation' },
  params: z.strictObject({ annotationId: AnnotationId }),
  reply: { status: 200, body: Annotation },
  problems: ['outside-region'],
  example: { params: { annotationId: '0187d0a0-0000-7000-8000-000000000001' } },
});

function periodInOrder({ from, to }: { from?: string | undefined; to?: string | undefined }, context: z.core.$RefinementCtx): void {
  if (from !== undefined && to !== undefined && from > to) context.addIssue({ code: 'custom', path: ['from'], params: { code: 'from-after-to' } });
}
