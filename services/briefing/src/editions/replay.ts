import { type Edition, type Language, operations, type ReplyOf, type replayEdition } from '@csn/contracts';
import type { Client } from '@csn/service-kit';
import { valueAt } from '../network-update/pointer.ts';
import { figuresIn } from './compare.ts';
import { callOf } from './href.ts';

const routes = operations.map(({ route }) => route);

/** Asks each call of an edition once, then holds every figure against its answer. */
export async function replay(edition: Edition, client: Client, language: Language): Promise<ReplyOf<typeof replayEdition>['rows']> {
  const placed = figuresIn(edition.content[language]);
  const hrefs = [...new Set(placed.map(({ figure }) => figure.href))];
  const answers = new Map(await Promise.all(hrefs.map(async (href) => [href, await answerOf(client, href)] as const)));
  return placed.map(({ section, statement, figure }) => {
    const found = valueAt(answers.get(figure.href), figure.pointer);
    const now = typeof found === 'number' || typeof found === 'string' ? found : null;
    return { section, statement, figure: figure.name, href: figure.href, published: figure.value, now, agrees: now === figure.value };
  });
}

/** A call that is refused or does not answer gives nothing: its figures no longer agree. */
async function answerOf(client: Client, href: string): Promise<unknown> {
  const call = callOf(href, routes);
  try {
    return call && (await client.call(call.route, call.input));
  } catch {
    return undefined;
  }
}
