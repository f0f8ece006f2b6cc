import { listPassportExtensions, listSinLocations, readClinicSummary, readReactivation } from '@csn/contracts';
import type { Writer } from '../writer.ts';
import type { SectionAuthor } from './author.ts';

export const outreach: SectionAuthor = {
  id: 'outreach',
  title: { en: 'Reactivation of outreach', fr: 'Réactivation des services mobiles' },
  write: async (writer) => {
    writer.say('approach', {
      en: 'Community Outreach and Liaison Services sites come back step by step.',
      fr: 'Les sites des Services mobiles et de liaison aux communautés reviennent graduellement.',
    });
    await writeReactivation(writer);
    await writeExtension(writer);
    await writeClinics(writer);
    await writeSinAtLanding(writer);
  },
};

async function writeReactivation(writer: Writer): Promise<void> {
  const reactivation = await writer.ask(readReactivation, { query: { asOf: writer.days.outreach } });
  writer.say(
    'reactivated',
    {
      en: 'By {asOf}, {sites} {sites:site|sites} had been reactivated.',
      fr: 'Au {asOf}, {sites} {sites:site avait été réactivé|sites avaient été réactivés}.',
    },
    { asOf: reactivation.figure('/asOf', 'day'), sites: reactivation.figure('/reactivated', 'sites') },
  );
  writer.say(
    'planned',
    {
      en: '{sites} more {sites:site is|sites are} planned for the quarter {quarter}.',
      fr: '{sites} {sites:site de plus est prévu|sites de plus sont prévus} pour le trimestre {quarter}.',
    },
    { sites: reactivation.figure('/plannedThisQuarter', 'sites'), quarter: reactivation.figure('/quarter', 'fiscal-quarter') },
  );
  writer.note(reactivation.reply.notes);
}

/** The exempt sites by name: the rule found them, the sentence only tells. */
async function writeExtension(writer: Writer): Promise<void> {
  const exempt = await writer.ask(listPassportExtensions, { query: { state: ['exempt'], asOf: writer.days.outreach, limit: 500 } });
  writer.say('passport-extension', {
    en: 'Passport service is added to scheduled outreach sites as they are reactivated, so that people in rural, remote and northern communities need not travel as far for it.',
    fr: 'Les services de passeport s’ajoutent aux sites de services mobiles réguliers à mesure de leur réactivation, pour que les gens des collectivités rurales, éloignées et du Nord aient moins de chemin à faire.',
  });
  for (const [index, site] of exempt.reply.items.entries()) {
    if (!site.nearestPassportOffice) continue;
    writer.say(
      `passport-exemption-${site.siteId}`,
      { en: 'Exempt: {name}, because a passport office is {km} km away.', fr: 'Exempté : {name}, un bureau des passeports se trouvant à {km} km.' },
      { name: exempt.figure(`/items/${index}/name/${writer.language}`, 'name'), km: exempt.figure(`/items/${index}/nearestPassportOffice/km`, 'km') },
    );
  }
  writer.note(exempt.reply.notes);
}

async function writeClinics(writer: Writer): Promise<void> {
  const { clinicsFrom: from, clinicsTo: to } = writer.days;
  const clinics = await writer.ask(readClinicSummary, { query: { from, to } }, to);
  writer.say(
    'clinics',
    {
      en: 'From {from} to {to}, employees held {clinics} mobile passport {clinics:clinic|clinics} and served {people} {people:person|people}.',
      fr: 'Du {from} au {to}, des employés ont tenu {clinics} {clinics:clinique|cliniques} de services mobiles passeport et servi {people} {people:personne|personnes}.',
    },
    {
      from: clinics.figure('/from', 'day'),
      to: clinics.figure('/to', 'day'),
      clinics: clinics.figure('/clinics', 'clinics'),
      people: clinics.figure('/peopleServed', 'people'),
    },
  );
  writer.note(clinics.reply.notes);
}

async function writeSinAtLanding(writer: Writer): Promise<void> {
  const locations = await writer.ask(listSinLocations, { query: { asOf: writer.asOf, limit: 500 } });
  const indexed = locations.reply.items.map((location, index) => ({ ...location, index }));
  const piloting = indexed.filter(({ state }) => state === 'piloting');
  const figures = Object.fromEntries(piloting.map(({ index }, place) => [`city${place}`, locations.figure(`/items/${index}/name/${writer.language}`, 'name')]));
  const places = piloting.map((_, place) => `{city${place}}`);
  if (places.length)
    writer.say(
      'sin-at-landing',
      { en: `SIN@Landing is piloted in ${enumerate(places, 'and')}.`, fr: `NAS@Landing est mis à l’essai à ${enumerate(places, 'et')}.` },
      figures,
    );
  if (indexed.some(({ state }) => state === 'under-study')) {
    writer.say('sin-at-landing-expansion', { en: 'Its expansion to other cities is under study.', fr: 'Son expansion à d’autres villes est à l’étude.' });
  }
}

function enumerate(items: readonly string[], conjunction: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}
