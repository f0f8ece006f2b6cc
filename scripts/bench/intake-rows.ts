// A million counts that nobody has sent yet: each of 500 sites on 2,000 days, in the three forms in which they are sent.
import { Readable } from 'node:stream';

const MEASURE = 'in-person.clients-served';
const SITES = 500;
const DAYS = 2000;
export const ROWS = SITES * DAYS;

/** Sites that have been open since the first of the days; the illustrative dating begins them all in 2000. */
export async function sitesOpenSince(day: string, gateway: string, authorization: string): Promise<string[]> {
  const answer = await fetch(`${gateway}/v1/sites?asOf=2015-01-01&state=open&limit=500`, { headers: { authorization } });
  const { items } = (await answer.json()) as { items: { siteId: string; effectiveOn: string }[] };
  const siteIds = items.filter(({ effectiveOn }) => effectiveOn <= day).map(({ siteId }) => siteId);
  if (siteIds.length < SITES) throw new Error(`only ${siteIds.length} sites have been open since ${day}`);
  return siteIds;
}

/** Both streams and rows of tables come a day at a time, so that the sender needs little memory and time. */
export function* ndjson(siteIds: readonly string[], first: string): Generator<string> {
  for (const { day, index } of daysFrom(first)) {
    let text = '';
    for (const [site, siteId] of siteIds.entries())
      text += `{"measure":"${MEASURE}","siteId":"${siteId}","from":"${day}","to":"${day}","value":${valueOf(index, site)}}\n`;
    yield text;
  }
}

export function* csv(siteIds: readonly string[], first: string): Generator<string> {
  yield 'measure,siteId,region,from,to,value\n';
  for (const { day, index } of daysFrom(first)) {
    let text = '';
    for (const [site, siteId] of siteIds.entries()) text += `${MEASURE},${siteId},,${day},${day},${valueOf(index, site)}\n`;
    yield text;
  }
}

/** As CSV of the table `entry` itself, all columns. */
export function* tableCsv(siteIds: readonly string[], first: string): Generator<string> {
  for (const { day, index } of daysFrom(first)) {
    let text = '';
    for (const [site, siteId] of siteIds.entries()) text += `1,${MEASURE},${siteId},"",${day},${day},${valueOf(index, site)},observed,measured,\n`;
    yield text;
  }
}

export function bytesOf(texts: Iterable<string>): Readable {
  return Readable.from(encoded(texts), { objectMode: false });
}

function* encoded(texts: Iterable<string>): Generator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

function* daysFrom(first: string): Generator<{ day: string; index: number }> {
  let day = Temporal.PlainDate.from(first);
  for (let index = 0; index < DAYS; index += 1) {
    yield { day: day.toString(), index };
    day = day.add({ days: 1 });
  }
}

function valueOf(day: number, site: number): number {
  return ((day * SITES + site) * 7919) % 400;
}
