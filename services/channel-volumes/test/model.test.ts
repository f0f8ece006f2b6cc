import { type GroupKey, listBatchEntries, type NewEntry, recordBatch, summarizeVolumes, type VolumeRow } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { registryWith } from './given.ts';
import { startService } from './start.ts';

/** What the sites are from which day on; the second month has a turn in its middle. */
const sites = {
  'SITE-A': [
    { effectiveOn: '2020-01-01', region: 'ontario' },
    { effectiveOn: '2022-05-17', region: 'ontario', kind: 'consolidated-centre' },
  ],
  'SITE-B': [
    { effectiveOn: '2020-01-01', region: 'quebec' },
    { effectiveOn: '2022-05-02', region: 'ontario' },
    { effectiveOn: '2022-05-20', region: 'quebec' },
    { effectiveOn: '2022-06-01', region: 'atlantic' },
  ],
  'SITE-C': [{ effectiveOn: '2020-01-01', region: 'quebec', kind: 'scheduled-outreach' }],
} as const;
type SiteCode = keyof typeof sites;
const siteCodes = ['SITE-A', 'SITE-B', 'SITE-C'] as const;
const firstDay = Temporal.PlainDate.from('2022-04-20');
const dayAt = (index: number): string => firstDay.add({ days: index }).toString();
const span = 60;

interface Count {
  readonly measure: 'in-person.clients-served' | 'e-channels.clients-served';
  readonly siteId: SiteCode | undefined;
  readonly day: string;
  readonly value: number;
  readonly quality: 'measured' | 'illustrative';
}
const day = fc.nat(span - 1).map(dayAt);
const count = fc
  .tuple(fc.option(fc.constantFrom(...siteCodes), { nil: undefined }), day, fc.nat(1000))
  .map(([siteId, on, value]) => ({ siteId, day: on, value }));
const batch = fc.record({
  quality: fc.constantFrom('measured' as const, 'illustrative' as const),
  counts: fc.uniqueArray(count, { minLength: 1, maxLength: 25, selector: (one) => `${one.siteId} ${one.day}` }),
});
const question = fc.record({
  ends: fc.tuple(day, day).map(([a, b]) => (a < b ? [a, b] : [b, a])),
  groupBy: fc.subarray<GroupKey>(['region', 'site-kind', 'site', 'month', 'week', 'day']),
  quality: fc.option(fc.constantFrom('measured' as const, 'illustrative' as const), { nil: undefined }),
  regions: fc.option(fc.subarray(['ontario', 'quebec', 'atlantic'] as const, { minLength: 1 }), { nil: undefined }),
  /** As known after so many batches; undefined: now. */
  after: fc.option(fc.nat(3), { nil: undefined }),
});

