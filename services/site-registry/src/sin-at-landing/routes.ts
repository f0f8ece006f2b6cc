import { addSinLocation, changeSinLocationState, listSinLocationHistory, listSinLocations, readSinLocation, type SinLocation } from '@csn/contracts';
import { type Held, heldOn, Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { axesOfPage, findHeld, historyPage } from '../reading.ts';
import { regionOf } from '../regions.ts';
import { ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { listLocationsOn } from './queries.ts';
import { invalidState, type SinLocationContent, sinLocationRegister } from './register.ts';

export function sinAtLandingRoutes(app: ServiceApp<Tables>): void {
  app.serve(listSinLocations, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await axesOfPage(db, clock, page, query);
    const { items, nextCursor } = page.end(await listLocationsOn(db, axes, query, page), (location) => [location.locationId], axes);
    return { items: items.map(locationOf), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readSinLocation, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await findHeld(sinLocationRegister, db, params.locationId, axes);
    setRevision(held.subjectRevision);
    return { ...locationOf(held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(addSinLocation, async ({ tx, body, caller, clock, recordChange, setLocation, setRevision }) => {
    const {
      locationId,
      effectiveOn = clock.today(),
      reason = null,
      source = ownSource(caller.client, effectiveOn),
      province = null,
      note = null,
      name,
      state,
    } = body;
    const content: SinLocationContent = { name, province, region: province && regionOf(province), state, note, source };
    caller.mustCover(content.region);
    const written = await sinLocationRegister.create(tx, locationId, content, { effectiveOn, actor: caller.client, reason });
    // Of two at once the primary key lets one through.
    if (!written) throw new Problem('duplicate-location', { values: { locationId } });
    recordChange({ type: 'sin-location.added', subject: locationId, reason, data: { locationId, effectiveOn, ...content } });
    setLocation(`/v1/sin-at-landing/locations/${locationId}`);
    setRevision(written.revision);
    return { locationId, ...content, effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });

  app.serve(changeSinLocationState, async ({ tx, params: { locationId }, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    const subject = await sinLocationRegister.lock(tx, locationId);
    const start = subject?.timeline[0];
    if (!subject || !start) throw new Problem('not-found');
    caller.mustCover(start.content.region);
    mustMatch(subject.revision);

    const { state, reason, effectiveOn = clock.today() } = body;
    const held = heldOn(subject.timeline, effectiveOn);
    if (held?.state === state) throw invalidState(effectiveOn, held.state, state);
    const change = { state, source: ownSource(caller.client, effectiveOn) };
    const written = await sinLocationRegister.change(tx, subject, change, { effectiveOn, actor: caller.client, reason });
    recordChange({ type: 'sin-location.state-changed', subject: locationId, reason, data: { locationId, effectiveOn, from: held?.state, ...change } });
    setRevision(written.revision);
    return { locationId, ...(held ?? start.content), ...change, effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });

  app.serve(listSinLocationHistory, async ({ db, params, page }) => {
    const { items, nextCursor } = await historyPage(sinLocationRegister, db, params.locationId, page());
    return {
      items: items.map((version) => ({
        ...locationOf(version),
        endedOn: version.endedOn,
        recordedAt: version.recordedAt,
        actor: version.actor,
        reason: version.reason,
      })),
      nextCursor,
    };
  });
}

function locationOf({ locationId, name, province, region, state, note, source, effectiveOn, revision }: Held<'locationId', SinLocationContent>): SinLocation {
  return { locationId, name, province, region, state, note, source, effectiveOn, revision };
}
