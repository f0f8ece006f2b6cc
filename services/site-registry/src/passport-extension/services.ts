import type { Text } from '@csn/contracts';
import { heldOn, Problem, type Version } from '@csn/service-kit';
import { isDeepStrictEqual } from 'node:util';
import type { SiteContent } from '../sites/register.ts';
import { passportService } from './extension.ts';
import type { StoredExtension } from './register.ts';

type Timeline<Content> = readonly Version<Content>[];
/** A site and the decisions on its passport service, each by its days. */
export interface Site {
  readonly timeline: Timeline<SiteContent>;
  readonly decisions: Timeline<StoredExtension>;
}

/**
 * The versions with which a site's services follow the decisions on every day. Extended: passport is among them. A person
 * exempts: it is not. Else they are what was said of the site, without what only an extension gave: the rule never takes a
 * service that the site had on its own. A list that does not name passport at an extended site says nothing of it: so it
 * stands, until something changes on its days.
 */
export function followDecisions(before: Site, after: Site): Version<SiteContent>[] {
  const followed: Version<SiteContent>[] = [];
  const added: Version<SiteContent>[] = [];
  if (!after.decisions.length) return added;
  for (const effectiveOn of daysOf(after)) {
    const content = heldOn(after.timeline, effectiveOn);
    if (!content) continue;
    const version = after.timeline.find((one) => one.effectiveOn === effectiveOn);
    const services = servicesOn(effectiveOn, content);
    const held = version ?? followed.at(-1);
    const follows = { effectiveOn, content: { ...content, services }, members: version?.members ?? [] };
    if (!isDeepStrictEqual(held?.content.services, services)) added.push(follows);
    followed.push(follows);
  }
  return added;

  function servicesOn(day: string, { kind, services }: SiteContent): string[] {
    if (kind !== 'scheduled-outreach') return services;
    const decision = heldOn(after.decisions, day);
    if (decision?.state === 'extended') return isTouched(day) ? withPassport(services) : services;
    if (decision?.basis === 'override') return withoutPassport(services);
    const since = lastExtendedFrom(after.decisions, day) ?? lastExtendedFrom(before.decisions, day);
    const hadBefore = since === undefined || followed.findLast((version) => version.effectiveOn < since)?.content.services.includes(passportService);
    return hadBefore ? services : withoutPassport(services);
  }

  function isTouched(day: string): boolean {
    const of = ({ timeline, decisions }: Site) => ({ ...pick(heldOn(timeline, day)), decision: heldOn(decisions, day) });
    return !isDeepStrictEqual(of(before), of(after));
  }
}

/** The days on which an outreach site opens again after it was suspended. */
export function reactivationsIn(timeline: Timeline<SiteContent>): string[] {
  return timeline
    .filter(({ content }, index) => content.kind === 'scheduled-outreach' && content.state === 'open' && timeline[index - 1]?.content.state === 'suspended')
    .map(({ effectiveOn }) => effectiveOn);
}

/** Whoever names other services at an outreach site cannot decide on passport by it. @throws Problem contradicts-passport-extension */
export function checkServices(siteId: string, held: SiteContent, services: readonly string[], decision: StoredExtension | undefined): void {
  if (held.kind !== 'scheduled-outreach' || isDeepStrictEqual(services, held.services)) return;
  const isListed = services.includes(passportService);
  const isNew = isListed && !held.services.includes(passportService);
  if (decision?.state === 'extended' && !isListed)
    throw contradiction(siteId, {
      en: 'must list `passport`: the service is extended to this site',
      fr: 'doit comprendre `passport` : le service est élargi à ce site',
    });
  if (decision?.state === 'exempt' && isNew)
    throw contradiction(siteId, { en: 'must not list `passport`: this site is exempt', fr: 'ne doit pas comprendre `passport` : ce site est exempté' });
}

function contradiction(siteId: string, detail: Text): Problem {
  const code = 'contradicts-passport-extension';
  return new Problem(code, { values: { siteId }, faults: [{ in: 'body', pointer: '/services', code, detail }] });
}

/** A list that does not name passport at an extended site says nothing of it: what the site holds stays. */
export function listedServices(held: SiteContent, services: readonly string[], decision: StoredExtension | undefined): string[] {
  const stays = held.kind === 'scheduled-outreach' && decision?.state === 'extended' && held.services.includes(passportService);
  return stays ? withPassport(services) : [...services];
}

export function withPassport(services: readonly string[]): string[] {
  return services.includes(passportService) ? [...services] : [...services, passportService];
}

function withoutPassport(services: readonly string[]): string[] {
  return services.filter((service) => service !== passportService);
}

function pick(content: SiteContent | undefined) {
  return { kind: content?.kind, services: content?.services };
}

function daysOf({ timeline, decisions }: Site): string[] {
  return [...new Set([...timeline, ...decisions].map(({ effectiveOn }) => effectiveOn))].sort();
}

/** When the last of the times began, up to a day, in which the service was extended without a break. */
function lastExtendedFrom(decisions: Timeline<StoredExtension>, day: string): string | undefined {
  return decisions.findLast(
    ({ effectiveOn, content }, index) => effectiveOn <= day && content.state === 'extended' && decisions[index - 1]?.content.state !== 'extended',
  )?.effectiveOn;
}
