import { randomUUID } from 'node:crypto';
import { changeCommissionairePost, type CommissionairePost, listCommissionairePosts, readCommissionairePost, recordCommissionairePost } from '@csn/contracts';
import { Problem, type Queryable, readAxes, type ServiceApp, takeRecordedAt } from '@csn/service-kit';
import { axesOfPage } from '../reading.ts';
import { siteRegister } from '../sites/register.ts';
import { heldOn, ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { findOverlap, findPost, insertPosts, listPosts, lockPost, type PostRecord, supersedePost } from './posts-queries.ts';

export function postRoutes(app: ServiceApp<Tables>): void {
  app.serve(listCommissionairePosts, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await axesOfPage(db, clock, page, query);
    const { items, nextCursor } = page.end(await listPosts(db, axes, query, page), (post) => [post.from, post.postId], axes);
    return { items: items.map(postOf), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readCommissionairePost, async ({ db, params, query, clock, setRevision }) => {
    const { knownAt } = await readAxes(db, clock, query);
    const post = await findPost(db, params.postId, knownAt);
    if (!post) throw new Problem('not-found');
    setRevision(post.revision);
    return { ...postOf(post), knownAt };
  });

  app.serve(recordCommissionairePost, async ({ tx, body, caller, recordChange, setLocation, setRevision }) => {
    const { siteId = null, to = null, source = ownSource(caller.client, body.from), note = null, ...rest } = body;
    caller.mustCover(body.region);
    if (siteId !== null) await checkSite(siteId);
    const recordedAt = await takeRecordedAt(tx);
    const post: CommissionairePost = { postId: randomUUID(), siteId, ...rest, to, source, revision: 1 };
    await checkOverlap(tx, post, '/from');
    await insertPosts(tx, [{ post, recordedAt, actor: caller.client, note }]);
    recordChange({ type: 'commissionaire-post.recorded', subject: post.postId, reason: note, data: { ...post } });
    setLocation(`/v1/commissionaires/posts/${post.postId}`);
    setRevision(post.revision);
    return { ...post, knownAt: recordedAt };

    /** Locked, so that it does not move meanwhile. */
    async function checkSite(id: string): Promise<void> {
      const site = await siteRegister.lock(tx, id);
      if (!site) throw new Problem('unknown-site', { values: { siteId: id } });
      const held = heldOn(site, body.from);
      if (held?.state === 'closed') throw new Problem('site-closed', { values: { siteId: id, on: body.from }, at: { in: 'body', pointer: '/siteId' } });
      const region = (held ?? site.timeline[0]?.content)?.region;
      if (region !== body.region)
        throw new Problem('region-mismatch', {
          faults: [
            {
              in: 'body',
              pointer: '/region',
              code: 'region-mismatch',
              detail: { en: `must be \`${region}\`, where the site ${id} is`, fr: `doit être \`${region}\`, où se trouve le site ${id}` },
            },
          ],
        });
    }
  });

  app.serve(changeCommissionairePost, async ({ tx, params: { postId }, body, caller, mustMatch, recordChange, setRevision }) => {
    const standing = await lockPost(tx, postId);
    if (!standing) throw new Problem('not-found');
    caller.mustCover(standing.region);
    mustMatch(standing.revision);
    const { posts = standing.posts, to = standing.to, note } = body;
    if (to !== null && to < standing.from) throw new Problem('ends-before-it-begins', { values: { from: standing.from, to } });
    if (posts === standing.posts && to === standing.to) {
      setRevision(standing.revision);
      return { ...postOf(standing), knownAt: standing.recordedAt };
    }
    const recordedAt = await takeRecordedAt(tx);
    const post: CommissionairePost = { ...postOf(standing), posts, to, source: ownSource(caller.client, standing.from), revision: standing.revision + 1 };
    await supersedePost(tx, postId, recordedAt);
    await checkOverlap(tx, post, '/to');
    await insertPosts(tx, [{ post, recordedAt, actor: caller.client, note }]);
    recordChange({ type: 'commissionaire-post.changed', subject: postId, reason: note, data: { ...post } });
    setRevision(post.revision);
    return { ...post, knownAt: recordedAt };
  });
}

/** After the instant was taken, from which on nobody else writes. The constraints of the table say the same. @throws Problem posts-overlap */
async function checkOverlap(tx: Queryable, post: CommissionairePost, pointer: string): Promise<void> {
  const other = await findOverlap(tx, post);
  if (!other) return;
  const until = other.to === null ? { en: 'until further notice', fr: 'jusqu’à nouvel ordre' } : { en: `until ${other.to}`, fr: `jusqu’au ${other.to}` };
  throw new Problem('posts-overlap', { values: { postId: other.postId, from: other.from, until }, at: { in: 'body', pointer } });
}

function postOf({ postId, siteId, region, reason, posts, from, to, source, revision }: PostRecord): CommissionairePost {
  return { postId, siteId, region, reason, posts, from, to, source, revision };
}
