import { listDisruptions, listMitigations, readDemandGap } from '@csn/contracts';
import type { SectionAuthor } from './author.ts';

export const passportDemand: SectionAuthor = {
  id: 'passport-demand',
  title: { en: 'Passport service delivery', fr: 'Prestation des services de passeport' },
  write: async (writer) => {
    const query = { asOf: writer.asOf };
    const disruptions = await writer.ask(listDisruptions, { query: { ...query, limit: 500 } });
    for (const [index, disruption] of disruptions.reply.items.entries()) {
      const figures = { effect: disruptions.figure(`/items/${index}/effect`, 'code') };
      if (disruption.effect === 'below-normal') {
        writer.say(
          `disruption-${disruption.disruptionId}`,
          {
            en: `${disruption.name.en}: fewer passport applications came in than the normal average for this time of the year.`,
            fr: `${disruption.name.fr} : le nombre de demandes de passeport était en baisse, sous la moyenne normale à cette période de l’année.`,
          },
          figures,
        );
      } else {
        writer.say(`disruption-${disruption.disruptionId}`, disruption.text, figures);
      }
    }

    const gap = await writer.ask(readDemandGap, { query });
    writer.say(
      'outstanding',
      {
        en: 'An estimated {outstanding} expected applications have not come in yet.',
        fr: 'Le nombre de demandes attendues qui n’ont pas encore été reçues est estimé à {outstanding}.',
      },
      { outstanding: gap.figure('/outstanding', 'applications') },
    );
    if (!gap.reply.arrival) {
      writer.say('arrival', {
        en: 'Nobody knows yet when they will come; the Passport Program is ready to handle the demand that returns after the work stoppage.',
        fr: 'On ne sait pas encore quand elles seront reçues; le Programme de passeport est en mesure de gérer la demande refoulée après l’interruption de travail.',
      });
    }
    writer.note(gap.reply.notes);

    const mitigations = await writer.ask(listMitigations, { query: { ...query, limit: 500 } });
    for (const [index, { mitigationId, text }] of mitigations.reply.items.entries())
      writer.say(`mitigation-${mitigationId}`, text, { state: mitigations.figure(`/items/${index}/state`, 'code') });
  },
};
