import { listRolloutRequirements, readRollout, readRolloutSequence } from '@csn/contracts';
import type { SectionAuthor } from './author.ts';

export const rollout: SectionAuthor = {
  id: 'rollout',
  title: { en: 'New passport booklet and printers (ePassport next generation)', fr: 'Nouveau modèle de carnet de passeport et imprimantes (PGPE)' },
  write: async (writer) => {
    const query = { asOf: writer.asOf };
    const facts = await writer.ask(readRollout, { query });
    for (const [index, { code, text }] of facts.reply.milestones.entries()) {
      writer.say(`milestone-${code}`, { en: `{on}: ${text.en}.`, fr: `{on} : ${text.fr}.` }, { on: facts.figure(`/milestones/${index}/on`, 'day') });
    }
    for (const { code, text } of facts.reply.features) writer.say(`feature-${code}`, text);
    const { when } = facts.reply.window;
    writer.say(
      'window',
      { en: `The network is to get it in ${when.en} ({from} to {to}).`, fr: `Le déploiement dans le réseau est prévu : ${when.fr} (du {from} au {to}).` },
      { from: facts.figure('/window/from', 'day'), to: facts.figure('/window/to', 'day') },
    );

    const sequence = await writer.ask(readRolloutSequence, { query: { ...query, limit: 500 } });
    const sites = sequence.reply.items.length;
    writer.say(
      'sequence',
      sequence.reply.state === 'under-review'
        ? {
            en: 'The order of the sites is under review, to fit the planned calendar.',
            fr: 'L’ordre des sites est en cours de révision, pour s’accorder au calendrier prévu.',
          }
        : { en: `The order of the ${sites} sites is confirmed.`, fr: `L’ordre des ${sites} sites est confirmé.` },
      { state: sequence.figure('/state', 'code') },
    );
    writer.note(sequence.reply.notes);

    const requirements = await writer.ask(listRolloutRequirements, { query: { ...query, limit: 500 } });
    for (const [index, { type, text }] of requirements.reply.items.entries())
      writer.say(`requirement-${type}`, text, { type: requirements.figure(`/items/${index}/type`, 'code') });
  },
};
