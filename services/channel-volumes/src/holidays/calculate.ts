/** A process that works out holidays and ends: the package takes some 80 MB, which the service would keep from then on, also after a thread. */
import Holidays, { type HolidaysTypes } from 'date-holidays';
import type { Holiday, HolidayTask } from './holidays.ts';

process.once('message', (task: HolidayTask) => process.send?.(holidaysOf(task), () => process.disconnect?.()));

function holidaysOf({ years, provinces, parameters }: HolidayTask): Holiday[] {
  const isStatutory = ({ type }: HolidaysTypes.Holiday): boolean => type === 'public' || type === 'bank';
  const isFederal = ({ rule }: HolidaysTypes.Holiday): boolean => parameters.federalRules.includes(rule);
  const calendar = (province: string | undefined, isWanted: typeof isFederal) => calendarOf(province, parameters.frenchNames, isWanted);
  // Ontario’s calendar and the country’s together have all days on which federal offices are closed.
  const federal = [calendar('ON', isFederal), calendar(undefined, isFederal)];
  const statutory = provinces.map((place) => ({ place, daysIn: calendar(place, isStatutory) }));
  return years.flatMap((year) => {
    const everywhere = [...federal.flatMap((daysIn) => daysIn(year)), ...parameters.proclaimed.filter(({ day }) => Number(day.slice(0, 4)) === year)];
    const places = statutory.map(({ place, daysIn }) => ({ place, days: [...daysIn(year), ...everywhere] }));
    return [...places, { place: '', days: everywhere }].flatMap(({ place, days }) => withObservedDays(days).map((holiday) => ({ place, ...holiday })));
  });
}

type NamedDay = Omit<Holiday, 'place'>;

function calendarOf(
  province: string | undefined,
  frenchNames: Readonly<Record<string, string>>,
  isWanted: (holiday: HolidaysTypes.Holiday) => boolean,
): (year: number) => NamedDay[] {
  const calendar = province === undefined ? new Holidays('CA') : new Holidays('CA', province);
  return (year) => {
    const french = calendar.getHolidays(year, 'fr');
    return calendar.getHolidays(year, 'en').flatMap((holiday, index) => {
      const name = { en: typographic(holiday.name), fr: typographic(frenchNames[holiday.name] ?? french[index]!.name) };
      return isWanted(holiday) ? [{ day: holiday.date.slice(0, 10), name }] : [];
    });
  };
}

/** Each day once, by the first name that it has, and for one on a weekend the next working day, which is then free instead. */
function withObservedDays(days: readonly NamedDay[]): NamedDay[] {
  const byDay = new Map<string, NamedDay>();
  for (const holiday of days) if (!byDay.has(holiday.day)) byDay.set(holiday.day, holiday);
  for (const { day, name } of [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    let observed = Temporal.PlainDate.from(day);
    if (observed.dayOfWeek < 6) continue;
    while (observed.dayOfWeek > 5 || byDay.has(observed.toString())) observed = observed.add({ days: 1 });
    byDay.set(observed.toString(), { day: observed.toString(), name: { en: `${name.en} (observed)`, fr: `${name.fr} (jour reporté)` } });
  }
  return [...byDay.values()];
}

function typographic(name: string): string {
  return name.replaceAll("'", '’');
}
