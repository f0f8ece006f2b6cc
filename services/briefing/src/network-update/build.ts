import { formatDay, type Language, type NetworkUpdate, type Section, type Text } from '@csn/contracts';
import { type Client, type Logger, Problem, RemoteProblem } from '@csn/service-kit';
import { reportingDays } from './calendar.ts';
import { sections } from './sections/index.ts';
import { MissingFigure, Questions, Writer } from './writer.ts';

/** An update, and the sections that cannot be told now: asked again, they may be. */
export interface BuiltUpdate {
  readonly update: NetworkUpdate;
  readonly unanswered: readonly string[];
}

/**
 * Builds the update of a day in one language from live answers. A section is marked where its service does not answer or
 * has no figures for the day; the others stand.
 */
export async function buildNetworkUpdate(about: { asOf: string; language: Language; client: Client; now: string; log: Logger }): Promise<BuiltUpdate> {
  const { asOf, language } = about;
  const questions = new Questions(about.client, language, about.now);
  const days = reportingDays(asOf);
  const unanswered: string[] = [];
  const written = await Promise.all(
    sections.map(async ({ id, title, write }): Promise<Section> => {
      const writer = new Writer({ asOf, days, questions, language });
      try {
        await write(writer);
        return { id, title: title[language], available: true, unavailable: null, statements: writer.statements, notes: writer.notes };
      } catch (error) {
        const isWithoutFigures = error instanceof MissingFigure || (error instanceof RemoteProblem && error.status === 404);
        if (!isWithoutFigures) {
          about.log.warn({ err: error, section: id }, 'a section of the update is not available');
          unanswered.push(id);
        }
        const unavailable = isWithoutFigures ? withoutFigures : reasonOf(error);
        return { id, title: title[language], available: false, unavailable: unavailable[language], statements: [], notes: [] };
      }
    }),
  );
  const title = {
    en: `Citizen service network update, ${formatDay(asOf).en}`,
    fr: `Mise à jour sur le réseau de services aux citoyens, ${formatDay(asOf).fr}`,
  };
  return { update: { title: title[language], asOf, builtAt: about.now, language, sections: written }, unanswered };
}

const withoutFigures: Text = { en: 'There are no figures for this day.', fr: 'Il n’y a pas de chiffres pour ce jour.' };

function reasonOf(error: unknown): Text {
  if (error instanceof RemoteProblem && error.status === 403)
    return { en: 'The caller may not read these figures.', fr: 'L’appelant ne peut consulter ces chiffres.' };
  if (error instanceof Problem || error instanceof RemoteProblem)
    return { en: 'The service that has these figures does not answer.', fr: 'Le service qui détient ces chiffres ne répond pas.' };
  throw error;
}
