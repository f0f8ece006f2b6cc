// `node docker/make-secrets.ts <folder>`: the secrets of `docker compose up`. On the first start they are made, later starts leave them as they are.
// Each reader finds its own in the folder with its name, readable for its group alone (docker/Dockerfile); what all of them come from is kept in
// `kept`, for ourselves alone. A secret that is removed there is made anew at the next start.
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keep, keptSecret, readKept } from '../scripts/suite/kept-secret.ts';

const withDatabase = ['site-registry', 'channel-volumes', 'quality-monitoring', 'passport-program', 'briefing'];
const withServiceClient = ['channel-volumes', 'quality-monitoring', 'passport-program', 'briefing', 'identity'];

const folder = process.argv[2];
if (!folder) throw new Error('The folder for the secrets is missing: node docker/make-secrets.ts <folder>');

give('postgres', 'superuser-password', made('superuser-password'));
for (const service of withDatabase) {
  const role = service.replaceAll('-', '_');
  const password = made(`${service}-password`);
  give('postgres', `roles/${role}`, password);
  give(service, 'database-url', `postgres://${role}:${password}@postgres:5432/${role}`);
}
for (const service of withServiceClient) give(service, 'service-client-secret', made('service-client-secret'));
give('passport-program', 'qa-key-encryption-key', made('qa-key-encryption-key', 'base64'));

function made(name: string, encoding?: 'base64'): string {
  return keptSecret(join(folder ?? '', 'kept', name), encoding);
}

/** Also sets right who may read it: a start that was interrupted may have left that undone. */
function give(reader: string, name: string, secret: string): void {
  const file = join(folder ?? '', reader, name);
  const group = groupNumber(reader);
  mkdirSync(dirname(file), { recursive: true });
  for (const path of new Set([join(folder ?? '', reader), dirname(file)])) share(path, group, 0o750);
  if (readKept(file) !== secret) keep(file, secret);
  share(file, group, 0o440);
}

/** We are a member of every reader's group, so this needs no right of root's. */
function share(path: string, group: number, mode: number): void {
  chownSync(path, statSync(path).uid, group);
  chmodSync(path, mode);
}

function groupNumber(name: string): number {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  if (!line) throw new Error(`There is no group ${name} in this image.`);
  return Number(line.split(':')[2]);
}
