import { fill, type Language, type NetworkSummary, type Note, type Quality } from '@csn/contracts';

type Counts = Pick<NetworkSummary, 'serviceCanadaCentres' | 'passportServiceSites' | 'scheduledOutreach' | 'deliveryPartners'>;

/** The national counts are the sums of the regions. */
export function totalOf(regions: readonly Counts[]): Counts {
  const sum = (count: (region: Counts) => number): number => regions.reduce((total, region) => total + count(region), 0);
  return {
    serviceCanadaCentres: {
      total: sum((region) => region.serviceCanadaCentres.total),
      standAlone: sum((region) => region.serviceCanadaCentres.standAlone),
      consolidated: sum((region) => region.serviceCanadaCentres.consolidated),
    },
    passportServiceSites: sum((region) => region.passportServiceSites),
    scheduledOutreach: sum((region) => region.scheduledOutreach),
    deliveryPartners: sum((region) => region.deliveryPartners),
  };
}

/** What is counted, at the head of a sentence. */
const names = {
  serviceCanadaCentres: { en: 'Service Canada Centres', fr: 'Centres Service Canada' },
  standAlone: { en: 'Service Canada Centres that stand alone', fr: 'Centres Service Canada non consolidés' },
  consolidated: { en: 'Consolidated Service Canada Centres', fr: 'Centres Service Canada consolidés' },
  passportServiceSites: { en: 'Service Canada Centres – Passport Services', fr: 'Centres Service Canada – Services de passeport' },
  scheduledOutreach: { en: 'Scheduled outreach sites', fr: 'Sites de services mobiles réguliers' },
  deliveryPartners: { en: 'Service delivery partner sites', fr: 'Sites de partenariat de prestation de services' },
} as const;

/** One note for each count in which the register and the document differ: never silently one of the two. */
export function notesOn(counted: Counts, reported: NetworkSummary['reported'], qualities: readonly Quality[], language: Language): Note[] {
  const notes = reported ? differencesBetween(counted, reported, language) : [];
  if (qualities.includes('illustrative')) {
    const text = {
      en: 'The counted sites include some whose dates are illustrative: no document says since when each was open.',
      fr: 'Les sites comptés en comprennent dont les dates sont illustratives\u00a0: aucun document ne dit depuis quand chacun était ouvert.',
    };
    notes.push({ code: 'illustrative-records', text: text[language] });
  }
  return notes;
}

function differencesBetween(counted: Counts, reported: NonNullable<NetworkSummary['reported']>, language: Language): Note[] {
  const centres = [counted.serviceCanadaCentres, reported.serviceCanadaCentres] as const;
  const pairs = [
    [names.serviceCanadaCentres, centres[0].total, centres[1].total],
    [names.standAlone, centres[0].standAlone, centres[1].standAlone],
    [names.consolidated, centres[0].consolidated, centres[1].consolidated],
    [names.passportServiceSites, counted.passportServiceSites, reported.passportServiceSites],
    [names.scheduledOutreach, counted.scheduledOutreach, reported.scheduledOutreach],
    [names.deliveryPartners, counted.deliveryPartners, reported.deliveryPartners],
  ] as const;
  return pairs
    .filter(([, inRegister, stated]) => inRegister !== stated)
    .map(([name, inRegister, stated]) => ({
      code: 'counted-differs-from-reported',
      text: fill(
        {
          en: '{name}: the register counts {inRegister}, the document states {stated}.',
          fr: '{name} : le registre en compte {inRegister}, le document en énonce {stated}.',
        },
        { name, inRegister, stated },
      )[language],
    }));
}
