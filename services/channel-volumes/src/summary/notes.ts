import { fill, type Language, type Measure, type Note, type Text } from '@csn/contracts';
import type { Figure, StatedNote } from './queries.ts';
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
    en: 'The document states {reported}; the observed days add up to {observed}.',
    fr: 'Le document énonce {reported}; les jours observés donnent {observed}.',
  },
};

/** Where sources differ or a figure is not what it may seem: never silently. */
export function notesOn(
  figure: Figure,
  window: Window,
  about: {
    readonly stated: readonly StatedNote[];
    readonly measures: readonly Measure[];
    readonly regions: readonly string[];
    readonly isOwnRegionOnly: boolean;
    readonly language: Language;
  },
): Note[] {
  const { language } = about;
  const remarks = figure.isReported ? about.stated.filter((note) => isAbout(note, figure, window, about)) : [];
  // Several measures of a row can have the same remark.
  const notes: Note[] = [...new Map(remarks.map(({ code, text }) => [`${code} ${text.en}`, { code, text: text[language] }])).values()];
  const add = ({ code, text }: NoteKind, values?: Record<string, string>): number => notes.push({ code, text: fill(text, values)[language] });
  if (figure.isMixedBasis) add(mixedBasis);
  if (figure.isMixedQuality) add(mixedQuality);
  if (about.isOwnRegionOnly && figure.observed !== null) add(ownRegion);
  if (figure.reported !== null && figure.observed !== null && figure.reported !== figure.observed)
    add(differs, { reported: grouped(figure.reported, language), observed: grouped(figure.observed, language) });
  return notes;
}

/** A remark belongs to the total that the row shows; a row of several measures shows each of theirs. */
function isAbout(
  note: StatedNote,
  figure: Figure,
  window: Window,
  { measures, regions }: { readonly measures: readonly Measure[]; readonly regions: readonly string[] },
): boolean {
  const region = figure.region ?? (regions.length === 1 ? regions[0] : '');
  const isMeasured = figure.measure === null ? measures.includes(note.measure) : figure.measure === note.measure;
  return isMeasured && note.fromOn === window.from && note.toOn === window.to && note.region === region;
}

/** A number as people write it. */
export function grouped(value: string, language: Language): string {
  return new Intl.NumberFormat(language).format(BigInt(value));
}
