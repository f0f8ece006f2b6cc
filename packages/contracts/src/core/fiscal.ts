/** The fiscal calendar: a fiscal year runs from 1 April to 31 March, its first quarter from April to June. Days are texts YYYY-MM-DD. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const two = (n: number): string => String(n).padStart(2, '0');
const four = (n: number): string => String(n).padStart(4, '0');

export function fiscalYearOf(day: string): string {
  const start = Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) >= 4 ? 0 : 1);
  return `${four(start)}-${two((start + 1) % 100)}`;
}

export function fiscalQuarterOf(day: string): string {
  const month = Number(day.slice(5, 7));
  return `${fiscalYearOf(day)}-Q${month >= 4 ? Math.floor((month - 4) / 3) + 1 : 4}`;
}

export function fiscalYearPeriod(fiscalYear: string): Period {
  const start = Number(fiscalYear.slice(0, 4));
  return { from: `${four(start)}-04-01`, to: `${four(start + 1)}-03-31` };
}

export function fiscalQuarterPeriod(quarter: string): Period {
  const start = Number(quarter.slice(0, 4));
  const number = Number(quarter.slice(-1));
  if (number === 4) return { from: `${four(start + 1)}-01-01`, to: `${four(start + 1)}-03-31` };
  return { from: `${four(start)}-${two(1 + 3 * number)}-01`, to: `${four(start)}-${two(3 + 3 * number)}-${number === 1 || number === 2 ? 30 : 31}` };
}

/** How a quarter is shown to people: T1 2023-2024 in French, Q1 2023–24 in English. */
export function quarterLabel(quarter: string): { en: string; fr: string } {
  return { en: `Q${quarter.slice(-1)} ${quarter.slice(0, 7)}`, fr: `T${quarter.slice(-1)} ${quarter.slice(0, 7)}` };
}
