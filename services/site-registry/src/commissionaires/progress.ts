import type { CommissionaireSummary, Text } from '@csn/contracts';

type RegionSummary = CommissionaireSummary['byRegion'][number];

/** What progress is judged on: posts now, on the due day, and the level to come down to. */
export interface Standing {
  readonly asOf: string;
  /** Null without a plan in force. */
  readonly dueOn: string | null;
  /** The day whose posts are the target; null if the plan names none. */
  readonly referenceOn: string | null;
  readonly now: number | null;
  readonly onDueDay: number | null;
  readonly target: number | null;
}

/** Is a region on track? It is when the target is reached, or when what is recorded reaches it on the due day. */
export function judge({ asOf, dueOn, referenceOn, now, onDueDay, target }: Standing): Pick<RegionSummary, 'onTrack' | 'why'> {
  if (now === null) return { onTrack: null, why: 'not-known' };
  if (dueOn === null) return { onTrack: null, why: 'no-plan' };
  if (referenceOn === null) return { onTrack: null, why: 'no-reference' };
  if (target === null) return { onTrack: null, why: 'target-not-known' };
  if (now <= target) return { onTrack: true, why: 'target-reached' };
  if (asOf >= dueOn) return { onTrack: false, why: 'overdue' };
  return onDueDay !== null && onDueDay <= target ? { onTrack: true, why: 'reduction-scheduled' } : { onTrack: false, why: 'reduction-not-scheduled' };
}

/** The country is on track when every region is; one that is not known leaves it open, one that is not decides it. */
export function judgeAll(regions: readonly Pick<RegionSummary, 'onTrack'>[]): boolean | null {
  if (regions.some(({ onTrack }) => onTrack === false)) return false;
  return regions.some(({ onTrack }) => onTrack === null) ? null : true;
}

export const explanations: Readonly<Record<RegionSummary['why'], Text>> = {
  'target-reached': {
    en: 'The posts ({now}) are at or below the target ({target}).',
    fr: 'Le nombre de postes ({now}) est égal ou inférieur à la cible ({target}).',
  },
  'reduction-scheduled': {
    en: 'The recorded periods bring the number of posts from {now} down to {onDueDay} by {dueOn}; the target is {target}.',
    fr: 'Les périodes consignées ramènent le nombre de postes de {now} à {onDueDay} au plus tard le {dueOn}; la cible est de {target}.',
  },
  'reduction-not-scheduled': {
    en: 'The recorded periods keep {onDueDay} {onDueDay:post|posts} on {dueOn}; the target is {target}.',
    fr: 'Les périodes consignées maintiennent {onDueDay} {onDueDay:poste|postes} le {dueOn}; la cible est de {target}.',
  },
  overdue: {
    en: 'The reduction was due on {dueOn}; there {now:is|are} {now} {now:post|posts} and the target is {target}.',
    fr: 'La réduction devait être terminée le {dueOn}; il y a {now} {now:poste|postes} et la cible est de {target}.',
  },
  'not-known': {
    en: 'No document and no record{asked} says how many posts there are on {asOf}.',
    fr: 'Ni document ni fiche{asked} n’indique combien de postes il y a le {asOf}.',
  },
  'no-plan': {
    en: 'No reduction plan{asked} is in force on {asOf}: there is no target.',
    fr: 'Aucun plan de réduction{asked} n’est en vigueur le {asOf} : il n’y a pas de cible.',
  },
  'no-reference': {
    en: 'The reduction plan names no reference day{asked}, whose posts would be the target.',
    fr: 'Le plan de réduction ne nomme aucun jour de référence{asked}, dont le nombre de postes serait la cible.',
  },
  'target-not-known': {
    en: 'The target is the number of posts on {referenceOn}, and no document and no record{asked} says how many there were.',
    fr: 'La cible est le nombre de postes le {referenceOn}, et ni document ni fiche{asked} n’indique combien il y en avait.',
  },
};
