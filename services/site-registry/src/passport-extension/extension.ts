import type { PassportExtension, Source } from '@csn/contracts';

/** A decision as it is stored: the outcome with all that it was decided on. */
export interface ExtensionContent {
  readonly state: PassportExtension['state'];
  readonly since: string;
  readonly basis: PassportExtension['reason'];
  readonly nearestSiteId: string | null;
  readonly nearestKm: number | null;
  readonly limitKm: number;
  readonly source: Source;
}
export interface PassportOffice {
  readonly siteId: string;
  readonly km: number;
}
/** What a decision looks at. */
export interface Occasion {
  readonly on: string;
  readonly nearest: PassportOffice | undefined;
  readonly limitKm: number;
  /** The decision that holds on that day so far. */
  readonly standing: ExtensionContent | undefined;
  readonly source: Source;
}

/** The rule: passport service is added at the reactivation unless a passport office is near. A person’s decision stands. */
export function decideByRule(occasion: Occasion): ExtensionContent {
  if (occasion.standing?.basis === 'override') return occasion.standing;
  const isNear = occasion.nearest !== undefined && occasion.nearest.km <= occasion.limitKm;
  return decision(occasion, isNear ? 'exempt' : 'extended', isNear ? 'passport-office-near' : 'no-passport-office-near');
}

/** A person decides; what the rule would have looked at is kept beside. */
export function decideByPerson(occasion: Occasion, state: ExtensionContent['state']): ExtensionContent {
  return decision(occasion, state, 'override');
}

function decision({ on, nearest, limitKm, standing, source }: Occasion, state: ExtensionContent['state'], basis: ExtensionContent['basis']): ExtensionContent {
  return {
    state,
    since: standing?.state === state ? standing.since : on,
    basis,
    nearestSiteId: nearest?.siteId ?? null,
    nearestKm: nearest?.km ?? null,
    limitKm,
    source,
  };
}

export const passportService = 'passport';
