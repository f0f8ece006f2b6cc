import { fill, type Language, listPilotProduction, listPilotSites, type Note, type PilotProduction, readModernizationSummary, type Text } from '@csn/contracts';
import { type Read, readAxes, type ServiceApp } from '@csn/service-kit';
import { findLatest, listHeld, shown } from '../registers/reading.ts';
import { allStatements, findStatement } from '../statements/queries.ts';
import type { Tables } from '../tables.ts';
import { countPilotSites, listPilotSitesOn } from './queries.ts';
import { type ProductionContent, productionRegister } from './registers.ts';
import { siteNotes, summaryOf } from './summary.ts';

const systemNotStated: Text = {
  en: 'No document states in which system {count} of the sites worked on that day.',
  fr: 'Aucun document n’énonce dans quel système {count} des sites {count:travaillait|travaillaient} ce jour-là.',
};
const waveOfPilot: Text = {
  en: 'The document names the wave of the pilot as a whole, not the site’s own.',
  fr: 'Le document nomme la vague de l’ensemble du projet pilote, et non celle de chaque site.',
};

export function modernizationRoutes(app: ServiceApp<Tables>): void {
  app.serve(listPilotSites, async ({ db, query, clock, language, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listPilotSitesOn(db, axes, query, page), (site) => [site.pilotSiteId], axes);
    const { named, withoutSystem } = await countPilotSites(db, axes);
    const pilot = await findStatement(db, 'pilot', axes);
    const notes = [...siteNotes(pilot?.operationalSites ?? null, named, language), ...openNotes(withoutSystem, pilot?.wave ?? null, language)];
    return { items: items.map(shown), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt, notes };
  });

  app.serve(readModernizationSummary, async ({ db, query, clock, language }) => {
    const axes = await readAxes(db, clock, query);
    const production = await findLatest(db, productionRegister, axes);
    const { named } = await countPilotSites(db, axes);
    const facts = await findStatement(db, 'pilot', axes);
    const questions = await allStatements(db, 'pilot-open-question', axes);
    return summaryOf(axes, { facts, named, production: production && productionIn(production), questions }, language);
  });

  app.serve(listPilotProduction, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listHeld(db, productionRegister, axes, page), (production) => [production.statedFor], axes);
    return { items: items.map(productionIn), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });
}

function productionIn(held: Read<'statedFor', ProductionContent>): PilotProduction {
  const { statedFor, filesCreated, passportsProcessed, passportsIssued, source } = held;
  return { asOf: statedFor, basis: 'reported', filesCreated, passportsProcessed, passportsIssued, source };
}

function openNotes(withoutSystem: number, wave: number | null, language: Language): Note[] {
  const notes: Note[] = [];
  if (withoutSystem > 0) notes.push({ code: 'system-not-stated', text: fill(systemNotStated, { count: withoutSystem })[language] });
  if (wave !== null) notes.push({ code: 'wave-of-the-pilot', text: waveOfPilot[language] });
  return notes;
}
