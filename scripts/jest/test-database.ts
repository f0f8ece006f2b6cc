// The PostgreSQL of a test run: a container where a Docker engine answers, else the embedded one in a temporary folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartedTestContainer } from 'testcontainers';
import { createLog } from '../suite/log.ts';
import { startEmbeddedPostgres } from '../suite/postgres/embedded.ts';

const IMAGE = 'postgres:18-bookworm';
const ENGINE_ANSWERS_WITHIN_MS = 2_000;
const MAX_CONNECTIONS = '300';
/** Nothing of a test run has to survive a power failure. */
const HASTE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: MAX_CONNECTIONS };

const running = new AsyncDisposableStack();

export async function startTestDatabase(): Promise<string> {
  // jest ends on the spot when it is interrupted, without the teardown: nothing may be left behind then either.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopTestDatabase().finally(() => process.exit(1)));
  if (await dockerAnswers()) {
    try {
      return await startContainer();
    } catch (error) {
      console.error(
        `The container of ${IMAGE} did not start (${Error.isError(error) ? error.message : String(error)}): the tests take the embedded PostgreSQL.`,
      );
    }
  }
  return startEmbedded();
}

export async function stopTestDatabase(): Promise<void> {
  await running.disposeAsync();
}

async function startContainer(): Promise<string> {
  // Its helper that removes forgotten containers would have to be pulled first; the teardown stops ours.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  const { GenericContainer, Wait } = await import('testcontainers');
  const password = 'test';
  const settings = Object.entries(HASTE).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const container: StartedTestContainer = await new GenericContainer(IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['postgres', ...settings])
    .withExposedPorts(5432)
    // By TCP: the server that only fills the new cluster listens on a socket alone.
    .withHealthCheck({ test: ['CMD-SHELL', 'pg_isready --host 127.0.0.1'], interval: 250, timeout: 1_000, retries: 400 })
    .withWaitStrategy(Wait.forHealthCheck())
    .start();
  running.defer(async () => void (await container.stop({ remove: true, removeVolumes: true })));
  console.error(`PostgreSQL of the tests: a container of ${IMAGE}`);
  return `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
}

async function startEmbedded(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'network-tests-'));
  running.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const log = createLog('tests', 'error');
  const url = await startEmbeddedPostgres(
    { dataDir, log, lowestLevel: 'error', signal: new AbortController().signal, portsToAvoid: [], settings: HASTE, initdbFlags: ['--no-sync'] },
    running,
  );
  console.error('PostgreSQL of the tests: the embedded one');
  return url;
}

/** Asks the engine that DOCKER_HOST or the default socket names. */
function dockerAnswers(): Promise<boolean> {
  const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  const where = host.startsWith('unix://') ? { socketPath: host.slice('unix://'.length), path: '/_ping' } : `${host.replace(/^tcp:/, 'http:')}/_ping`;
  return new Promise((done) => {
    const ping = typeof where === 'string' ? request(where) : request(where);
    ping.setTimeout(ENGINE_ANSWERS_WITHIN_MS, () => ping.destroy());
    ping.once('error', () => done(false));
    ping.once('response', (answer) => {
      answer.resume();
      done(answer.statusCode === 200);
    });
    ping.end();
  });
}
