/** One line of the table: what was measured, and what was wanted of it. Without `limit` it is told for information. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly limit?: number;
  readonly how?: 'at least' | 'at most';
}

/** Prints a figure; misses are printed as misses. */
export function tell({ name, value, limit, how }: Figure): void {
  if (limit === undefined || how === undefined) return void console.log(`      ${name}: ${value.toFixed(2)}`);
  const isMet = how === 'at least' ? value >= limit : value <= limit;
  console.log(`${isMet ? 'met ' : 'MISS'}  ${name}: ${value.toFixed(2)} (${how} ${limit})`);
}
