import type { CheckedEntry } from './check-entries.ts';

/** Documents state few totals of several days; of more than so many the database's keys tell one that comes twice. */
const mostPeriods = 200_000;

/**
 * The cells that a batch has named so far. Nearly all entries are of one day, and a day is a bit: the days of a place take
 * 48 bytes a year, however many entries there are.
 */
export class Cells {
  readonly #days = new Map<string, Uint32Array>();
  readonly #periods = new Set<string>();

  /** False if the cell was named before. */
  add({ measure, siteId, region, from, to }: Omit<CheckedEntry, 'value' | 'basis'>): boolean {
    const place = `${measure} ${siteId} ${region}`;
    if (from !== to) {
      const { size } = this.#periods;
      return size >= mostPeriods || this.#periods.add(`${place} ${from} ${to}`).size > size;
    }
    const key = `${place} ${from.slice(0, 4)}`;
    let months = this.#days.get(key);
    if (!months) this.#days.set(key, (months = new Uint32Array(12)));
    const month = Number(from.slice(5, 7)) - 1;
    const bit = 1 << Number(from.slice(8));
    const before = months[month] ?? 0;
    months[month] = before | bit;
    return (before & bit) === 0;
  }
}
