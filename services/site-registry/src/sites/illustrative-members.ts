import type { Site } from '@csn/contracts';
import { heldOn, type Version } from '@csn/service-kit';
import { isDeepStrictEqual } from 'node:util';
import type { SiteContent } from './register.ts';

type Timeline = readonly Version<SiteContent>[];
type Member = Site['illustrativeMembers'][number];
const members: readonly Member[] = ['hours', 'services', 'accessibility'];

/**
 * The versions in which a change makes other members the illustrative ones. Whoever gives a member another value states it,
 * from then on; one that is only taken over from an illustrative value stays so, whatever the source of the rest. To say
 * again what held is to say nothing of where it comes from: the CSV of an export names services and accessibility of each
 * site, too.
 */
export function followIllustrative(before: Timeline, after: Timeline): Version<SiteContent>[] {
  const added: Version<SiteContent>[] = [];
  let last: SiteContent | undefined;
  for (const version of after) {
    const { effectiveOn, content } = version;
    const known = heldOn(before, effectiveOn);
    const illustrativeMembers = illustrativeIn(content, (member) => [known, last].find((held) => held && isDeepStrictEqual(held[member], content[member])));
    last = { ...content, illustrativeMembers };
    if (!isDeepStrictEqual(content.illustrativeMembers, illustrativeMembers)) added.push({ ...version, content: last });
  }
  return added;
}

/** A source that does not tell of services, hours and accessibility: those that the site had go on. */
export function goingOn(content: SiteContent, held: SiteContent): SiteContent {
  const { hours, services, accessibility } = held;
  const goesOn = { ...content, hours, services, accessibility };
  return { ...goesOn, illustrativeMembers: illustrativeIn(goesOn, () => held) };
}

/** Which members are illustrative, by the content from which each is taken over. A record that is illustrative as a whole says so by its source. */
function illustrativeIn(content: SiteContent, takenFrom: (member: Member) => SiteContent | undefined): Member[] {
  if (content.source.quality === 'illustrative') return [];
  return members.filter((member) => {
    const held = takenFrom(member);
    return content[member].length > 0 && held && (held.illustrativeMembers.includes(member) || held.source.quality === 'illustrative');
  });
}
