import {
  fill,
  formatDay,
  type Language,
  type ModernizationSummary,
  type Note,
  type OpenQuestionFacts,
  type PilotFacts,
  type PilotProduction,
  type Text,
} from '@csn/contracts';
import type { Axes } from '@csn/service-kit';
import type { z } from 'zod';

const countDiffers: Text = {
  en: 'The document counts {reported} operational {reported:site|sites} and names {named}.',
  fr: 'Le document compte {reported} {reported:site opérationnel|sites opérationnels} et en nomme {named}.',
};
const noFigures: Text = { en: 'No production figures had been stated by that day.', fr: 'Aucun chiffre de production n’avait été énoncé à ce jour.' };
const earlierFigures: Text = { en: 'The production figures are those of {productionAsOf}.', fr: 'Les chiffres de production sont ceux du {productionAsOf}.' };

export interface PilotOnDay {
  readonly facts: z.output<typeof PilotFacts> | undefined;
  readonly named: number;
  readonly production: Omit<PilotProduction, 'basis'> | undefined;
  readonly questions: readonly z.output<typeof OpenQuestionFacts>[];
}

/** The pilot on a day: what is stated, what follows from it, and where the statements do not agree. */
export function summaryOf(axes: Pick<Axes, 'asOf' | 'knownAt'>, { facts, named, production, questions }: PilotOnDay, language: Language): ModernizationSummary {
  const { filesCreated, passportsProcessed, passportsIssued } = production ?? { filesCreated: null, passportsProcessed: null, passportsIssued: null };
  return {
    asOf: axes.asOf,
    knownAt: axes.knownAt,
    startedOn: facts?.startedOn ?? null,
    operationalSites: { reported: facts?.operationalSites ?? null, registered: named },
    wave: facts?.wave ?? null,
    productionAsOf: production?.asOf ?? null,
    filesCreated,
    passportsProcessed,
    passportsIssued,
    yield: {
      processedOfCreated: share(passportsProcessed, filesCreated),
      issuedOfCreated: share(passportsIssued, filesCreated),
      issuedOfProcessed: share(passportsIssued, passportsProcessed),
    },
    inProgress: difference(filesCreated, passportsProcessed),
    processedNotIssued: difference(passportsProcessed, passportsIssued),
    source: production?.source ?? null,
    openQuestions: questions.map(({ code, text }) => ({ code, text: text[language] })),
    notes: [...siteNotes(facts?.operationalSites ?? null, named, language), ...productionNotes(axes.asOf, production?.asOf, language)],
  };
}

/** The count and the names are both the document’s: never silently one of the two. */
export function siteNotes(reported: number | null, named: number, language: Language): Note[] {
  if (reported === null || reported === named) return [];
  return [{ code: 'sites-reported-differ-from-named', text: fill(countDiffers, { reported, named })[language] }];
}

function productionNotes(asOf: string, productionAsOf: string | undefined, language: Language): Note[] {
  if (productionAsOf === undefined) return [{ code: 'no-production-figures', text: noFigures[language] }];
  return productionAsOf < asOf
    ? [{ code: 'production-of-earlier-day', text: fill(earlierFigures, { productionAsOf: formatDay(productionAsOf) })[language] }]
    : [];
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : Number((part / whole).toFixed(6));
}

function difference(whole: number | null, part: number | null): number | null {
  return whole === null || part === null ? null : whole - part;
}
