import type { Period } from '@csn/contracts';

/** The days on which offices are open: Monday to Friday that are no holiday of the whole country. */
export class WorkingDays {
  readonly #holidays: ReadonlySet<string>;
  readonly #months = new Map<string, number>();

  constructor(holidays: readonly string[]) {
    this.#holidays = new Set(holidays);
  }

  /** Of a month (`2023-04`), a bit a day, the first the lowest. */
  inMonth(month: string): number {
    let bits = this.#months.get(month);
    if (bits === undefined) this.#months.set(month, (bits = this.#bitsOf(month)));
    return bits;
  }

  countIn(period: Period): number {
    return monthsOf(period).reduce((count, month) => count + bitCount(this.inMonth(month) & daysOf(month, period)), 0);
  }

  #bitsOf(month: string): number {
    const first = Temporal.PlainDate.from(`${month}-01`);
    let bits = 0;
    for (let index = 0; index < first.daysInMonth; index += 1) {
      const isWeekend = (first.dayOfWeek + index) % 7 === 6 || (first.dayOfWeek + index) % 7 === 0;
      if (!isWeekend && !this.#holidays.has(`${month}-${String(index + 1).padStart(2, '0')}`)) bits |= 1 << index;
    }
    return bits;
  }
}

/** The months in which a period has days. */
export function monthsOf({ from, to }: Period): string[] {
  const indexOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const first = indexOf(from);
  return Array.from({ length: Math.max(0, indexOf(to) - first + 1) }, (_, offset) => {
    const [year, month] = [Math.floor((first + offset) / 12), ((first + offset) % 12) + 1];
    return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
  });
}

/** The days of a month that a period has, as bits. */
function daysOf(month: string, { from, to }: Period): number {
  const since = from.startsWith(month) ? -1 << (Number(from.slice(8)) - 1) : -1;
  const until = to.startsWith(month) ? -1 >>> (32 - Number(to.slice(8))) : -1;
  return since & until;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
