import {
  fiscalQuarterOf,
  listPlannedReactivations,
  planReactivation,
  type ReactivationSummary,
  readPlannedReactivation,
  readReactivation,
} from '@csn/contracts';
import { type Axes, lastRecordedAt, Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { dayOfSource, sourceOfSites } from '../figure-source.ts';
import { axesOfPage } from '../reading.ts';
import { findOutreachSite } from '../sites/outreach.ts';
import { ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { countReactivations, findPlan, findStatedReactivation, listPlan, listStatements, type PlanRow } from './queries.ts';
import { planRegister } from './register.ts';
import { neighboursOf, notesOn, totalOf } from './summary.ts';

export function reactivationRoutes(app: ServiceApp<Tables>): void {
  app.serve(readReactivation, async ({ db, query, clock, language }): Promise<ReactivationSummary> => {
    const axes = await readAxes(db, clock, query);
    const quarter = fiscalQuarterOf(axes.asOf);
    const regions = await countReactivations(db, axes, quarter, query.quality);
    const counted = totalOf(regions);
    const qualities = regions.flatMap((region) => region.qualities);
    const reported = (await findStatedReactivation(db, axes, query.quality)) ?? null;
    const neighbours = neighboursOf(axes.asOf, await listStatements(db, axes, query.quality));
    const reactivatedOn = async (asOf: string): Promise<number> =>
      (asOf === axes.asOf ? counted : totalOf(await countReactivations(db, { ...axes, asOf }, quarter, query.quality))).reactivated;
    const between = neighbours ? (await reactivatedOn(neighbours[1].asOf)) - (await reactivatedOn(neighbours[0].asOf)) : 0;
    const sourceDay = dayOfSource(axes.asOf, clock.today());
    return {
      asOf: axes.asOf,
      knownAt: axes.knownAt,
      ...counted,
      quarter,
      source: sourceOfSites(qualities, sourceDay),
      byRegion: regions.map(({ qualities: own, ...region }) => ({ ...region, source: sourceOfSites(own, sourceDay) })),
      reported,
      notes: notesOn({ counted, reported, qualities, neighbours, between }, language),
    };
  });

  app.serve(listPlannedReactivations, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await axesOfPage(db, clock, page, query);
    const { items, nextCursor } = page.end(await listPlan(db, axes, query, page), (row) => [row.siteId], axes);
    return { items: items.map(withoutSubject), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readPlannedReactivation, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const row = await findPlan(db, axes, params.siteId);
    if (!row) throw new Problem('not-found');
    setRevision(row.subjectRevision);
    return { ...withoutSubject(row), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(planReactivation, async ({ tx, params: { siteId }, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    // The site's lock also keeps two first plans for it apart.
    const { effectiveOn, record: plan } = await findOutreachSite(tx, siteId, { effectiveOn: body.effectiveOn, caller, clock }, async () => {
      const locked = await planRegister.lock(tx, siteId);
      if (locked) mustMatch(locked.revision);
      return locked;
    });
    const content = { plannedQuarter: body.plannedQuarter, source: ownSource(caller.client, effectiveOn) };
    const note = { effectiveOn, actor: caller.client, reason: body.reason ?? null };
    const written = plan ? await planRegister.change(tx, plan, content, note) : await planRegister.create(tx, siteId, content, note);
    if (written?.versions.length)
      recordChange({ type: 'reactivation.planned', subject: siteId, reason: note.reason, data: { siteId, effectiveOn, ...content } });

    const axes: Axes = { asOf: effectiveOn, knownAt: written?.recordedAt ?? (await lastRecordedAt(tx)), isLatest: true };
    const row = await findPlan(tx, axes, siteId);
    if (!row) throw new Error('the plan that was just recorded is not there');
    setRevision(row.subjectRevision);
    return { ...withoutSubject(row), asOf: axes.asOf, knownAt: axes.knownAt };
  });
}

function withoutSubject({ subjectRevision: _subjectRevision, ...row }: PlanRow): Omit<PlanRow, 'subjectRevision'> {
  return row;
}
