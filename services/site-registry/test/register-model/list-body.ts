import type { Row } from './import.ts';

export const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

/** Rows as a caller sends them. A faulty one has a latitude that there is not. */
export function bodyOf(type: keyof typeof contentTypes, rows: readonly Row[], faulty: readonly Row[]): string {
  const located = rows.map((row) => (faulty.includes(row) ? { ...row, patch: { ...row.patch, location: { ...row.patch.location, lat: 144 } } } : row));
  return type === 'csv' ? csvOf(located) : located.map((row) => `${lineOf(row)}\n`).join('');
}

function lineOf({ line: _line, siteId, patch, ...rest }: Row): string {
  return JSON.stringify({ siteId, ...patch, ...rest });
}

function csvOf(rows: readonly Row[]): string {
  const records = rows.map(({ siteId, patch, state, effectiveOn, reason }) => {
    const { name, address, location, kind, region, province, timeZone, languages = [], services = [], accessibility = [] } = patch;
    const { street, city, postalCode } = address ?? {};
    const { lat, lon, precision } = location ?? {};
    const lists = { languages: languages.join('|'), services: services.join('|'), accessibility: accessibility.join('|') };
    const names = { nameEn: name?.en, nameFr: name?.fr };
    return { siteId, kind, ...names, region, province, street, city, postalCode, lat, lon, precision, timeZone, ...lists, state, effectiveOn, reason };
  });
  const lines = [Object.keys(records[0]!), ...records.map((record) => Object.values(record).map((cell) => cell ?? ''))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}
