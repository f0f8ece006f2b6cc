import type { ClinicSummary, ImportedRow, NetworkSummary, ReactivationSummary, Region, Source } from '@csn/contracts';
import type { ColumnType } from 'kysely';
import type { StoredRowError } from './imports/findings.ts';

/** What a document states is known from the instant on when it was recorded. */
interface Recorded {
  recordedAt: string;
}

/** The tables beside the registers (a register's three tables are read and written by the kit's Register). */
export interface Tables {
  /** Counts that a document states for a day. */
  statedCount: { asOf: string; counts: Omit<NonNullable<NetworkSummary['reported']>, 'source'>; source: Source } & Recorded;
  statedReactivation: { asOf: string } & NonNullable<ReactivationSummary['reported']> & Recorded;
  /** Totals that a document states for a period. */
  statedClinicTotal: { fromDay: string; toDay: string } & NonNullable<ClinicSummary['reported']> & Recorded;
  siteImport: {
    importId: string;
    recordedAt: string;
    actor: string;
    /** The region of the caller; null: it acts for the whole country. */
    region: Region | null;
    source: ColumnType<Source | null, string | null>;
    received: number;
    new: number;
    changed: number;
    unchanged: number;
    rejected: number;
    missing: number;
    missingSites: ColumnType<string[], string>;
    errors: ColumnType<StoredRowError[], string>;
  };
  siteImportRow: ImportedRow & { importId: string };
}
