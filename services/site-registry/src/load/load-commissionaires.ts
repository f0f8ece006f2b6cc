import { CommissionairePost, CommissionaireReview, Communication, Consultation, Day, ReductionPlan, Region, Source } from '@csn/contracts';
import { type Change, type Register, takeRecordedAt, type Tx } from '@csn/service-kit';
import { z } from 'zod';
import { insertPosts } from '../commissionaires/posts-queries.ts';
import { communicationRegister, consultationRegister, nationalPlan, planRegister, reviewRegister } from '../commissionaires/registers.ts';
import type { Tables } from '../tables.ts';
import { readJson, readRows, sources } from './data-files.ts';
import { type Load, loadActor, type LoadOptions, loadReason, recordLoaded } from './loading.ts';

const held = { source: true, effectiveOn: true, revision: true } as const;
const Stated = z.strictObject({
  effectiveOn: Day,
  source: Source,
  reviews: z.array(CommissionaireReview.omit(held)),
  plan: ReductionPlan.omit(held),
  consultations: z.array(Consultation.omit(held)),
  communications: z.array(Communication.omit(held)),
});
const Reference = z.strictObject({ on: Day });

/** What the document says of commissionaires, and illustrative posts: it gives no numbers. */
export async function loadCommissionaires(tx: Tx<Tables>, options: LoadOptions, load: Load): Promise<void> {
  const stated = readJson('commissionaires.json', Stated);
  const plan =
    load === 'all'
      ? { ...stated.plan, reference: { ...readJson('illustrative-commissionaire-reference.json', Reference), source: sources.records } }
      : stated.plan;
  const changes = [
    ...(await loadRecords(
      reviewRegister,
      'commissionaire-review.recorded',
      stated.reviews.map(({ region, ...content }) => ({ id: region, content })),
    )),
    ...(await loadRecords(planRegister, 'commissionaire-plan.set', [{ id: nationalPlan, content: plan }])),
    ...(await loadRecords(
      consultationRegister,
      'commissionaire-consultation.recorded',
      stated.consultations.map(({ consultationId, ...content }) => ({ id: consultationId, content })),
    )),
    ...(await loadRecords(
      communicationRegister,
      'commissionaire-communication.recorded',
      stated.communications.map(({ communicationId, ...content }) => ({ id: communicationId, content })),
    )),
    ...(load === 'all' ? await loadPosts() : []),
  ];
  await recordLoaded(tx, options, changes);

  async function loadRecords<Key extends string, Content extends { source: Source }>(
    register: Register<Key, Content>,
    type: string,
    records: readonly { id: string; content: Omit<Content, 'source'> }[],
  ): Promise<Change[]> {
    const { effectiveOn, source } = stated;
    // A content without its source and the source make the content; the compiler cannot see it through the type parameter.
    const whole = records.map(({ id, content }) => ({ id, content: { ...content, source } as unknown as Content }));
    await register.load(
      tx,
      whole.map(({ id, content }) => ({ id, actor: loadActor, versions: [{ effectiveOn, content, members: Object.keys(content), reason: source.document }] })),
    );
    return whole.map(({ id, content }) => ({ type, subject: id, reason: source.document, data: { [register.definition.key]: id, effectiveOn, ...content } }));
  }

  async function loadPosts(): Promise<Change[]> {
    const posts = readRows('illustrative-commissionaire-posts.csv').map((row) =>
      CommissionairePost.parse({
        postId: row.postId,
        siteId: row.siteId || null,
        region: Region.parse(row.region),
        reason: row.reason,
        posts: Number(row.posts),
        from: row.from,
        to: row.to || null,
        source: sources.records,
        revision: 1,
      }),
    );
    const recordedAt = await takeRecordedAt(tx);
    await insertPosts(
      tx,
      posts.map((post) => ({ post, recordedAt, actor: loadActor, note: loadReason })),
    );
    return posts.map((post) => ({ type: 'commissionaire-post.recorded', subject: post.postId, reason: loadReason, data: { ...post } }));
  }
}
