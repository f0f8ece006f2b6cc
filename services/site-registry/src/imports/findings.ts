import { type Fault, fill, type ImportLineError, type Language, type Region, type Text } from '@csn/contracts';
import { Problem } from '@csn/service-kit';

/** A fault of one row, in both languages: reports are read again in either. */
export interface StoredRowError {
  readonly line: number;
  readonly pointer: string;
  readonly code: string;
  readonly detail: Text;
}
export type Outcome = 'new' | 'changed' | 'unchanged';

const mostErrors = 1000;

/** What was found in the rows of an import so far. */
export class Findings {
  readonly counts = { new: 0, changed: 0, unchanged: 0 };
  rejected = 0;
  /** The regions of rows that the caller may not write. */
  readonly outside = new Set<Region>();
  #errors: StoredRowError[] = [];

  count(outcome: Outcome): void {
    this.counts[outcome] += 1;
  }

  reject(line: number, faults: readonly Omit<StoredRowError, 'line'>[]): void {
    this.rejected += 1;
    this.#errors.push(...faults.map((fault) => ({ line, ...fault })));
    // Rows are judged site by site, so the first lines come at any time.
    if (this.#errors.length > 2 * mostErrors) this.#errors = this.errors;
  }

  get received(): number {
    return this.counts.new + this.counts.changed + this.counts.unchanged + this.rejected;
  }

  /** The first ones, by line. */
  get errors(): StoredRowError[] {
    return this.#errors.toSorted((a, b) => a.line - b.line).slice(0, mostErrors);
  }
}

export function inLanguage(errors: readonly StoredRowError[], language: Language): ImportLineError[] {
  return errors.map((error) => ({ ...error, detail: error.detail[language] }));
}

export function asFaults(errors: readonly StoredRowError[]): Fault[] {
  return errors.map((error) => ({ in: 'body', ...error }));
}

/** What a rule of the register says of a row, as faults of the row. What is no problem is a mistake of ours. */
export function faultsOfProblem(error: unknown): Omit<StoredRowError, 'line'>[] {
  if (!(error instanceof Problem)) throw error;
  const { code, options, kind, faults } = error;
  return (
    faults?.map(({ pointer, code: fault, detail }) => ({ pointer, code: fault, detail })) ?? [{ pointer: '', code, detail: fill(kind.detail, options.values) }]
  );
}
