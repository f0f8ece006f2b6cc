import { fill, type Language, type NetworkSummary, type Note } from '@csn/contracts';

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

/** One note for each count in which the register and the document differ: never silently one of the two. */
export function notesOn(counted: Counts, reported: NetworkSummary['reported'], language: Language): Note[] {
  if (!reported) return [];
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
