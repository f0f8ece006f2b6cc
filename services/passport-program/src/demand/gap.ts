import { type DemandEstimate, type DemandGap, fill, formatDay, type Language, type Text } from '@csn/contracts';
import { type Axes, Problem } from '@csn/service-kit';

const notStated: Readonly<Record<'expected' | 'received' | 'arrival', Text>> = {
  expected: { en: 'The source does not state how many applications were expected.', fr: 'La source n’énonce pas combien de demandes étaient attendues.' },
  received: { en: 'The source does not state how many applications were received.', fr: 'La source n’énonce pas combien de demandes ont été reçues.' },
  arrival: { en: 'It is not known when the outstanding applications will be received.', fr: 'On ne sait pas quand les demandes à recevoir seront reçues.' },
};
const noEstimate: Text = { en: 'There was no estimate on that day.', fr: 'Il n’y avait pas d’estimation ce jour-là.' };
const earlier: Text = { en: 'The estimate is of {estimatedOn}; no later one is known.', fr: 'L’estimation date du {estimatedOn}; aucune n’est connue depuis.' };

/** The gap on a day: the estimate that held, and a note for each thing that it leaves open. */
export function gapOf(axes: Pick<Axes, 'asOf' | 'knownAt'>, estimate: DemandEstimate | undefined, language: Language): DemandGap {
  const { asOf, knownAt } = axes;
  if (!estimate) {
    return {
      asOf,
      knownAt,
      estimatedOn: null,
      expected: null,
      received: null,
      outstanding: null,
      arrival: null,
      source: null,
      notes: [{ code: 'no-estimate', text: noEstimate[language] }],
    };
  }
  const notes = (['expected', 'received', 'arrival'] as const)
    .filter((member) => estimate[member] === null)
    .map((member) => ({ code: member === 'arrival' ? 'arrival-not-known' : `${member}-not-stated`, text: notStated[member][language] }));
  if (estimate.estimatedOn < asOf)
    notes.push({ code: 'estimate-of-earlier-day', text: fill(earlier, { estimatedOn: formatDay(estimate.estimatedOn) })[language] });
  return { asOf, knownAt, ...estimate, notes };
}

/** What is outstanding follows from the two other figures; if all three are given they must agree. @throws Problem figures-disagree */
export function outstandingOf(figures: Pick<DemandEstimate, 'expected' | 'received' | 'outstanding'>): number | null {
  const { expected, received, outstanding } = figures;
  if (expected === null || received === null) return outstanding;
  const left = Math.max(0, expected - received);
  if (outstanding !== null && outstanding !== left) {
    const detail = { en: `must be ${left}, or left out`, fr: `doit être ${left}, ou omis` };
    throw new Problem('figures-disagree', {
      values: { expected, received, outstanding },
      faults: [{ in: 'body', pointer: '/outstanding', code: 'figures-disagree', detail }],
    });
  }
  return left;
}
