import type { Measure, Region, Source, Text } from '@csn/contracts';
import type { KnownSitesTables } from '@csn/service-kit';
import type { ColumnType } from 'kysely';
import type { StoredLineError } from './batches/line-errors.ts';

export interface Tables extends KnownSitesTables {
  batch: {
    /** Place in commit order. */
    number: number;
    batchId: string;
    recordedAt: string;
    actor: string;
    /** The region of the caller; null: the caller acts for the whole country. */
    region: Region | null;
    source: ColumnType<Source, string>;
    /** Why counts of sites that were not open were kept. */
    override: string | null;
    received: number;
    accepted: number;
    revised: number;
    unchanged: number;
    rejected: number;
    errors: ColumnType<StoredLineError[], string>;
  };
  /** Remarks of a document beside its figure. */
  statedNote: { measure: Measure; region: string; fromOn: string; toOn: string; code: string; text: ColumnType<Text, string> };
}
