import { fill, fiscalQuarterOf, formatDay, type Language, type Note, quarterLabel, type ScheduleEntry } from '@csn/contracts';
import { beginning, type ScheduleContent } from './register.ts';

/** An entry as it is kept: from a day on, until the day on which the next one begins. */
export interface HeldEntry extends ScheduleContent {
  effectiveOn: string;
  endedOn: string | null;
}

/** An entry as the caller reads it. */
export function entryOf({ effectiveOn, endedOn, extent, allowed, cause, purpose, source }: HeldEntry, language: Language): ScheduleEntry {
  const from = effectiveOn === beginning ? null : effectiveOn;
  return {
    fromQuarter: from && fiscalQuarterOf(from),
    from,
    to: endedOn && Temporal.PlainDate.from(endedOn).subtract({ days: 1 }).toString(),
    extent,
    allowed,
    reason: cause?.[language] ?? null,
    purpose: purpose?.[language] ?? null,
    source,
  };
}

/** What a reader must know beside an entry: a beginning that nobody states, and a plan that says nothing of what was done. */
export function notesOn({ effectiveOn, source }: HeldEntry, language: Language): Note[] {
  if (effectiveOn === beginning) {
    return [
      {
        code: 'beginning-not-stated',
        text: {
          en: 'The source gives no day for the beginning of the suspension, so none is shown.',
          fr: 'La source ne donne aucune date pour le début de la suspension; aucune n’est donc indiquée.',
        }[language],
      },
    ];
  }
  if (effectiveOn <= source.asOf) return [];
  const quarter = quarterLabel(fiscalQuarterOf(effectiveOn))[language];
  return [
    {
      code: 'stated-in-advance',
      text: fill(
        {
          en: '{quarter}: the source of {asOf} states what was planned, not what was done.',
          fr: '{quarter} : la source du {asOf} énonce ce qui était prévu, non ce qui a été fait.',
        },
        { quarter, asOf: formatDay(source.asOf) },
      )[language],
    },
  ];
}
