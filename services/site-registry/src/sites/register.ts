import { type Fault, type Site, type SiteState, siteStateNames, type Text } from '@csn/contracts';
import { Problem, Register, type Version } from '@csn/service-kit';
import { sql } from 'kysely';

/** What a version of a site holds. */
export type SiteContent = Omit<Site, 'siteId' | 'effectiveOn' | 'revision' | 'currentSuccessor' | 'predecessors'>;

/** Closed is final; suspended → open is a reactivation. */
export const allowedTransitions: Readonly<Record<SiteState, readonly SiteState[]>> = {
  planned: ['open', 'closed'],
  open: ['suspended', 'closed'],
  suspended: ['open', 'closed'],
  closed: [],
};

export const siteRegister = new Register<'siteId', SiteContent>({
  name: 'site',
  key: 'siteId',
  members: [
    'kind',
    'name',
    'region',
    'province',
    'address',
    'location',
    'timeZone',
    'languages',
    'hours',
    'services',
    'accessibility',
    'state',
    'successor',
    'source',
    'illustrativeMembers',
  ],
  groups: ['name', 'address', 'location'],
  check: checkTransitions,
});

/** The columns of a site's version, for statements that name them. */
export const siteColumns = sql.raw(['site_id', ...siteRegister.columns, 'effective_on', 'revision'].join(', '));

/**
 * The states must follow each other over the whole timeline: a change in the past is held against what came after it.
 * Closed is final, and so is into which site.
 */
function checkTransitions(timeline: readonly Version<SiteContent>[]): void {
  for (const [index, { content, effectiveOn }] of timeline.entries()) {
    const before = timeline[index - 1]?.content;
    if (before === undefined) continue;
    const stays = before.state === content.state && before.successor === content.successor;
    if (!stays && !allowedTransitions[before.state].includes(content.state))
      throw invalidTransition(effectiveOn, content.state, allowedTransitions[before.state], untilThen(siteStateNames[before.state]));
  }
}

const nothing: Text = { en: 'none', fr: 'aucun' };

/** `why` says what stands in the way, `allowed` what could be asked for instead. */
export function invalidTransition(on: string, to: SiteState, allowed: readonly SiteState[], why: Text, faults?: readonly Fault[]): Problem {
  return new Problem('invalid-transition', {
    values: {
      on,
      to: siteStateNames[to],
      why,
      allowed: allowed.length ? allowed.map((state) => siteStateNames[state]) : nothing,
      codes: allowed.length ? allowed.map((state) => `\`${state}\``) : nothing,
    },
    ...(faults && { faults }),
  });
}

export function untilThen(state: Text): Text {
  return { en: `until then it is “${state.en}”`, fr: `jusque-là, il est « ${state.fr} »` };
}

/** Why a state cannot be asked for that another change of the day, or the day before, has given. */
export const alreadySo = {
  onThatDay: { en: 'it is so already', fr: 'il l’est déjà' },
  onTheDayBefore: { en: 'it is so on the day before already', fr: 'il l’est déjà la veille' },
} as const satisfies Readonly<Record<string, Text>>;
export const notSoAtFirst: Text = { en: 'a site does not begin so', fr: 'un site ne commence pas ainsi' };