test('whatever batches come and whatever is asked, a summary is what a list of the counts adds up to', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const admin = service.as('demo-admin');
  let counts = new Map<string, Count>();
  const history: { counts: Map<string, Count>; knownAt: string }[] = [];

  await fc.assert(
    fc.asyncProperty(batch, fc.array(question, { minLength: 2, maxLength: 2 }), async ({ quality, counts: sent }, questions) => {
      const before = counts;
      counts = new Map(counts);
      const entries = sent.map(({ siteId, day: on, value }): NewEntry => ({
        measure: siteId ? 'in-person.clients-served' : 'e-channels.clients-served',
        ...(siteId && { siteId }),
        from: on,
        to: on,
        value,
      }));
      const answer = await admin.call(recordBatch, { body: { source: { document: 'Test', asOf: '2024-01-01', quality }, entries } });
      const receipt = answer.json();
      const changed = sent.filter((one) => before.get(keyOf(one))?.value !== one.value);
      for (const one of changed) counts.set(keyOf(one), { ...one, measure: one.siteId ? 'in-person.clients-served' : 'e-channels.clients-served', quality });

      expect(receipt).toMatchObject({
        received: sent.length,
        accepted: changed.filter((one) => !before.has(keyOf(one))).length,
        unchanged: sent.length - changed.length,
      });
      const { items } = (await admin.call(listBatchEntries, { params: { batchId: receipt.batchId! }, query: { limit: 500 } })).json();
      expect(sorted(items.map(({ siteId, from, value, previous }) => [siteId, from, value, previous]))).toEqual(
        sorted(changed.map((one) => [one.siteId ?? null, one.day, one.value, before.get(keyOf(one))?.value ?? null])),
      );

      history.push({ counts, knownAt: receipt.recordedAt! });
      for (const asked of questions) {
        const moment = asked.after === undefined ? undefined : history[Math.max(0, history.length - 1 - asked.after)]!;
        const [from, to] = asked.ends as [string, string];
        const summary = await admin.call(summarizeVolumes, {
          query: {
            from,
            to,
            groupBy: ['measure', ...asked.groupBy],
            limit: 500,
            ...(asked.quality && { quality: [asked.quality] }),
            ...(asked.regions && { region: [...asked.regions] }),
            ...(moment && { knownAt: moment.knownAt }),
          },
        });
        expect(summary.status).toBe(200);
        expect(sorted(summary.json().rows.map((row) => [keyOfRow(row), row.value, row.complete]))).toEqual(
          expectedRows([...(moment?.counts ?? counts).values()], { ...asked, from, to }),
        );
      }
    }),
    { numRuns: 200 },
  );
}, 240_000);

function keyOf(one: { siteId: string | undefined; day: string }): string {
  return `${one.siteId} ${one.day}`;
}

function keyOfRow(row: VolumeRow): string {
  return JSON.stringify([row.measure, row.region, row.siteKind, row.siteId, row.month, row.week, row.day]);
}

function expectedRows(
  counts: readonly Count[],
  asked: { from: string; to: string; groupBy: readonly GroupKey[]; quality: string | undefined; regions: readonly string[] | undefined },
): string[] {
  const { groupBy } = asked;
  const kept = counts.filter(
    (one) =>
      one.day >= asked.from &&
      one.day <= asked.to &&
      (!asked.quality || one.quality === asked.quality) &&
      (!asked.regions || asked.regions.includes(placeOf(one).region ?? '')),
  );
  const groups = Map.groupBy(kept, (one) => {
    const { region, kind } = placeOf(one);
    const keyed = <Value>(key: GroupKey, value: Value): Value | undefined => (groupBy.includes(key) ? value : undefined);
    return JSON.stringify([
      one.measure,
      keyed('region', region),
      keyed('site-kind', kind),
      keyed('site', one.siteId ?? null),
      keyed('month', one.day.slice(0, 7)),
      keyed('week', weekOf(one.day)),
      keyed('day', one.day),
    ]);
  });
  return sorted(
    [...groups].map(([key, members]) => {
      const one = members[0]!;
      const days = Array.from({ length: span }, (_, index) => dayAt(index)).filter(
        (on) => on >= asked.from && on <= asked.to && isSameTime(on, one.day, groupBy),
      );
      return [key, members.reduce((sum, { value }) => sum + value, 0), days.every((on) => members.some((member) => member.day === on))];
    }),
  );
}

/** As texts, so that lists can be compared without regard to their order. */
function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort((a, b) => (a < b ? -1 : 1));
}

function isSameTime(a: string, b: string, groupBy: readonly GroupKey[]): boolean {
  return (
    (!groupBy.includes('day') || a === b) &&
    (!groupBy.includes('month') || a.slice(0, 7) === b.slice(0, 7)) &&
    (!groupBy.includes('week') || weekOf(a) === weekOf(b))
  );
}

function weekOf(on: string): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(on);
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
}

function placeOf({ siteId, day: on }: Count): { region: string | null; kind: string | null } {
  if (siteId === undefined) return { region: null, kind: null };
  const version = sites[siteId].findLast(({ effectiveOn }) => effectiveOn <= on)!;
  return { region: version.region, kind: 'kind' in version ? version.kind : 'service-canada-centre' };
}
