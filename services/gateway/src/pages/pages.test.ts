import { problems } from '@csn/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGateway } from '../../test/start.ts';
import { adviceFor } from './advice.ts';

let gateway: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  gateway = await startGateway({ identity: 'http://127.0.0.1:9' });
});
afterAll(async () => {
  await gateway.close();
});

async function read(path: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; headers: Headers; text: string }> {
  const answer = await fetch(gateway.url + path, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
/** What lies in the order of the languages on a page. */
const sections = (text: string): string[] => [...text.matchAll(/<section lang="(\w+)">/g)].map(([, language]) => language ?? '');

test.each(['/', '/problems', '/problems/not-found'])('%s is a page in both languages, the caller’s first, and takes nothing from elsewhere', async (path) => {
  const english = await read(path);
  const french = await read(path, { 'accept-language': 'fr-CA, en;q=0.5' });

  expect([english.status, english.headers.get('content-type'), english.headers.get('content-language'), english.headers.get('vary')]).toEqual([
    200,
    'text/html; charset=utf-8',
    'en, fr',
    'Accept-Language, Accept',
  ]);
  expect([french.headers.get('content-language'), french.text.match(/<html lang="(\w+)"/)?.[1]]).toEqual(['fr, en', 'fr']);
  expect([sections(english.text), sections(french.text)]).toEqual([
    ['en', 'fr'],
    ['fr', 'en'],
  ]);
  expect(english.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'; /);
  expect(english.text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|(?:src|href)="(?:https?:)?\/\//);
});

test('every link and sheet of the pages leads somewhere', async () => {
  const pages = await Promise.all(['/', '/problems', '/problems/rate-limited'].map((path) => read(path)));
  const targets = new Set(pages.flatMap(({ text }) => [...text.matchAll(/href="(\/[^"#]*)/g)].map(([, target]) => target ?? '')));

  const answers = await Promise.all([...targets].map(async (target) => [target, (await read(target)).status]));

  expect(targets.size).toBeGreaterThan(Object.keys(problems).length);
  expect(answers.filter(([target, status]) => status !== 200 && target !== '/health/ready')).toEqual([]);
});

test('the commands of the landing page name the address under which it was found, and no other that a header makes up', async () => {
  const found = await read('/');
  const { hostname, port } = new URL(gateway.url);
  const { request } = await import('node:http');
  const forged = await new Promise<string>((resolve) => {
    request({ hostname, port, path: '/', headers: { host: 'x"><script>alert(1)</script>' } }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text));
    }).end();
  });

  expect(found.text).toContain(`curl -s -u demo-reader:demo-reader-secret -d grant_type=client_credentials ${gateway.url}/oauth2/token`);
  expect(found.text).toContain(`${gateway.url}/v1/network/summary?asOf=`);
  expect(forged).not.toContain('<script');
  expect(forged).toContain('http://localhost:8080/oauth2/token');
});

test('without an embedded issuer the landing page and the documentation name the one that there is', async () => {
  await using other = await startGateway({ tokenUrl: 'https://login.example/token' });

  const page = await (await fetch(other.url)).text();
  const document = (await (await fetch(`${other.url}/openapi.json`)).json()) as {
    components: { securitySchemes: { oauth2: { flows: { clientCredentials: { tokenUrl: string } } } } };
  };
  const docs = await fetch(`${other.url}/docs`);

  expect(page).toContain('curl -s -u CLIENT_ID:CLIENT_SECRET -d grant_type=client_credentials https://login.example/token');
  expect(page).not.toContain('demo-reader');
  expect(document.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl).toBe('https://login.example/token');
  expect(docs.headers.get('content-security-policy')).toContain("connect-src 'self' https://login.example");
});

test('a problem’s page says what it means and what to do; a program gets the same in the caller’s language', async () => {
  const page = await read('/problems/rate-limited', { accept: 'text/html,application/json;q=0.9,*/*;q=0.8' });
  const json = await read('/problems/rate-limited', { accept: 'application/json', 'accept-language': 'fr' });

  expect(page.text).toContain('<p class="about"><code>rate-limited</code> · HTTP 429</p>');
  expect(page.text).toContain('The limit is <var>limit</var> requests a minute. Try again in <var>retryAfter</var> s.');
  expect(page.text).toContain('Attendez le nombre de secondes qu’indique <code>Retry-After</code>.');
  expect([json.headers.get('content-language'), JSON.parse(json.text)]).toEqual([
    'fr',
    {
      code: 'rate-limited',
      type: '/problems/rate-limited',
      status: 429,
      title: 'Trop de demandes',
      meaning: 'La limite est de {limit} demandes par minute. Réessayez dans {retryAfter} s.',
      action: adviceFor(429).fr,
    },
  ]);
});

test('the list names every problem of the contracts', async () => {
  const json = await read('/problems', { accept: 'application/json' });
  const { items, nextCursor } = JSON.parse(json.text) as { items: { code: string }[]; nextCursor: null };

  expect([items.map(({ code }) => code), nextCursor]).toEqual([Object.keys(problems), null]);
});

test.each(['no-such-problem', 'constructor', '__proto__', '%3Cscript%3E'])('/problems/%s is a problem itself: 404', async (code) => {
  const answer = await read(`/problems/${code}`);

  expect([answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([404, 'not-found']);
});

test('every problem of the contracts has advice in both languages', () => {
  for (const { status } of Object.values(problems)) expect(adviceFor(status)).toEqual({ en: expect.stringMatching(/\.$/), fr: expect.stringMatching(/\.$/) });
});

test('the French texts have their signs: no straight apostrophe, and no blank before a colon that could break', async () => {
  const pages = await Promise.all(['/', '/problems/bad-gateway', '/problems/invalid-request'].map((path) => read(path)));
  const french = pages.flatMap(({ text }) =>
    [...text.matchAll(/<section lang="fr">([^]*?)<\/section>/g)].map(([, section]) => (section ?? '').replaceAll(/<pre>[^]*?<\/pre>/g, '')),
  );

  for (const section of french) expect(section).not.toMatch(/ [:;?!%»]|« |&#39;/);
});
