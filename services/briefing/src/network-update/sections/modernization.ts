import { listPilotIncidents, listPilotSites, readModernizationSummary, readPilotDecision, type ReplyOf, type Text } from '@csn/contracts';
import type { Writer } from '../writer.ts';
import type { SectionAuthor } from './author.ts';

const decisions: Readonly<Record<ReplyOf<typeof readPilotDecision>['state'], Text>> = {
  pending: { en: 'not decided yet', fr: 'la décision reste à prendre' },
  'go-ahead': { en: 'it goes ahead', fr: 'le déploiement va de l’avant' },
  'not-going-ahead': { en: 'it does not go ahead', fr: 'le déploiement ne va pas de l’avant' },
};

export const modernization: SectionAuthor = {
  id: 'modernization',
  title: { en: 'Passport Program Modernization Initiative', fr: 'Initiative de modernisation du Programme de passeport' },
  write: async (writer) => {
    await writeSummary(writer);
    await writeIncidents(writer);
    const decision = await writer.ask(readPilotDecision, { query: { asOf: writer.asOf } });
    const { question, evidence, state } = decision.reply;
    const answer = decisions[state];
    const support = (language: 'en' | 'fr'): string => evidence.map(({ text }) => text[language]).join('; ');
    writer.say(
      'decision',
      { en: `${question.en}: ${answer.en}. ${support('en')}`, fr: `${question.fr} : ${answer.fr}. ${support('fr')}` },
      { state: decision.figure('/state', 'code') },
    );
  },
};

async function writeSummary(writer: Writer): Promise<void> {
  const summary = await writer.ask(readModernizationSummary, { query: { asOf: writer.days.modernization } });
  writer.say(
    'start',
    { en: 'The pilot began on {startedOn}.', fr: 'Le projet pilote a commencé le {startedOn}.' },
    { startedOn: summary.figure('/startedOn', 'day') },
  );

  const sites = await writer.ask(listPilotSites, { query: { asOf: writer.asOf, limit: 500 } });
  const names = Object.fromEntries(sites.reply.items.map((_, index) => [`site${index}`, sites.figure(`/items/${index}/name/${writer.language}`, 'name')]));
  const list = Object.keys(names)
    .map((name) => `{${name}}`)
    .join('; ');
  writer.say(
    'sites',
    {
      en: `The source counts {reported} operational {reported:site|sites} and names these {registered}: ${list}.`,
      fr: `La source compte {reported} {reported:site opérationnel|sites opérationnels} et en nomme {registered} : ${list}.`,
    },
    { reported: summary.figure('/operationalSites/reported', 'sites'), registered: summary.figure('/operationalSites/registered', 'sites'), ...names },
  );
  writer.say(
    'results',
    {
      en: 'By {asOf}: {created} {created:file|files} created, {processed} {processed:passport|passports} processed and {issued} {issued:passport|passports} issued.',
      fr: 'Au {asOf} : {created} {created:dossier créé|dossiers créés}, {processed} {processed:passeport traité|passeports traités} et {issued} {issued:passeport émis|passeports émis}.',
    },
    {
      asOf: summary.figure('/asOf', 'day'),
      created: summary.figure('/filesCreated', 'files'),
      processed: summary.figure('/passportsProcessed', 'passports'),
      issued: summary.figure('/passportsIssued', 'passports'),
    },
  );
  for (const question of summary.reply.openQuestions) writer.quote(`open-question-${question.code}`, question.text);
  writer.note(summary.reply.notes);
}

async function writeIncidents(writer: Writer): Promise<void> {
  const incidents = await writer.ask(listPilotIncidents, { query: { asOf: writer.asOf, limit: 500 } });
  for (const [index, incident] of incidents.reply.items.entries()) {
    const at = (member: string): string => `/items/${index}/${member}`;
    const { name, effect, when, fix, resumption } = incident;
    writer.say(
      `incident-${incident.incidentId}`,
      { en: `${name.en} (${when.en}): ${effect.en}`, fr: `${name.fr} (${when.fr}) : ${effect.fr}` },
      { month: incidents.figure(at('month'), 'month'), movedTo: incidents.figure(at('movedTo'), 'code') },
    );
    if (fix) {
      writer.say(
        `fix-${incident.incidentId}`,
        {
          en: `{by} delivered ${fix.kind === 'emergency' ? 'an emergency' : 'a planned'} fix in ${fix.when.en}.`,
          fr: `{by} a apporté un correctif ${fix.kind === 'emergency' ? 'd’urgence' : 'planifié'} : ${fix.when.fr}.`,
        },
        { by: incidents.figure(at('fix/by'), 'department'), month: incidents.figure(at('fix/month'), 'month') },
      );
    }
    if (incident.lastSiteBackOn) {
      writer.say(
        `return-${incident.incidentId}`,
        {
          en: `${resumption ? `${resumption.en} ` : ''}The last site was back on {day}.`,
          fr: `${resumption ? `${resumption.fr} ` : ''}Le dernier site est revenu le {day}.`,
        },
        { day: incidents.figure(at('lastSiteBackOn'), 'day') },
      );
    }
  }
}
