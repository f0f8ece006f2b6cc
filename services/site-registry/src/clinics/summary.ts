import { type ClinicSummary, fill, type Language, type Note, type Quality, type Source } from '@csn/contracts';
import { weakestOf } from '../figure-source.ts';

type Counts = ClinicSummary['observed'];

/** The stated total where one covers the period, else the sum of the records. */
export function valueOf(observed: Counts, reported: ClinicSummary['reported'], records: Source): Counts & { source: Source } {
  return reported ?? { ...observed, source: records };
}

/** A sum is no better than the weakest record in it. */
export function sourceOfRecords(qualities: readonly Quality[], asOf: string): Source {
  return { document: 'Clinics recorded in the site registry · Cliniques consignées au registre des sites', asOf, quality: weakestOf(qualities) };
}

export function notesOn(observed: Counts, reported: ClinicSummary['reported'], qualities: readonly Quality[], language: Language): Note[] {
  const notes: Note[] = [];
  if (reported && (reported.clinics !== observed.clinics || reported.peopleServed !== observed.peopleServed)) {
    const text = {
      en: 'The document states {clinics} {clinics:clinic|clinics} and {people} {people:person|people}; {recorded} {recorded:clinic is|clinics are} recorded, with {served} {served:person|people} served.',
      fr: 'Le document énonce {clinics} {clinics:clinique|cliniques} et {people} {people:personne|personnes}; {recorded} {recorded:clinique est consignée|cliniques sont consignées}, avec {served} {served:personne servie|personnes servies}.',
    };
    notes.push({
      code: 'observed-differs-from-reported',
      text: fill(text, { clinics: reported.clinics, people: reported.peopleServed, recorded: observed.clinics, served: observed.peopleServed })[language],
    });
  }
  if (qualities.includes('illustrative')) {
    const text = {
      en: 'The recorded clinics include illustrative ones: no document names places and days of clinics.',
      fr: 'Les cliniques consignées en comprennent d’illustratives : aucun document ne nomme les lieux ni les jours des cliniques.',
    };
    notes.push({ code: 'illustrative-records', text: text[language] });
  }
  return notes;
}
