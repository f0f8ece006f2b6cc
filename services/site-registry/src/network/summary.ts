import { fill, type Language, type NetworkSummary, type Note, type Quality, type Source } from '@csn/contracts';
import { weakestOf } from '../weakest-quality.ts';

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

/** A count is no better than the weakest record in it. */
export function sourceOfSites(qualities: readonly Quality[], asOf: string): Source {
  return { document: 'Site registry · Registre des sites', asOf, quality: weakestOf(qualities) };
}

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
  const pairs = [
    ['serviceCanadaCentres', counted.serviceCanadaCentres.total, reported.serviceCanadaCentres.total],
    ['serviceCanadaCentres.standAlone', counted.serviceCanadaCentres.standAlone, reported.serviceCanadaCentres.standAlone],
    ['serviceCanadaCentres.consolidated', counted.serviceCanadaCentres.consolidated, reported.serviceCanadaCentres.consolidated],
    ['passportServiceSites', counted.passportServiceSites, reported.passportServiceSites],
    ['scheduledOutreach', counted.scheduledOutreach, reported.scheduledOutreach],
    ['deliveryPartners', counted.deliveryPartners, reported.deliveryPartners],
  ] as const;
  return pairs
    .filter(([, inRegister, stated]) => inRegister !== stated)
    .map(([member, inRegister, stated]) => ({
      code: 'counted-differs-from-reported',
      text: fill(
        {
          en: '{member}: the register counts {inRegister}, the document states {stated}.',
          fr: '{member} : le registre en compte {inRegister}, le document en énonce {stated}.',
        },
        { member, inRegister, stated },
      )[language],
    }));
}
