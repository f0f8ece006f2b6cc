import { type AllowedZone, type Extent, type Fault, observationModes, type Text, zones } from '@csn/contracts';
import { Problem } from '@csn/service-kit';

/**
 * What an extent allows: left out, it follows from the extent; given, it must agree with it.
 * @throws Problem extent-contradicts-allowed
 */
export function allowedBy(extent: Extent, given: readonly AllowedZone[] | undefined): AllowedZone[] {
  const allowed = given && inOrder(given);
  if (extent === 'suspended') {
    if (allowed?.length)
      throw contradiction({ en: 'must be empty: a suspended program allows nothing', fr: 'doit être vide : un programme suspendu ne permet rien' });
    return [];
  }
  if (extent === 'full') {
    if (allowed && !isEverything(allowed))
      throw contradiction({ en: 'must name every zone with every mode, or be left out', fr: 'doit nommer chaque zone avec chaque mode, ou être omis' });
    return zones.map((zone) => ({ zone, modes: [...observationModes] }));
  }
  if (!allowed?.length)
    throw contradiction({
      en: 'must name the zones and modes that a limited program allows',
      fr: 'doit nommer les zones et les modes que permet un programme limité',
    });
  if (isEverything(allowed)) throw contradiction({ en: 'allows everything: the extent is `full`', fr: 'permet tout : la portée est `full`' });
  return allowed;
}

/** Zones and modes in the contract's order, each once: two lists that say the same are then equal. */
function inOrder(given: readonly AllowedZone[]): AllowedZone[] {
  return zones.flatMap((zone) => {
    const named = new Set(given.filter((one) => one.zone === zone).flatMap((one) => one.modes));
    return named.size ? [{ zone, modes: observationModes.filter((mode) => named.has(mode)) }] : [];
  });
}

function isEverything(allowed: readonly AllowedZone[]): boolean {
  return allowed.length === zones.length && allowed.every((one) => one.modes.length === observationModes.length);
}

function contradiction(detail: Text): Problem {
  const fault: Fault = { in: 'body', pointer: '/allowed', code: 'contradicts-extent', detail };
  return new Problem('extent-contradicts-allowed', { faults: [fault] });
}
