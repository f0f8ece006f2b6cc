import type { SitePatch } from '@csn/contracts';
import type { Patch } from '@csn/service-kit';
import type { SiteContent } from './register.ts';

/** What a JSON Merge Patch (RFC 7396) says of the site itself. */
export function contentOf({ effectiveOn: _effectiveOn, reason: _reason, ...content }: SitePatch): Patch<SiteContent> {
  return content;
}
