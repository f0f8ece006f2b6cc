import { type Clinic, correctClinic, listClinics, readClinic, readClinicSummary, recordClinic } from '@csn/contracts';
import { Problem, readAxes, type Read, type ServiceApp, together } from '@csn/service-kit';
import { dayOfSource } from '../figure-source.ts';
import { findHeld } from '../reading.ts';
import { regionOf } from '../regions.ts';
import { siteRegister } from '../sites/register.ts';
import { heldOn, ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { clinicIdOf } from './clinic.ts';
import { findStatedTotal, listClinicsHeld, sumClinics } from './queries.ts';
import { type ClinicContent, clinicRegister } from './register.ts';
import { notesOn, sourceOfRecords, valueOf } from './summary.ts';

/** A clinic is read by its code: whichever day it was held on has come. */
const anyDay = '9999-12-31';

export function clinicRoutes(app: ServiceApp<Tables>): void {
  app.serve(listClinics, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, { asOf: query.to, ...page.position, knownAt: page.position?.knownAt ?? query.knownAt });
    return { ...page.end(await listClinicsHeld(db, axes, query, page), (clinic) => [clinic.heldOn, clinic.clinicId], axes), knownAt: axes.knownAt };
  });

  app.serve(readClinicSummary, async ({ db, query, clock, language }) => {
    const { from, to, knownAt } = query;
    const axes = await readAxes(db, clock, { asOf: to, knownAt });
    const { qualities, ...observed } = await sumClinics(db, axes, query);
    const reported = (await findStatedTotal(db, axes, query)) ?? null;
    return {
      from,
      to,
      knownAt: axes.knownAt,
      ...valueOf(observed, reported, sourceOfRecords(qualities, dayOfSource(to, clock.today()))),
      reported,
      observed,
      notes: notesOn(observed, reported, qualities, language),
    };
  });

  app.serve(readClinic, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, { asOf: anyDay, knownAt: query.knownAt });
    const held = await findHeld(clinicRegister, db, params.clinicId, axes);
    setRevision(held.subjectRevision);
    return { ...clinicOf(held), knownAt: axes.knownAt };
  });

  app.serve(recordClinic, async ({ tx, body, caller, clock, recordChange, setLocation, setRevision }) => {
    const { heldOn: day, siteId = null, source = ownSource(caller.client, day), reason = null, ...clinic } = body;
    const content: ClinicContent = { ...clinic, region: regionOf(body.province), siteId, source };
    caller.mustCover(content.region);
    const clinicId = clinicIdOf(body);
    if (await clinicRegister.has(tx, clinicId)) throw new Problem('duplicate-clinic', { values: { clinicId } });
    const today = clock.today();
    const wrong = [day > today ? new Problem('day-in-future', { values: { day, today } }) : undefined, siteId === null ? undefined : await siteProblem(siteId)];
    const [first, ...others] = wrong.filter((problem) => problem !== undefined);
    if (first) throw together([first, ...others]);

    const written = await clinicRegister.create(tx, clinicId, content, { effectiveOn: day, actor: caller.client, reason });
    // Of two at once the primary key lets one through.
    if (!written) throw new Problem('duplicate-clinic', { values: { clinicId } });
    recordChange({ type: 'clinic.recorded', subject: clinicId, reason, data: { clinicId, heldOn: day, ...content } });
    setLocation(`/v1/clinics/${clinicId}`);
    setRevision(written.revision);
    return { clinicId, heldOn: day, ...content, revision: written.revision, knownAt: written.recordedAt };

    /** Locked, so that it does not move meanwhile. */
    async function siteProblem(id: string): Promise<Problem | undefined> {
      const site = await siteRegister.lock(tx, id);
      if (!site) return new Problem('unknown-site', { values: { siteId: id } });
      const held = heldOn(site, day);
      if (held?.state === 'closed') return new Problem('site-closed', { values: { siteId: id, on: day }, at: { in: 'body', pointer: '/siteId' } });
      const province = (held ?? site.timeline[0]?.content)?.province;
      if (province === body.province) return undefined;
      return new Problem('region-mismatch', {
        faults: [
          {
            in: 'body',
            pointer: '/province',
            code: 'region-mismatch',
            detail: { en: `must be ${province}, where the site ${id} is`, fr: `doit être ${province}, où se trouve le site ${id}` },
          },
        ],
      });
    }
  });

  app.serve(correctClinic, async ({ tx, params: { clinicId }, body, caller, mustMatch, recordChange, setRevision }) => {
    const subject = await clinicRegister.lock(tx, clinicId);
    const version = subject?.timeline.at(-1);
    if (!subject || !version) throw new Problem('not-found');
    caller.mustCover(version.content.region);
    mustMatch(subject.revision);
    const { peopleServed, reason } = body;
    const content = { ...version.content, peopleServed, source: ownSource(caller.client, version.effectiveOn) };
    const isSame = peopleServed === version.content.peopleServed;
    const written = await clinicRegister.change(tx, subject, isSame ? {} : content, { effectiveOn: version.effectiveOn, actor: caller.client, reason });
    if (written.versions.length)
      recordChange({ type: 'clinic.corrected', subject: clinicId, reason, data: { clinicId, heldOn: version.effectiveOn, ...content } });
    setRevision(written.revision);
    return { clinicId, heldOn: version.effectiveOn, ...(isSame ? version.content : content), revision: written.revision, knownAt: written.recordedAt };
  });
}

function clinicOf({ clinicId, effectiveOn, place, province, region, siteId, peopleServed, source, revision }: Read<'clinicId', ClinicContent>): Clinic {
  return { clinicId, heldOn: effectiveOn, place, province, region, siteId, peopleServed, source, revision };
}
