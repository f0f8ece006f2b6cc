import { listSiteChanges, type NewSite, type readSite, type ReplyOf, verifySiteChanges } from '@csn/contracts';
import { startTestService, type TestService } from '@csn/testing';
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Clock, createRegisterTables, createServiceApp, Register, serveChanges, type ServiceApp } from '../src/index.ts';

/** What the tests' own service keeps. */
export interface Tables {
  thing: { id: string; number: number };
}

/** A register of the smallest kind: two members that change apart from each other, and one that may be absent. */
export interface Thing {
  colour: string;
  size: number;
  note: string | null;
}
export const thingRegister = new Register<'itemId', Thing>({ name: 'item', key: 'itemId', members: ['colour', 'size', 'note'] });

export const migrations = {
  '20261125-things': {
    up: async (db: Parameters<typeof createRegisterTables>[0]) => {
      await sql`create table thing (id text primary key, number integer not null)`.execute(db);
      await createRegisterTables(db, { name: 'item', key: 'item_id', columns: { colour: 'text not null', size: 'integer not null', note: 'text' } });
    },
  },
};

/** The kit under an app of the tests: contracts of the site registry, answered by handlers that each test brings. */
export function startKit(routes: (app: ServiceApp<Tables>) => void = () => undefined, options: { clock?: Clock } = {}): Promise<TestService<Tables>> {
  return startTestService<Tables>({
    name: 'site-registry',
    template: 'service-kit',
    migrations,
    ...options,
    create: async (appOptions) => {
      const app = await createServiceApp<Tables>(appOptions);
      serveChanges(app, { listChanges: listSiteChanges, verifyChanges: verifySiteChanges });
      routes(app);
      return app;
    },
  });
}

type SiteBody = z.input<typeof NewSite>;

/** The body of a new site, which the tests' own handlers take for whatever they need. */
export function siteBody(over: Partial<SiteBody> = {}): SiteBody {
  return {
    siteId: 'KINGSTON',
    kind: 'service-canada-centre',
    name: { en: 'Kingston', fr: 'Kingston' },
    region: 'ontario',
    province: 'ON',
    address: { city: 'Kingston' },
    location: { lat: 44.23, lon: -76.49 },
    timeZone: 'America/Toronto',
    ...over,
  };
}

/** A whole answer for such a body. */
export function siteFrom(body: z.output<typeof NewSite>, over: Partial<ReplyOf<typeof readSite>> = {}): ReplyOf<typeof readSite> {
  const { effectiveOn = '2024-01-01', reason: _reason, source: _source, ...place } = body;
  return {
    ...place,
    state: 'planned',
    successor: null,
    currentSuccessor: null,
    predecessors: [],
    effectiveOn,
    revision: 1,
    asOf: effectiveOn,
    knownAt: '2024-01-01T00:00:00Z',
    source: { document: 'test', asOf: effectiveOn, quality: 'measured' },
    illustrativeMembers: [],
    ...over,
  };
}
