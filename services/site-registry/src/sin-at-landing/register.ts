import { type SinLocation, type SinLocationState, sinLocationStateNames } from '@csn/contracts';
import { Problem, Register, type Version } from '@csn/service-kit';
import { untilThen } from '../sites/register.ts';

export type SinLocationContent = Omit<SinLocation, 'locationId' | 'effectiveOn' | 'revision'>;

/** A city is studied before and between; what was decided can be studied again. */
const allowedTransitions: Readonly<Record<SinLocationState, readonly SinLocationState[]>> = {
  'under-study': ['piloting', 'adopted', 'declined'],
  piloting: ['adopted', 'declined', 'under-study'],
  adopted: ['under-study'],
  declined: ['under-study'],
};

export const sinLocationRegister = new Register<'locationId', SinLocationContent>({
  name: 'sin_location',
  key: 'locationId',
  members: ['name', 'province', 'region', 'state', 'note', 'source'],
  check: checkStates,
});

/** Past, present and future states must follow each other. */
function checkStates(timeline: readonly Version<SinLocationContent>[]): void {
  for (const [index, { content, effectiveOn }] of timeline.entries()) {
    const before = timeline[index - 1]?.content.state;
    if (before !== undefined && before !== content.state && !allowedTransitions[before].includes(content.state))
      throw invalidState(effectiveOn, before, content.state);
  }
}

export function invalidState(on: string, from: SinLocationState, to: SinLocationState): Problem {
  const allowed = allowedTransitions[from];
  return new Problem('invalid-transition', {
    values: {
      on,
      to: sinLocationStateNames[to],
      why: untilThen(sinLocationStateNames[from]),
      allowed: allowed.map((state) => sinLocationStateNames[state]),
      codes: allowed.map((state) => `\`${state}\``),
    },
  });
}
