import { changeQaRate, readQaRates } from '@csn/contracts';
import { readAxes, type ServiceApp } from '@csn/service-kit';
import { putEntry, sourceOfEntry } from '../registers/writing.ts';
import type { Tables } from '../tables.ts';
import { findEntry, findRevision, listEntries } from './queries.ts';
import { nationalSchedule, rateRegister } from './register.ts';
import { periodOf, rateOn } from './schedule.ts';

export function rateRoutes(app: ServiceApp<Tables>): void {
  app.serve(readQaRates, async ({ db, query, clock, page: pageOf, setRevision }) => {
    const page = pageOf();
    // Read before the schedule: if another change comes in between, this tag is stale and If-Match with it is refused.
    const revision = await findRevision(db);
    if (revision !== undefined) setRevision(revision);

    const axes = await readAxes(db, clock, page.position ?? { asOf: query.on, knownAt: query.knownAt });
    const entry = await findEntry(db, axes);
    const asked = query.on === undefined ? await listEntries(db, axes, page) : entry ? [entry] : [];
    const { items, nextCursor } = page.end(asked, ({ effectiveOn }) => [effectiveOn], axes);
    return { ...rateOn(axes.asOf, entry), knownAt: axes.knownAt, items: items.map(periodOf), nextCursor };
  });

  app.serve(changeQaRate, async (request) => {
    const { effectiveOn } = request.params;
    const { rate, explanation, reason, source = sourceOfEntry(request.caller, request.clock.today()) } = request.body;
    const written = await putEntry(
      rateRegister,
      'qa-rate.changed',
      nationalSchedule,
      { effectiveOn, reason, content: () => ({ rate, explanation, source }) },
      request,
    );

    const axes = { asOf: effectiveOn, knownAt: written.recordedAt, isLatest: true };
    const entry = await findEntry(request.tx, axes);
    return { ...rateOn(effectiveOn, entry), knownAt: axes.knownAt, items: entry ? [periodOf(entry)] : [], nextCursor: null };
  });
}
