import { type Note, type PlannedSite, readRolloutSequence, replaceRolloutSequence, type RolloutSequenceItem, type Text } from '@csn/contracts';
import { type KnownSites, type KnownSiteVersion, Problem, type Queryable, readAxes, type ServiceApp } from '@csn/service-kit';
import { putEntry, recordAfter, sourceOfEntry } from '../registers/writing.ts';
import { findStatement } from '../statements/queries.ts';
import type { Tables } from '../tables.ts';
import { nationalSequence, type SequenceContent, sequenceRegister } from './register.ts';
import { checkSequence, daysOfWeek } from './sequence.ts';

const underReview: Text = {
  en: 'The sequence of sites is being reviewed to fit the planned schedule.',
  fr: 'Le séquençage des sites est en cours de révision pour s’aligner avec le calendrier prévu.',
};
/** A site is known if the register has it at all: on a day of the window it may not have begun yet. */
const anyDay = '9999-12-31';

export function sequenceRoutes(app: ServiceApp<Tables>, knownSites: KnownSites): void {
  app.serve(readRolloutSequence, async ({ db, query, clock, language, page: pageOf, setRevision }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const held = await sequenceRegister.find(db, nationalSequence, axes);
    if (!held) throw new Problem('not-found');
    setRevision(held.subjectRevision);
    const { state, sites, source, effectiveOn, revision } = held;
    const start = Number(page.position?.after[0] ?? 0);
    const { items, nextCursor } = page.end(await itemsOf(db, sites.slice(start, start + page.limit + 1), start), ({ order }) => [order], axes);
    return { asOf: axes.asOf, knownAt: axes.knownAt, state, items, nextCursor, source, effectiveOn, revision, notes: notesOn(state, language) };
  });

  app.serve(replaceRolloutSequence, async (request) => {
    const { tx, clock, caller, language } = request;
    const { items: sites, state, reason, effectiveOn = clock.today(), source = sourceOfEntry(caller, clock.today()) } = request.body;
    const content = async (): Promise<SequenceContent> => {
      const known = await knownSites.on(
        tx,
        anyDay,
        sites.map(({ siteId }) => siteId),
      );
      const rollout = await findStatement(tx, 'rollout', await readAxes(tx, clock, {}));
      checkSequence(sites, (siteId) => known.has(siteId), rollout?.window);
      return { state, sites, source };
    };
    const written = await putEntry(sequenceRegister, 'rollout-sequence.replaced', nationalSequence, { effectiveOn, reason, content }, request);
    const { sites: _sites, sequence: _sequence, ...held } = recordAfter(sequenceRegister, nationalSequence, written, effectiveOn);
    return { ...held, items: await itemsOf(tx, sites, 0), nextCursor: null, notes: notesOn(state, language) };
  });

  async function itemsOf(db: Queryable, sites: readonly PlannedSite[], start: number): Promise<RolloutSequenceItem[]> {
    const known = await knownSites.on(
      db,
      anyDay,
      sites.map(({ siteId }) => siteId),
    );
    return sites.map((site, index) => itemOf(site, start + index + 1, known.get(site.siteId)));
  }
}

function itemOf({ siteId, plannedWeek }: PlannedSite, order: number, site: KnownSiteVersion | undefined): RolloutSequenceItem {
  const week = daysOfWeek(plannedWeek);
  if (!week) throw new Error(`the sequence holds ${plannedWeek}, which is no week`);
  return { order, siteId, name: site?.name ?? null, region: site?.region ?? null, plannedWeek, week };
}

function notesOn(state: SequenceContent['state'], language: keyof Text): Note[] {
  return state === 'under-review' ? [{ code: 'sequence-under-review', text: underReview[language] }] : [];
}
