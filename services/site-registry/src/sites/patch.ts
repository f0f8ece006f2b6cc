import type { SitePatch } from '@csn/contracts';
import type { SiteContent } from './register.ts';

/** The members that a JSON Merge Patch (RFC 7396) sets, merged with what the site holds on that day. */
export function mergePatch(held: SiteContent, patch: SitePatch): Partial<SiteContent> {
  const { effectiveOn: _effectiveOn, reason: _reason, name, address, location, ...plain } = patch;
  return {
    ...(plain as Partial<SiteContent>),
    ...(name && { name: merged(held.name, name) }),
    ...(address && { address: merged(held.address, address) }),
    ...(location && { location: merged(held.location, location) }),
  };
}

/** `null` takes a member away. */
function merged<Value extends object>(held: Value, patch: object): Value {
  return Object.fromEntries(Object.entries({ ...held, ...patch }).filter(([, value]) => value !== null && value !== undefined)) as Value;
}
