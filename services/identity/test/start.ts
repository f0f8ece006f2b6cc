import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@csn/service-kit';
import { quietLog } from '@csn/testing';
import { createIdentity } from '../src/app.ts';
import { demoClients, servicesClient } from '../src/clients.ts';
import { openSigningKey } from '../src/signing-key.ts';

export const audience = 'citizen-service-network';
export const issuer = 'http://127.0.0.1:8080';

/** A folder that is gone with the test. */
export function scratchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'identity-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** The issuer on a port of its own. */
export async function startIdentity(clock: Clock = systemClock): Promise<AsyncDisposable & { readonly url: string }> {
  using folder = scratchFolder();
  const key = await openSigningKey(join(folder.path, 'key.json'));
  const clients = [...demoClients, servicesClient('network-services', 'made by the supervisor: 7 % of+it')];
  const http = createIdentity({ issuer, audience, key, clients, clock, log: quietLog, bodyLimit: 1024 * 1024 });
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  return { url, [Symbol.asyncDispose]: () => http.close() };
}

export function basic(id: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** Asks for a token with a form as it stands. */
export async function askToken(
  url: string,
  form: string,
  headers: Readonly<Record<string, string>> = {},
  query = '',
): Promise<{ status: number; headers: Headers; text: string; json: Record<string, unknown> }> {
  const response = await fetch(`${url}/oauth2/token${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: form,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as Record<string, unknown> };
}
