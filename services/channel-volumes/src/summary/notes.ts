import { fill, formatDay, type Language, measures, type Note, type Period, type Text } from '@csn/contracts';
import { type Coverage, coverageOf, isAlike, knownWindow, upToToday } from './coverage.ts';
import type { Figure, Question, StatedNote } from './queries.ts';
import type { Window } from './windows.ts';

interface NoteKind {
  readonly code: string;
  readonly text: Text;
}

const mixedBasis: NoteKind = {
  code: 'mixed-basis',
  text: {
    en: 'Reported totals of some measures and observed days of others are added up.',
    fr: 'Les totaux rapportés de certaines mesures et les jours observés d’autres sont additionnés.',
  },
};
const mixedQuality: NoteKind = {
  code: 'mixed-quality',
  text: {
    en: 'Counts of different qualities are added up; the source is that of the weakest.',
    fr: 'Des nombres de qualités différentes sont additionnés; la source est celle de la plus faible.',
  },
};
const ownRegion: NoteKind = {
  code: 'own-region-only',
  text: {
    en: 'Only the observed counts of the caller’s own region are added up.',
    fr: 'Seuls les nombres observés de la propre région de l’appelant sont additionnés.',
  },
};
const differs: NoteKind = {
  code: 'observed-differs-from-reported',
  text: {
    en: '{measure}: the document states {reported}; the observed days add up to {observed}.',
    fr: '{measure} : le document énonce {reported}; les jours observés donnent {observed}.',
  },
};
const partial: NoteKind = {
  code: 'partial-period',
  text: {
    en: 'Not the whole period is known: there are counts from {from} to {to}, for {known} of {open} working {open:day|days}.',
    fr: 'La période n’est pas connue en entier : il y a des nombres du {from} au {to}, pour {known} {known:jour ouvrable|jours ouvrables} sur {open}.',
  },
};
const singleDay: NoteKind = {
  code: 'partial-period',
  text: {
    en: 'Not the whole period is known: there are counts for {from} alone.',
    fr: 'La période n’est pas connue en entier : il n’y a des nombres que pour le {from}.',
  },
};

/** Where sources differ or a figure is not what it may seem: never silently. */
export function notesOn(
  figure: Figure,
  window: Window,
  about: { readonly stated: readonly StatedNote[]; readonly question: Question; readonly isOwnRegionOnly: boolean; readonly language: Language },
): Note[] {
  const { language, question } = about;
  const remarks = figure.isReported ? about.stated.filter((note) => isAbout(note, figure, window, question)) : [];
  // Several measures of a row can have the same remark.
  const notes: Note[] = [...new Map(remarks.map(({ code, text }) => [`${code} ${text.en}`, { code, text: text[language] }])).values()];
  const add = ({ code, text }: NoteKind, values?: Record<string, unknown>): number => notes.push({ code, text: fill(text, values)[language] });
  if (figure.isMixedBasis) add(mixedBasis);
  if (figure.isMixedQuality) add(mixedQuality);
  if (about.isOwnRegionOnly && figure.observed !== null) add(ownRegion);
  const part = partKnown(figure, window, question);
  if (part) add(part.from === part.to ? singleDay : partial, { ...part, from: formatDay(part.from), to: formatDay(part.to) });
  if (figure.reported !== null && figure.observed !== null && figure.reported !== figure.observed)
    add(differs, {
      measure: figure.measures.map((measure) => measures[measure].name[language]).join(', '),
      reported: grouped(figure.reported, language),
      observed: grouped(figure.observed, language),
    });
  return notes;
}

/** What is known of a row where that is not its whole window: days at an end are missing, or too many within. */
function partKnown(figure: Figure, window: Window, question: Question): (Period & Coverage) | undefined {
  if (figure.isReported) return undefined;
  const { from, to } = knownWindow(figure, window, question);
  const running = upToToday(window, question);
  const { known, open } = coverageOf(figure, running, question);
  const isWhole = from === running.from && to === running.to && (!open || isAlike({ known, open }, { known: open, open }));
  return isWhole ? undefined : { from, to, known, open };
}

/** A remark belongs to the total that the row shows; a row of several measures shows each of theirs. */
function isAbout(note: StatedNote, figure: Figure, window: Window, { measures: chosen, regions = [] }: Question): boolean {
  const region = figure.region ?? (regions.length === 1 ? regions[0] : '');
  const isMeasured = figure.measure === null ? chosen.includes(note.measure) : figure.measure === note.measure;
  return isMeasured && note.fromOn === window.from && note.toOn === window.to && note.region === region;
}

/** A number as people write it. */
export function grouped(value: string, language: Language): string {
  return new Intl.NumberFormat(language).format(BigInt(value));
}
