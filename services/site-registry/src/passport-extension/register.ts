import { Register } from '@csn/service-kit';
import type { ExtensionContent } from './extension.ts';

/** From the beginning of the site to its first decision. */
export type Undecided = Omit<ExtensionContent, 'state' | 'basis'> & { readonly state: 'undecided'; readonly basis: 'undecided' };
export type StoredExtension = ExtensionContent | Undecided;

/**
 * One decision record a site, on both time axes. It begins with the site, undecided, so that a reactivation found later
 * to have been earlier can still be recorded.
 */
export const extensionRegister = new Register<'siteId', StoredExtension>({
  name: 'passport_extension',
  key: 'siteId',
  members: ['state', 'since', 'basis', 'nearestSiteId', 'nearestKm', 'limitKm', 'source'],
});

export function isDecided<Content extends StoredExtension>(content: Content | undefined): content is Content & ExtensionContent {
  return content !== undefined && content.state !== 'undecided';
}

export function undecided(since: string, { limitKm, source }: Pick<ExtensionContent, 'limitKm' | 'source'>): Undecided {
  return { state: 'undecided', since, basis: 'undecided', nearestSiteId: null, nearestKm: null, limitKm, source };
}
