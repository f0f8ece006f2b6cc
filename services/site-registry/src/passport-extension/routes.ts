import { type Language, listPassportExtensionHistory, listPassportExtensions, overridePassportExtension, readPassportExtension } from '@csn/contracts';
import { type Axes, lastRecordedAt, Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { axesOfPage, historyPage } from '../reading.ts';
import { planSiteChange } from '../sites/change-site.ts';
import { findOutreachSite } from '../sites/outreach.ts';
import { siteRegister } from '../sites/register.ts';
import { changeData, ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { extensionOf, extensionVersionOf, notesOn } from './answer.ts';
import { decideInPerson } from './decide.ts';
import { countUnlistedServices, type ExtensionRow, findDecisionDays, findExtension, listExtensions } from './queries.ts';
import { extensionRegister, isDecided } from './register.ts';

export function passportExtensionRoutes(app: ServiceApp<Tables>, settings: { proximityKm: number }): void {
  app.serve(listPassportExtensions, async ({ db, query, clock, language, page: pageOf }) => {
    const page = pageOf();
    const axes = await axesOfPage(db, clock, page, query);
    const { items, nextCursor } = page.end(await listExtensions(db, axes, query, page), (row) => [row.siteId], axes);
    return {
      items: items.map(extensionOf),
      nextCursor,
      asOf: axes.asOf,
      knownAt: axes.knownAt,
      notes: notesOn(await countUnlistedServices(db, axes, query), 'list', language),
    };
  });

  app.serve(readPassportExtension, async ({ db, params, query, clock, language, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const row = await findExtension(db, axes, params.siteId);
    if (!row) throw new Problem('not-found');
    setRevision(row.subjectRevision);
    return readingOf(row, axes, language);
  });

  app.serve(overridePassportExtension, async ({ tx, params: { siteId }, body, caller, clock, language, mustMatch, recordChange, setRevision }) => {
    const {
      subject,
      site,
      effectiveOn,
      record: extension,
    } = await findOutreachSite(tx, siteId, { effectiveOn: body.effectiveOn, caller, clock }, async () => {
      const decision = await extensionRegister.lock(tx, siteId);
      if (decision) mustMatch(decision.revision);
      return decision;
    });
    const note = { effectiveOn, actor: caller.client, reason: body.reason };
    const decider = { note, source: ownSource(caller.client, effectiveOn), limitKm: settings.proximityKm };
    const { decisions, changes } = await decideInPerson(tx, { subject, extension }, site.location, body.decision, decider);
    const written = planSiteChange({ subject, extension }, { patch: {}, ...decider }, decisions);
    await siteRegister.store(tx, [written]);
    for (const change of changes) recordChange(change);
    if (written.versions.length) recordChange({ type: 'site.changed', subject: siteId, reason: body.reason, data: changeData(siteId, written) });

    // The instant of this transaction: the site itself may not have changed by it.
    const axes: Axes = { asOf: effectiveOn, knownAt: await lastRecordedAt(tx), isLatest: true };
    const row = await findExtension(tx, axes, siteId);
    if (!row) throw new Error('the decision that was just recorded is not there');
    setRevision(row.subjectRevision);
    return readingOf(row, axes, language);
  });

  app.serve(listPassportExtensionHistory, async ({ db, params, page }) => {
    const days = await findDecisionDays(db, params.siteId);
    const { items, nextCursor } = await historyPage(extensionRegister, db, params.siteId, page());
    return {
      items: items.filter(isDecided).map((version) => extensionVersionOf({ ...version, decidedOn: days.get(version.revision) ?? version.effectiveOn })),
      nextCursor,
    };
  });
}

function readingOf(row: ExtensionRow, { asOf, knownAt }: Axes, language: Language) {
  return { ...extensionOf(row), asOf, knownAt, notes: notesOn(row.isUnlisted ? 1 : 0, 'site', language) };
}
