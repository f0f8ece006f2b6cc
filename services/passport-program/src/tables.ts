import type { KnownSitesTables } from '@csn/service-kit';

/** The tables beside the registers (a register's three tables are read and written by the kit's Register). */
export type Tables = KnownSitesTables;
