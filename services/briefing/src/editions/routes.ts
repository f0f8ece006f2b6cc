import { diffEditions, type Edition, listEditions, listSigningKeys, publishEdition, readEdition, replayEdition } from '@csn/contracts';
import { type Database, Problem, type ServiceApp } from '@csn/service-kit';
import canonicalize from 'canonicalize';
import { buildNetworkUpdate } from '../network-update/build.ts';
import type { Tables } from '../tables.ts';
import { differencesBetween, figuresIn } from './compare.ts';
import { findEdition, insertEdition, listEditionsOf, listPublicKeys, nextNumber } from './queries.ts';
import { replay } from './replay.ts';
import type { Signer } from './signing.ts';

export function editionRoutes(app: ServiceApp<Tables>, signer: Signer): void {
  app.serve(publishEdition, async ({ tx, body, caller, clock, asCaller, log, recordChange, setLocation }) => {
    // An edition speaks for the whole network.
    caller.mustCover(null);
    const about = { asOf: body.asOf, client: asCaller, now: clock.timestamp(), log };
    const [en, fr] = [await buildNetworkUpdate({ ...about, language: 'en' }), await buildNetworkUpdate({ ...about, language: 'fr' })];
    mustBeAnswered([...en.unanswered, ...fr.unanswered]);
    const content = { en: en.update, fr: fr.update };
    const number = await nextNumber(tx, body.asOf);
    const text = canonicalize(content) ?? '';
    const edition = {
      editionId: `${body.asOf}.${number}`,
      asOf: body.asOf,
      publishedAt: clock.timestamp(),
      publishedBy: caller.client,
      reason: body.reason ?? null,
      figures: figuresIn(content.en).length,
      signature: await signer.sign(text),
    };
    await insertEdition(tx, { ...edition, number, content: text });
    recordChange({
      type: 'briefing.published',
      subject: edition.editionId,
      reason: edition.reason,
      data: { editionId: edition.editionId, asOf: edition.asOf, signature: edition.signature },
    });
    setLocation(`/v1/briefings/${edition.editionId}`);
    return { ...edition, content };
  });

  app.serve(listEditions, async ({ db, page: pageOf }) => {
    const page = pageOf();
    const { items, nextCursor } = page.end(await listEditionsOf(db, page), (edition) => [edition.asOf, edition.number]);
    return { items: items.map(({ number: _number, ...edition }) => edition), nextCursor };
  });

  app.serve(readEdition, ({ db, params }) => mustFind(db, params.editionId));

  app.serve(replayEdition, async ({ db, params, asCaller, clock, language }) => {
    const edition = await mustFind(db, params.editionId);
    const rows = await replay(edition, asCaller, language);
    const agreeing = rows.filter((row) => row.agrees).length;
    return { editionId: edition.editionId, replayedAt: clock.timestamp(), agreeing, differing: rows.length - agreeing, rows };
  });

  app.serve(diffEditions, async ({ db, params, query }) => {
    const [one, other] = await Promise.all([mustFind(db, params.editionId), mustFind(db, query.with)]);
    return { editionId: one.editionId, with: other.editionId, rows: differencesBetween(one.content.en, other.content.en) };
  });

  app.serve(listSigningKeys, async ({ db }) => ({ keys: await listPublicKeys(db) }));
}

async function mustFind(db: Database<Tables>, editionId: string): Promise<Edition> {
  const edition = await findEdition(db, editionId);
  if (!edition) throw new Problem('not-found');
  return edition;
}

/** An edition says for ever what was known: not what could not be asked just then. @throws Problem section-unavailable */
function mustBeAnswered(unanswered: readonly string[]): void {
  if (unanswered.length)
    throw new Problem('section-unavailable', { values: { services: [...new Set(unanswered)].join(', ') }, headers: { 'retry-after': '10' } });
}
