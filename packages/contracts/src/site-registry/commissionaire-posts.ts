import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Count, Day, listOf, Reason, Region, SiteId, Source, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';

export const PostReason = z.enum(['baseline', 'covid-19', 'queue-management']).meta({
  id: 'PostReason',
  description: both(
    'Why the posts are there: as before the pandemic, for COVID-19 measures, or for queue management',
    'Pourquoi les postes sont là : comme avant la pandémie, pour les mesures liées à la COVID-19 ou pour la gestion des files d’attente',
  ),
});
export type PostReason = z.infer<typeof PostReason>;

const isPeriod = ({ from, to }: { from?: string | undefined; to?: string | null | undefined }): boolean =>
  from === undefined || to === undefined || to === null || from <= to;
const backwards = { path: ['from'], params: { code: 'from-after-to' } };
const PostCount = Count.min(1).max(10_000);
const place = {
  siteId: SiteId.nullable().meta({
    description: both('null: posts of the region that belong to no one site', 'null : des postes de la région qui n’appartiennent à aucun site en particulier'),
  }),
  region: Region,
};

export const CommissionairePost = z
  .strictObject({
    postId: z.uuid(),
    ...place,
    reason: PostReason,
    posts: PostCount,
    from: Day,
    to: Day.nullable().meta({ description: both('The last day; null: until further notice', 'Le dernier jour; null : jusqu’à nouvel ordre') }),
    source: Source,
    revision: z.int().min(1),
  })
  .meta({ id: 'CommissionairePost' });
export type CommissionairePost = z.infer<typeof CommissionairePost>;
const Reading = z.strictObject({ ...CommissionairePost.shape, knownAt: timeAxes.knownAt }).meta({ id: 'CommissionairePostReading' });
const postParams = z.strictObject({ postId: z.uuid() });

export const listCommissionairePosts = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/posts',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: posts', fr: 'Commissionnaires : postes' },
  description: {
    en: 'The posts in force on a day (`asOf`), or with `from` or `to` those of a period.',
    fr: 'Les postes en vigueur un jour donné (`asOf`), ou avec `from` ou `to` ceux d’une période.',
  },
  query: z
    .strictObject({
      siteId: SiteId.optional(),
      region: repeatableParameter(Region).optional(),
      reason: repeatableParameter(PostReason).optional(),
      from: Day.optional(),
      to: Day.optional(),
      ...timeParameters,
      ...qualityParameter,
      ...pageParameters,
    })
    .refine(isPeriod, backwards),
  reply: { status: 200, body: z.strictObject({ ...listOf(CommissionairePost).shape, ...timeAxes }).meta({ id: 'CommissionairePostList' }) },
  problems: ['known-at-in-future'],
  example: { query: { region: ['atlantic'], from: '2022-04-01', to: '2023-06-30' } },
});

export const readCommissionairePost = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/posts/{postId}',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: one record of posts', fr: 'Commissionnaires : une fiche de postes' },
  params: postParams,
  query: z.strictObject({ knownAt: timeParameters.knownAt }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future'],
  example: { params: { postId: '00000000-0000-4000-8000-000000000001' } },
});

export const recordCommissionairePost = defineRoute({
  method: 'POST',
  path: '/v1/commissionaires/posts',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: record posts', fr: 'Commissionnaires : consigner des postes' },
  description: {
    en: 'Posts of a site, or of a region without a site, for a reason and a period. Periods of one place and reason do not overlap.',
    fr: 'Les postes d’un site, ou d’une région sans site, pour un motif et une période. Les périodes d’un même lieu et motif ne se chevauchent pas.',
  },
  body: z
    .strictObject({
      siteId: SiteId.optional(),
      region: Region,
      reason: PostReason,
      posts: PostCount,
      from: Day,
      to: Day.optional(),
      source: Source.optional(),
      note: Reason.optional(),
    })
    .refine(isPeriod, backwards)
    .meta({ id: 'NewCommissionairePost' }),
  reply: { status: 201, body: Reading },
  problems: ['posts-overlap', 'unknown-site', 'site-closed', 'region-mismatch', 'outside-region'],
  example: { body: { siteId: 'SC-3582', region: 'ontario', reason: 'queue-management', posts: 1, from: '2023-01-09', to: '2023-06-29' } },
});

export const changeCommissionairePost = defineRoute({
  method: 'PATCH',
  path: '/v1/commissionaires/posts/{postId}',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: end posts or change their number', fr: 'Commissionnaires : mettre fin à des postes ou en changer le nombre' },
  description: {
    en: 'A new revision; the one before stays readable by `knownAt`.',
    fr: 'Une nouvelle révision; la précédente reste lisible au moyen de `knownAt`.',
  },
  params: postParams,
  ifMatch: true,
  body: z.strictObject({ posts: PostCount.optional(), to: Day.nullable().optional(), note: Reason }).meta({ id: 'CommissionairePostChange' }),
  reply: { status: 200, body: Reading },
  problems: ['posts-overlap', 'ends-before-it-begins', 'outside-region'],
  example: { params: { postId: '00000000-0000-4000-8000-000000000001' }, body: { to: null, note: 'Example' } },
});
