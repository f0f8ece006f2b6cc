// What a page promises and the repository does not have.
const NPM_COMMAND = /\bnpm (?:run (?<script>[\w:-]+)|(?<short>start|test)\b)/g;
const CODE_SPAN = /`(?<code>[^`\n]+)`/g;
const LINK = /\]\((?<target>[^)\s]+)\)/g;
/** Folders of the repository; `application/json` and `/v1/sites` are no paths of it. */
const REPOSITORY_PATH = /^(?:services|packages|scripts|docs|docker|openapi|\.ci)\/[\w./-]*$/;

export function faultsIn(page: string, scripts: readonly string[], exists: (path: string) => boolean): string[] {
  const commands = [...page.matchAll(NPM_COMMAND)].map(({ groups }) => groups?.['script'] ?? groups?.['short'] ?? '');
  const paths = [...page.matchAll(CODE_SPAN)].flatMap(({ groups }) => (groups?.['code'] ?? '').split(/\s+/)).filter((word) => REPOSITORY_PATH.test(word));
  const links = [...page.matchAll(LINK)].map(({ groups }) => groups?.['target'] ?? '').filter((target) => !/^(?:[a-z]+:|#|\/)/.test(target));
  return [
    ...[...new Set(commands)].filter((name) => !scripts.includes(name)).map((name) => `package.json has no script ${name}`),
    ...[...new Set([...paths, ...links.map((link) => link.split('#')[0] ?? '')])].filter((path) => !exists(path)).map((path) => `there is no ${path}`),
  ];
}
