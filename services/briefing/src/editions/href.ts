import type { AnyRoute } from '@csn/contracts';

/** The call that an `href` names: its route, with the parameters as they stand there. */
export function callOf(href: string, routes: readonly AnyRoute[]): { route: AnyRoute; input: { params: never; query: never } } | undefined {
  const url = new URL(href, 'http://gateway');
  for (const route of routes) {
    if (route.method !== 'GET') continue;
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const match = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(url.pathname);
    if (!match) continue;
    const params = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
    const query = Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]));
    // They go over the wire as texts again, so the types that the contract gives them after parsing do not matter here.
    return { route, input: { params: params as never, query: query as never } };
  }
  return undefined;
}
