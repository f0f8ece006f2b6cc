import { type CommissionaireSummary, fill, formatDay, type Language, type Note, type Quality } from '@csn/contracts';
import { dayOfSource, sourceOfPosts } from '../figure-source.ts';
import type { RegionPosts } from './posts-queries.ts';
import { explanations, judge, judgeAll } from './progress.ts';
import type { PlanContent } from './registers.ts';

type Figures = Pick<
  CommissionaireSummary,
  'dueOn' | 'targetLevel' | 'implementation' | 'postsNow' | 'target' | 'onTrack' | 'byRegion' | 'source' | 'planSource'
>;

/** The plan as far as it is of these qualities: its reference day has a source of its own. */
export function planOfQuality(plan: PlanContent | undefined, qualities: readonly Quality[] | undefined): PlanContent | undefined {
  if (!plan || !qualities) return plan;
  if (!qualities.includes(plan.source.quality)) return undefined;
  return { ...plan, reference: plan.reference && qualities.includes(plan.reference.source.quality) ? plan.reference : null };
}

/** Posts against the target, region by region. A day before the first record of a region begins has no figure, not zero. */
export function summarize(
  { asOf, today, qualities }: { asOf: string; today: string; qualities: readonly Quality[] | undefined },
  plan: PlanContent | undefined,
  regions: readonly RegionPosts[],
  language: Language,
): Figures {
  const dueOn = plan?.dueOn ?? null;
  const referenceOn = plan?.reference?.on ?? null;
  const toldOn = dayOfSource(asOf, today);
  const words = {
    asOf: formatDay(asOf),
    dueOn: dueOn && formatDay(dueOn),
    referenceOn: referenceOn && formatDay(referenceOn),
    // Where only some qualities count, what is missing may be there of another one.
    asked: qualities ? { en: ' of the quality asked for', fr: ' de la qualité demandée' } : { en: '', fr: '' },
  };
  const byRegion = regions.map((row): CommissionaireSummary['byRegion'][number] => {
    const isKnownOn = (day: string | null): boolean => day !== null && row.firstDay !== null && day >= row.firstDay;
    const now = isKnownOn(asOf) ? row.now : null;
    const target = isKnownOn(referenceOn) ? row.onReferenceDay : null;
    const onDueDay = isKnownOn(dueOn) ? row.onDueDay : null;
    const { onTrack, why } = judge({ asOf, dueOn, referenceOn, now, onDueDay, target });
    const byReason = [
      { reason: 'baseline' as const, posts: row.baseline },
      { reason: 'covid-19' as const, posts: row.covid },
      { reason: 'queue-management' as const, posts: row.queue },
    ];
    return {
      region: row.region,
      postsNow: now,
      byReason: now === null ? [] : byReason,
      target,
      postsOnDueDay: onDueDay,
      onTrack,
      why,
      explanation: fill(explanations[why], { now, target, onDueDay, ...words })[language],
      source: sourceOfPosts(row.qualities, toldOn),
    };
  });
  return {
    dueOn,
    targetLevel: plan?.targetLevel ?? null,
    implementation: plan?.implementation ?? null,
    postsNow: totalOf(byRegion.map((region) => region.postsNow)),
    target: totalOf(byRegion.map((region) => region.target)),
    onTrack: judgeAll(byRegion),
    byRegion,
    source: sourceOfPosts(
      regions.flatMap(({ qualities }) => qualities),
      toldOn,
    ),
    planSource: plan?.source ?? null,
  };
}

/** A national figure needs every region's. */
function totalOf(figures: readonly (number | null)[]): number | null {
  return figures.reduce((sum, figure) => (sum === null || figure === null ? null : sum + figure), 0);
}

export function notesOn(regions: readonly RegionPosts[], language: Language): Note[] {
  if (!regions.some(({ qualities }) => qualities.includes('illustrative'))) return [];
  return [
    {
      code: 'illustrative-records',
      text: {
        en: 'Numbers of posts, and with them targets and progress, are illustrative: the document gives the level and the due day, no numbers.',
        fr: 'Les nombres de postes, et avec eux les cibles et les progrès, sont illustratifs : le document donne le niveau et l’échéance, aucun nombre.',
      }[language],
    },
  ];
}
