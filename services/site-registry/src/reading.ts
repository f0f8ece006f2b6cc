import { type Axes, type Clock, type Page, Problem, type Queryable, type Read, readAxes, type Register } from '@csn/service-kit';

type TimeQuery = { asOf?: string | undefined; knownAt?: string | undefined };

/** The axes of a page: those of the first page, so that all pages belong to one reading. */
export function axesOfPage(db: Queryable, clock: Clock, page: Page, query: TimeQuery): Promise<Axes> {
  return readAxes(db, clock, page.position ?? query);
}

/** One record of a register on the axes. @throws Problem not-found */
export async function findHeld<Key extends string, Content extends object>(register: Register<Key, Content>, db: Queryable, id: string, axes: Axes): Promise<Read<Key, Content>> {
  const held = await register.find(db, id, axes);
  if (!held) throw new Problem('not-found');
  return held;
}

/** A page of every version of a record, in the order in which they were recorded. @throws Problem not-found */
export async function historyPage<Key extends string, Content extends object>(register: Register<Key, Content>, db: Queryable, id: string, page: Page) {
  const [revision, effectiveOn] = page.position?.after ?? [];
  const versions = await register.history(db, id, { after: page.position && { revision: Number(revision), effectiveOn: String(effectiveOn) }, limit: page.limit + 1 });
  if (!versions.length && !page.position) throw new Problem('not-found');
  return page.end(versions, (version) => [version.revision, version.effectiveOn]);
}
