// Sites for the registry's bench: the real points of the register, each many times over, scattered around where it is.
// In the forms in which they are sent and in which the register's tables keep them.

export interface Point {
  readonly siteId: string;
  readonly kind: string;
  readonly name: { readonly en: string; readonly fr: string };
  readonly region: string;
  readonly province: string;
  readonly address: { readonly city: string };
  readonly location: { readonly lat: number; readonly lon: number };
  readonly timeZone: string;
  readonly languages: readonly string[];
}

const COLUMNS = 'siteId,kind,nameEn,nameFr,region,province,city,lat,lon,precision,timeZone,languages,services,accessibility,state,effectiveOn,reason';
const DAY = '2020-01-01';
const REASON = 'Bench';
const SOURCE = { document: 'Bench', asOf: DAY, quality: 'illustrative' };
/** Where the lists say from which document they are. */
export const SOURCE_QUERY = `document=${SOURCE.document}&sourceAsOf=${SOURCE.asOf}&quality=${SOURCE.quality}`;
const MEMBERS = 'kind,name,region,province,address,location,timeZone,languages,hours,services,accessibility,state,successor,source';
const SERVICES = ['passport', 'social-insurance-number', 'employment-insurance'];
/** So many rows are made at a time. */
const BLOCK = 1000;

/** All pages of the register. */
export async function readPoints(gateway: string, authorization: string): Promise<Point[]> {
  const points: Point[] = [];
  for (let path: string | undefined = '/v1/sites?asOf=2024-02-06&limit=500'; path !== undefined;) {
    const answer: Response = await fetch(gateway + path, { headers: { authorization } });
    const { items, nextCursor } = (await answer.json()) as { items: Point[]; nextCursor: string | null };
    points.push(...items);
    path = nextCursor === null ? undefined : `/v1/sites?asOf=2024-02-06&limit=500&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return points;
}

/** As the import takes them. */
export function* importCsv(points: readonly Point[], prefix: string, count: number): Generator<string> {
  yield `${COLUMNS}\n`;
  for (const sites of scattered(points, prefix, count))
    yield lines(sites, ({ siteId, kind, name, region, province, address: { city }, location: { lat, lon }, timeZone, languages }) => {
      const place = [region, province, city, lat, lon, 'community', timeZone];
      return [siteId, kind, name.en, name.fr, ...place, languages.join('|'), SERVICES.join('|'), 'step-free-entrance', 'open', DAY, REASON];
    });
}

const content = 'kind,name,region,province,address,location,time_zone,languages,hours,services,accessibility,state,successor,source';
/** The columns of the two tables, in the order of the rows below. */
export const VERSION_COLUMNS = `site_id,effective_on,revision,${content},members,recorded_at,actor,reason`;
export const TIMELINE_COLUMNS = `site_id,effective_on,ended_on,revision,${content},recorded_at,actor,reason`;

export function* versionCsv(points: readonly Point[], prefix: string, count: number): Generator<string> {
  for (const sites of scattered(points, prefix, count))
    yield lines(sites, (site) => [site.siteId, DAY, 1, ...contentOf(site), `{${MEMBERS}}`, '2026-01-01T00:00:00Z', 'demo-admin', REASON]);
}

export function* timelineCsv(points: readonly Point[], prefix: string, count: number): Generator<string> {
  for (const sites of scattered(points, prefix, count))
    yield lines(sites, (site) => [site.siteId, DAY, 'infinity', 1, ...contentOf(site), '2026-01-01T00:00:00Z', 'demo-admin', REASON]);
}

function contentOf({ kind, name, region, province, address: { city }, location, timeZone, languages }: Point): string[] {
  const [names, address, point, source] = [name, { city }, { ...location, precision: 'community' }, SOURCE].map((value) => JSON.stringify(value));
  const [spoken, offered] = [languages, SERVICES].map((list) => `{${list.join(',')}}`);
  return [kind, names!, region, province, address!, point!, timeZone, spoken!, '[]', offered!, '{step-free-entrance}', 'open', '', source!];
}

function* scattered(points: readonly Point[], prefix: string, count: number): Generator<Point[]> {
  for (let first = 0; first < count; first += BLOCK)
    yield Array.from({ length: Math.min(BLOCK, count - first) }, (_, index) => {
      const number = first + index;
      const point = points[number % points.length]!;
      const { lat, lon } = point.location;
      const location = {
        lat: within(lat + spread(number, 7919) * 0.6, 41.7, 83),
        lon: within(lon + spread(number, 104_729) * 0.9, -141, -52.6),
      };
      return { ...point, location, siteId: `${prefix}-${String(number).padStart(6, '0')}` };
    });
}

/** From -0.5 to 0.5, the same every time. */
function spread(number: number, factor: number): number {
  return ((number * factor) % 10_007) / 10_007 - 0.5;
}

function within(degrees: number, lowest: number, highest: number): number {
  return Number(Math.min(highest, Math.max(lowest, degrees)).toFixed(5));
}

function lines(sites: readonly Point[], cellsOf: (site: Point) => readonly (string | number)[]): string {
  return sites.map((site) => `${cellsOf(site).map(cell).join(',')}\n`).join('');
}

function cell(value: string | number): string {
  return typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
}
