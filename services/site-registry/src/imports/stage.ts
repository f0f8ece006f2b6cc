import { type CopyInto, copyRow, type Lines, type Queryable } from '@csn/service-kit';
import type { Findings } from './findings.ts';
import { createStaged, indexStaged } from './queries.ts';
import { readRow } from './rows.ts';

/**
 * Reads the rows of an import as they come, judges each by itself and streams the good ones into a table. Nobody waits
 * for this one: the register is locked only once all rows are there.
 */
export async function stageRows(
  tx: Queryable,
  findings: Findings,
  { lines, copyInto, isCsv }: { lines: Lines; copyInto: CopyInto; isCsv: boolean },
): Promise<void> {
  await createStaged(tx);
  const copy = copyInto('staged');
  for await (const some of lines) {
    let rows = '';
    for (const line of some) {
      const read = readRow(line, isCsv);
      if ('faults' in read) findings.reject(line.line, read.faults);
      else rows += copyRow([line.line, read.site.siteId, JSON.stringify(read.site), read.isFlat ? 't' : 'f']);
    }
    if (rows) await copy.write(rows);
  }
  await copy.end();
  await indexStaged(tx);
}
