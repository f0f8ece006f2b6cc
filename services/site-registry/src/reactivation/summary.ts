import { fill, formatDay, type Language, type Note, type Quality, type ReactivationSummary, type Text } from '@csn/contracts';
import type { Statement } from './queries.ts';

type Counts = Pick<ReactivationSummary, 'reactivated' | 'plannedThisQuarter'>;

/** The national counts are the sums of the regions. */
export function totalOf(regions: readonly Counts[]): Counts {
  return { reactivated: sumOf(regions, 'reactivated'), plannedThisQuarter: sumOf(regions, 'plannedThisQuarter') };
}

function sumOf(regions: readonly Counts[], member: keyof Counts): number {
  return regions.reduce((sum, region) => sum + region[member], 0);
}

/** The statement that a day is nearest to from behind, with its neighbour: the two figures that a reader would hold against each other. */
export function neighboursOf(day: string, statements: readonly Statement[]): readonly [Statement, Statement] | undefined {
  const index = statements.findLastIndex(({ asOf }) => asOf <= day);
  const later = index > 0 ? index : 1;
  const [first, second] = [statements[later - 1], statements[later]];
  return index >= 0 && first && second && first.count !== second.count ? [first, second] : undefined;
}

/** What is counted, at the head of a sentence. */
const names: Readonly<Record<keyof Counts, Text>> = {
  reactivated: { en: 'Scheduled outreach sites reactivated', fr: 'Sites de services mobiles réguliers réactivés' },
  plannedThisQuarter: { en: 'Reactivations planned for the quarter', fr: 'Réactivations prévues pour le trimestre' },
};

/** What is told of a reading: what was counted and stated, and how many sites were reactivated between two statements. */
interface Reading {
  readonly counted: Counts;
  readonly reported: ReactivationSummary['reported'];
  readonly qualities: readonly Quality[];
  readonly neighbours: readonly [Statement, Statement] | undefined;
  readonly between: number;
}

export function notesOn({ counted, reported, qualities, neighbours, between }: Reading, language: Language): Note[] {
  const notes: Note[] = [];
  for (const member of ['reactivated', 'plannedThisQuarter'] as const) {
    if (!reported || reported[member] === counted[member]) continue;
    const text = {
      en: '{name}: the register counts {counted}, the document states {stated}.',
      fr: '{name} : le registre en compte {counted}, le document en énonce {stated}.',
    };
    notes.push({
      code: 'counted-differs-from-reported',
      text: fill(text, { name: names[member], counted: counted[member], stated: reported[member] })[language],
    });
  }
  if (neighbours) {
    const [first, second] = neighbours;
    const stated = {
      en: 'The documents state {firstCount} scheduled outreach {firstCount:site|sites} on {firstDay} and {secondCount} on {secondDay}. ',
      fr: 'Les documents énoncent {firstCount} {firstCount:site|sites} de services mobiles réguliers le {firstDay} et {secondCount} le {secondDay}. ',
    };
    const fits = between === second.count - first.count;
    const why = fits
      ? {
          en: 'Both hold, each on its own day: the register counts {between} {between:site|sites} reactivated in between.',
          fr: 'Les deux nombres valent, chacun à sa date\u00a0: le registre compte {between} {between:site réactivé|sites réactivés} entre les deux.',
        }
      : {
          en: 'The register does not explain the difference: it counts {between} {between:site|sites} reactivated in between.',
          fr: 'Le registre n’explique pas l’écart\u00a0: il compte {between} {between:site réactivé|sites réactivés} entre les deux.',
        };
    const text = { en: stated.en + why.en, fr: stated.fr + why.fr };
    notes.push({
      code: 'stated-on-two-days',
      text: fill(text, { firstCount: first.count, firstDay: formatDay(first.asOf), secondCount: second.count, secondDay: formatDay(second.asOf), between })[
        language
      ],
    });
  }
  if (qualities.includes('illustrative')) {
    const text = {
      en: 'The counted sites include some whose dates are illustrative: no document says when each was reactivated, or for which quarter it is planned.',
      fr: 'Les sites comptés en comprennent dont les dates sont illustratives\u00a0: aucun document ne dit quand chacun a été réactivé, ni pour quel trimestre il est prévu.',
    };
    notes.push({ code: 'illustrative-records', text: text[language] });
  }
  return notes;
}
