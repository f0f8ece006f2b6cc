import { type CommissionaireReview, listCommissionaireReviews, listCommunications, listConsultations, readReductionPlan, type Text } from '@csn/contracts';
import type { Writer } from '../writer.ts';
import type { SectionAuthor } from './author.ts';

export const commissionaires: SectionAuthor = {
  id: 'commissionaires',
  title: { en: 'Commissionaires', fr: 'Commissionnaires' },
  write: async (writer) => {
    writer.say('background', {
      en: 'During the pandemic the Department took on more commissionaires, for COVID-19 health and safety measures and to manage queues; it is now returning to a pre-pandemic position.',
      fr: 'Pendant la pandémie, le Ministère a retenu davantage de commissionnaires, pour les mesures de santé et de sécurité liées à la COVID-19 et la gestion des files d’attente; il revient maintenant à une position pré-pandémique.',
    });
    await writePlan(writer);
    await writeReviews(writer);
    await writeConsultations(writer);
    const communications = await writer.ask(listCommunications, { query: { asOf: writer.asOf, limit: 500 } });
    for (const [index, { communicationId, text }] of communications.reply.items.entries()) {
      writer.say(`communication-${communicationId}`, text, { state: communications.figure(`/items/${index}/state`, 'code') });
    }
  },
};

async function writePlan(writer: Writer): Promise<void> {
  const plan = await writer.askIfThere(readReductionPlan, { query: { asOf: writer.asOf } });
  if (!plan) return;
  const full = plan.reply.implementation === 'full';
  writer.say(
    'reduction',
    {
      en: `The reduction of commissionaires is to be ${full ? 'fully' : 'partly'} carried out by {dueOn}.`,
      fr: `La réduction du nombre de commissionnaires sera ${full ? 'entièrement' : 'partiellement'} mise en œuvre d’ici le {dueOn}.`,
    },
    { dueOn: plan.figure('/dueOn', 'day'), level: plan.figure('/targetLevel', 'code') },
  );
  for (const [index, measure] of plan.reply.measures.entries()) writer.say(`measure-${index + 1}`, measure);
}

async function writeReviews(writer: Writer): Promise<void> {
  const reviews = await writer.ask(listCommissionaireReviews, { query: { asOf: writer.asOf, limit: 500 } });
  const { items } = reviews.reply;
  const done = items.filter(({ state }) => state === 'done').length;
  const update = items.findIndex((review: CommissionaireReview) => review.followingUpdate !== null);
  const count: Text =
    done === items.length
      ? { en: 'All regions have', fr: 'Toutes les régions ont' }
      : {
          en: `${done} of ${items.length} regions ${done === 1 ? 'has' : 'have'}`,
          fr: done === 1 ? `1 région sur ${items.length} a` : `${done} régions sur ${items.length} ont`,
        };
  if (update < 0) {
    writer.say('reviews', {
      en: `${count.en} completed their review of the need for commissionaires.`,
      fr: `${count.fr} terminé l’examen des besoins en commissionnaires.`,
    });
    return;
  }
  writer.say(
    'reviews',
    {
      en: `${count.en} completed their review of the need for commissionaires, after the update given on {on}.`,
      fr: `${count.fr} terminé l’examen des besoins en commissionnaires, à la suite de la mise à jour donnée le {on}.`,
    },
    { on: reviews.figure(`/items/${update}/followingUpdate/on`, 'day') },
  );
}

async function writeConsultations(writer: Writer): Promise<void> {
  const consultations = await writer.ask(listConsultations, { query: { asOf: writer.asOf, limit: 500 } });
  for (const [index, { consultationId, subject, period }] of consultations.reply.items.entries()) {
    const from = `/items/${index}/period/from`;
    const id = `consultation-${consultationId}`;
    if (!period) writer.say(id, subject);
    else if (period.precision === 'week')
      writer.say(id, { en: `${subject.en}: week of {from}.`, fr: `${subject.fr} : semaine du {from}.` }, { from: consultations.figure(from, 'day') });
    else if (period.precision === 'day')
      writer.say(id, { en: `${subject.en}: {from}.`, fr: `${subject.fr} : {from}.` }, { from: consultations.figure(from, 'day') });
    else writer.say(id, { en: `${subject.en}: {from}.`, fr: `${subject.fr} : {from}.` }, { from: consultations.figure(from, 'month-of') });
  }
}
