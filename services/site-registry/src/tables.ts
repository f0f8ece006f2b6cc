import type { ClinicSummary, NetworkSummary, ReactivationSummary, Source } from '@csn/contracts';

/** The tables beside the registers (a register's three tables are read and written by the kit's Register). */
export interface Tables {
  /** Counts that a document states for a day. */
  statedCount: { asOf: string; counts: Omit<NonNullable<NetworkSummary['reported']>, 'source'>; source: Source };
  statedReactivation: { asOf: string } & NonNullable<ReactivationSummary['reported']>;
  /** Totals that a document states for a period. */
  statedClinicTotal: { fromDay: string; toDay: string } & NonNullable<ClinicSummary['reported']>;
}
