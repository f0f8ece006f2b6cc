import { decodeCursor, encodeCursor, filterOf, type Position } from './cursor.ts';
import type { Axes } from './recorded-time.ts';

/** A page that was asked for: how many items, and the position after which it begins. */
export interface Page {
  readonly limit: number;
  readonly position: Position | undefined;
  /**
   * Ends a page: takes up to `limit + 1` rows and gives the list with the cursor of the next page, if a row is left.
   * `keys` are the sort keys of a row. On time axes the cursor keeps the axes of the first page, so that later pages
   * belong to the same reading.
   */
  end<Row>(rows: readonly Row[], keys: (row: Row) => (string | number | null)[], axes?: Axes): { items: Row[]; nextCursor: string | null };
}

/** @throws Problem invalid-request for a cursor of another list */
export function pageOf(path: string, query: { limit?: number | undefined; cursor?: string | undefined }, key: Buffer): Page {
  const limit = query.limit ?? 50;
  const filter = filterOf(path, query);
  return {
    limit,
    position: query.cursor === undefined ? undefined : decodeCursor(query.cursor, filter, key),
    end: (rows, keys, axes) => {
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      if (rows.length <= limit || last === undefined) return { items, nextCursor: null };
      return { items, nextCursor: encodeCursor({ after: keys(last), ...(axes && { asOf: axes.asOf, knownAt: axes.knownAt }) }, filter, key) };
    },
  };
}
