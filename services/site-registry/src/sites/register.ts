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
  ],
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
    if (!stays && !allowedTransitions[before.state].includes(content.state)) throw invalidTransition(effectiveOn, before.state, content.state);
  }
}

const nothing: Text = { en: 'none', fr: 'aucun' };

export function invalidTransition(on: string, from: SiteState, to: SiteState, faults?: readonly Fault[]): Problem {
  const allowed = allowedTransitions[from];
  return new Problem('invalid-transition', {
    values: {
      on,
      from: siteStateNames[from],
      to: siteStateNames[to],
      allowed: allowed.length ? allowed.map((state) => siteStateNames[state]) : nothing,
      codes: allowed.length ? allowed.map((state) => `\`${state}\``) : nothing,
    },
    ...(faults && { faults }),
  });
}
