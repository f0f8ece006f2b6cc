import { fiscalQuarterOf, quarterLabel, readQaIntegration, readQaProgram, readQaRates } from '@csn/contracts';
import type { Writer } from '../writer.ts';
import type { SectionAuthor } from './author.ts';

export const passportQualityAssurance: SectionAuthor = {
  id: 'passport-quality-assurance',
  title: { en: 'Passport Quality Assurance Program', fr: 'Programme d’assurance qualité de passeport' },
  write: async (writer) => {
    await writeProgram(writer);
    await writeRates(writer);
    const gcms = await writer.askIfThere(readQaIntegration, { params: { system: 'GCMS' }, query: { asOf: writer.asOf } });
    if (!gcms) return;
    const planned = gcms.reply.testingPlanned;
    const state = { state: gcms.figure('/state', 'code') };
    if (gcms.reply.state === 'planned' && planned) {
      writer.say(
        'gcms',
        {
          en: `The program must also be integrated with the Global Case Management System, which is to be tested in ${planned.when.en}.`,
          fr: `Il reste à intégrer le programme au Système mondial de gestion des cas (SMGC), dont l’essai est prévu : ${planned.when.fr}.`,
        },
        state,
      );
    } else {
      writer.say(
        'gcms',
        { en: 'Integration with the Global Case Management System: {state}.', fr: 'Intégration au Système mondial de gestion des cas (SMGC) : {state}.' },
        state,
      );
    }
  },
};

async function writeProgram(writer: Writer): Promise<void> {
  const program = await writer.askIfThere(readQaProgram, { query: { asOf: writer.asOf } });
  if (!program) return;
  const { legislativeDuty, scope, method, purposes, resumption, partOf } = program.reply;
  const departments = { runBy: program.figure('/runBy', 'department'), onBehalfOf: program.figure('/onBehalfOf', 'department') };
  writer.say(
    'program',
    {
      en: `It belongs to the ${partOf.en}. {runBy} runs it on behalf of {onBehalfOf} (${within(scope.en)}).${legislativeDuty ? ' It is a legislative duty.' : ''}`,
      fr: `Il fait partie du ${partOf.fr}. {runBy} le met en œuvre au nom d’{onBehalfOf} (${within(scope.fr)}).${legislativeDuty ? ' C’est une obligation législative.' : ''}`,
    },
    departments,
  );
  writer.say('method', method);
  for (const { code, text } of purposes) writer.say(`purpose-${code}`, text);
  writer.say(
    'resumption',
    {
      en: `${withoutStop(resumption.trigger.en)} (${within(resumption.announcedBy.en)}, {month}).`,
      fr: `${withoutStop(resumption.trigger.fr)} (${within(resumption.announcedBy.fr)}, {month}).`,
    },
    { month: program.figure('/resumption/month', 'month') },
  );
}

/** A text that stood by itself, within a sentence. */
function within(text: string): string {
  return withoutStop(text.charAt(0).toLowerCase() + text.slice(1));
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

/** The whole schedule, period by period: what was, and what is planned. */
async function writeRates(writer: Writer): Promise<void> {
  const rates = await writer.ask(readQaRates, { query: { limit: 500 } });
  for (const [index, { from, to, state }] of rates.reply.items.entries()) {
    const figures = {
      ...(from !== null && { from: rates.figure(`/items/${index}/from`, 'day') }),
      ...(to !== null && { to: rates.figure(`/items/${index}/to`, 'day') }),
      rate: rates.figure(`/items/${index}/rate`, 'fraction'),
    };
    const during = period(from, to);
    const quarter = quarterOf(from, to);
    writer.say(
      `rate-from-${from ?? 'the-beginning'}`,
      state === 'suspended'
        ? { en: `${during.en}: suspended.`, fr: `${during.fr} : suspendu.` }
        : {
            en: `${during.en}${quarter ? ` (${quarter.en})` : ''}: a sample of {rate} of the files.`,
            fr: `${during.fr}${quarter ? ` (${quarter.fr})` : ''} : un échantillon de {rate} des dossiers.`,
          },
      figures,
    );
  }
}

/** The quarter that a period fills, or from which on it holds. */
function quarterOf(from: string | null, to: string | null): { en: string; fr: string } | undefined {
  if (from === null) return undefined;
  const label = quarterLabel(fiscalQuarterOf(from));
  if (to === null) return { en: `${label.en} and after`, fr: `${label.fr} et après` };
  return fiscalQuarterOf(from) === fiscalQuarterOf(to) ? label : undefined;
}

function period(from: string | null, to: string | null): { en: string; fr: string } {
  if (from === null) return { en: 'Up to {to}', fr: 'Jusqu’au {to}' };
  if (to === null) return { en: 'From {from} on', fr: 'À compter du {from}' };
  return { en: 'From {from} to {to}', fr: 'Du {from} au {to}' };
}
