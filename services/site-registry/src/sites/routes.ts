import { changeSite, changeSiteStatus, createSite, listSiteHistory, listSites, readSite } from '@csn/contracts';
import { heldOn as contentOn, Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { lockSite } from '../passport-extension/locking.ts';
import { checkServices } from '../passport-extension/services.ts';
import type { Tables } from '../tables.ts';
import { checkPlace } from './agreement.ts';
import { writeChange } from './change-site.ts';
import { checkStateChange } from './change-state.ts';
import { contentOf } from './patch.ts';
import { listSitesNear, listSitesOn } from './queries.ts';
import { latestUnlessAsked, readSiteOn, siteAfter } from './reading.ts';
import { type SiteContent, siteRegister } from './register.ts';
import { changeData, heldOn, ownSource, regionsFrom, todayAt } from './timeline.ts';

export function siteRoutes(app: ServiceApp<Tables>, settings: { proximityKm: number }): void {
  app.serve(listSites, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const asked = page.position ?? query;
    if (query.near) {
      const asOf = asked.asOf ?? clock.today();
      const known = await latestUnlessAsked(db, clock, asked);
      const { sites, knownAt } = await listSitesNear(db, { ...known, asOf }, { ...query, near: query.near }, page);
      const { items, nextCursor } = page.end(sites, (site) => [site.km, site.siteId], { asOf, knownAt, isLatest: false });
      return { items: items.map(({ km: _km, ...site }) => site), nextCursor, asOf, knownAt };
    }
    const axes = await readAxes(db, clock, asked);
    const { items, nextCursor } = page.end(await listSitesOn(db, axes, query, page), (site) => [site.siteId], axes);
    return { items, nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readSite, async ({ db, params, query, clock, setRevision }) => {
    const reading = await readSiteOn(db, params.siteId, query, clock);
    if (!reading) throw new Problem('not-found');
    setRevision(reading.subjectRevision);
    return reading.site;
  });

  app.serve(createSite, async ({ tx, body, caller, clock, recordChange, setLocation, setRevision }) => {
    caller.mustCover(body.region);
    const { siteId, effectiveOn = clock.today(body.timeZone), reason = null, source, ...place } = body;
    const own = { source: source ?? ownSource(caller.client, effectiveOn), illustrativeMembers: [] };
    const content: SiteContent = { ...place, state: 'planned', successor: null, ...own };
    if (await siteRegister.has(tx, siteId)) throw new Problem('duplicate-site', { values: { siteId } });
    checkPlace(content);
    const written = await siteRegister.create(tx, siteId, content, { effectiveOn, actor: caller.client, reason });
    // Of two at once the primary key lets one through.
    if (!written) throw new Problem('duplicate-site', { values: { siteId } });
    recordChange({ type: 'site.created', subject: siteId, reason, data: changeData(siteId, written) });
    setLocation(`/v1/sites/${siteId}`);
    setRevision(written.revision);
    return siteAfter(tx, siteId, written, effectiveOn);
  });

  app.serve(changeSite, async ({ tx, params, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    const site = await lockSite(tx, params.siteId);
    if (!site) throw new Problem('not-found');
    const { subject, extension } = site;
    const effectiveOn = body.effectiveOn ?? todayAt(subject, clock);
    for (const region of regionsFrom(subject, effectiveOn, body.region)) caller.mustCover(region);
    mustMatch(subject.revision);

    const held = heldOn(subject, effectiveOn);
    if (held && body.services) checkServices(subject.id, held, body.services, extension && contentOn(extension.timeline, effectiveOn));
    const { written, decisions } = await writeChange(tx, site, {
      patch: contentOf(body),
      note: { effectiveOn, actor: caller.client, reason: body.reason },
      source: ownSource(caller.client, effectiveOn),
      limitKm: settings.proximityKm,
    });
    if (written.versions.length) recordChange({ type: 'site.changed', subject: subject.id, reason: body.reason, data: changeData(subject.id, written) });
    for (const decision of decisions) recordChange(decision);
    setRevision(written.revision);
    return siteAfter(tx, subject.id, written, effectiveOn);
  });

  app.serve(changeSiteStatus, async ({ tx, params, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    const site = await lockSite(tx, params.siteId);
    if (!site) throw new Problem('not-found');
    const { subject } = site;
    const effectiveOn = body.effectiveOn ?? todayAt(subject, clock);
    for (const region of regionsFrom(subject, effectiveOn)) caller.mustCover(region);
    mustMatch(subject.revision);

    const { written, decisions } = await writeChange(tx, site, {
      patch: await checkStateChange(tx, subject, effectiveOn, body.state),
      note: { effectiveOn, actor: caller.client, reason: body.reason },
      source: ownSource(caller.client, effectiveOn),
      limitKm: settings.proximityKm,
    });
    recordChange({
      type: 'site.status-changed',
      subject: subject.id,
      reason: body.reason,
      data: { ...changeData(subject.id, written), from: heldOn(subject, effectiveOn)?.state, to: body.state },
    });
    for (const decision of decisions) recordChange(decision);
    setRevision(written.revision);
    return siteAfter(tx, subject.id, written, effectiveOn);
  });

  app.serve(listSiteHistory, async ({ db, params, page: pageOf, setRevision }) => {
    const page = pageOf();
    const [revision, effectiveOn] = page.position?.after ?? [];
    const versions = await siteRegister.history(db, params.siteId, {
      after: page.position && { revision: Number(revision), effectiveOn: String(effectiveOn) },
      limit: page.limit + 1,
    });
    if (!versions.length && !page.position) throw new Problem('not-found');
    const last = versions.at(-1);
    if (last) setRevision(last.revision);
    return page.end(versions, (version) => [version.revision, version.effectiveOn]);
  });
}
