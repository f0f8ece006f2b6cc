import { readNetworkSummary } from '@csn/contracts';
import type { SectionAuthor } from './author.ts';

export const network: SectionAuthor = {
  id: 'network',
  title: { en: 'Reactivated citizen service network', fr: 'Réseau de services aux citoyens réactivé' },
  write: async (writer) => {
    const summary = await writer.ask(readNetworkSummary, { query: { asOf: writer.days.network } });
    const asOf = summary.figure('/asOf', 'day');
    writer.say(
      'centres',
      {
        en: 'On {asOf}, {total} Service Canada {total:Centre was|Centres were} open: {standAlone} stand-alone and {consolidated} consolidated.',
        fr: 'Le {asOf}, {total} {total:Centre Service Canada (CSC) était ouvert|Centres Service Canada (CSC) étaient ouverts} : {standAlone} CSC et {consolidated} CSC consolidés.',
      },
      {
        asOf,
        total: summary.figure('/serviceCanadaCentres/total', 'sites'),
        standAlone: summary.figure('/serviceCanadaCentres/standAlone', 'sites'),
        consolidated: summary.figure('/serviceCanadaCentres/consolidated', 'sites'),
      },
    );
    writer.say(
      'passport-service-sites',
      {
        en: '{sites} Service Canada Centre – Passport Services {sites:site was|sites were} open.',
        fr: '{sites} {sites:site|sites} de Centre Service Canada – Services de passeport (CSC – SP) {sites:était ouvert|étaient ouverts}.',
      },
      { sites: summary.figure('/passportServiceSites', 'sites') },
    );
    writer.say(
      'scheduled-outreach',
      {
        en: '{sites} scheduled outreach {sites:site was|sites were} open.',
        fr: '{sites} {sites:site|sites} de services mobiles réguliers {sites:était ouvert|étaient ouverts}.',
      },
      { sites: summary.figure('/scheduledOutreach', 'sites') },
    );
    writer.say(
      'delivery-partners',
      {
        en: '{sites} service delivery partner {sites:site was|sites were} open.',
        fr: '{sites} {sites:site|sites} de partenariats de prestation de services (PPS) {sites:était ouvert|étaient ouverts}.',
      },
      { sites: summary.figure('/deliveryPartners', 'sites') },
    );
    writer.note(summary.reply.notes);
  },
};
