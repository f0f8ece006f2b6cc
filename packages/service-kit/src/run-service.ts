import type { ServiceName } from '@csn/contracts';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { z } from 'zod';
import { createTokenVerifier, discover, remoteKeys } from './auth.ts';
import { type Client, createClient, serviceToken, type ServiceUrls } from './client.ts';
import { systemClock } from './clock.ts';
import { baseConfig, type databaseConfig, readConfig } from './config.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import { forgetOldKeys } from './idempotency.ts';
import { countOutbox, JournalFeed } from './journal.ts';
import { createLogger, type Logger } from './log.ts';
import { endWhileStarting, onShutdown } from './shutdown.ts';
import type { ServiceApp, ServiceAppOptions } from './service-app.ts';
import { giveBackStartupMemory } from './startup-memory.ts';
import { createTraceExport } from './trace-export.ts';

type ServiceConfig = z.output<z.ZodObject<typeof baseConfig & typeof databaseConfig>>;

/** What a service's app is made of beside its configuration. */
export interface ServiceContext<Tables> {
  readonly options: ServiceAppOptions<Tables>;
  /** Calls other services in this service's own name. */
  readonly asService: Client;
  readonly load: 'all' | 'reported' | 'none';
}

export interface RunningApp<Tables> {
  readonly app: ServiceApp<Tables>;
  /** Runs before the port is open: what must be there with the first answer, such as the data that others follow by the feed. */
  readonly prepare?: () => Promise<void>;
  /** Runs once the port is open and before the service is ready: feeds and data. */
  readonly start?: () => Promise<void>;
  readonly stop?: () => Promise<void>;
}

/**
 * The life of a service with a database: configuration → database → app → listen → ready → drain and close.
 * The process ends with 1 and one clear line when it cannot start.
 */
export async function runService<Tables, Shape extends z.ZodRawShape & typeof baseConfig & typeof databaseConfig>(service: {
  readonly name: ServiceName;
  readonly config: Shape;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Settings of PostgreSQL for the connections of requests. */
  readonly databaseSettings?: Readonly<Record<string, string>>;
  readonly urls: (config: z.output<z.ZodObject<Shape>>) => ServiceUrls;
  readonly create: (context: ServiceContext<Tables>, config: z.output<z.ZodObject<Shape>>) => Promise<RunningApp<Tables>>;
}): Promise<void> {
  const startingIsOver = endWhileStarting();
  // A wrong level is told with all other faults of the configuration, so there must be a log to tell it.
  const { log, flush } = createLogger(service.name, baseConfig.LOG_LEVEL.safeParse(process.env.LOG_LEVEL).data ?? 'info');
  try {
    const config = readConfig(service.config, process.env);
    // Every shape has the base's members; the compiler cannot see it through the type parameter.
    const base = config as unknown as ServiceConfig;
    const database = await openWhenReady<Tables>(base.DATABASE_URL, service, log);
    const feed = new JournalFeed(database, log);
    const keys = remoteKeys(() => (base.OIDC_JWKS_URL ? Promise.resolve(base.OIDC_JWKS_URL) : discover(base.OIDC_ISSUER, 'jwks_uri')));
    const urls = service.urls(config);
    const own = serviceToken({
      tokenUrl: () => (base.OIDC_TOKEN_URL ? Promise.resolve(base.OIDC_TOKEN_URL) : discover(base.OIDC_ISSUER, 'token_endpoint')),
      clientId: base.SERVICE_CLIENT_ID ?? '',
      clientSecret: base.SERVICE_CLIENT_SECRET ?? '',
    });
    const endpoint = base.OTEL_EXPORTER_OTLP_ENDPOINT;
    const traceExport = endpoint === undefined ? undefined : await createTraceExport({ service: service.name, endpoint, log });
    const context: ServiceContext<Tables> = {
      load: base.LOAD,
      asService: createClient(urls, { authorization: own }),
      options: {
        service: service.name,
        database,
        feed,
        verifier: createTokenVerifier({ issuer: base.OIDC_ISSUER, audience: base.OIDC_AUDIENCE, keys: keys.keys }),
        clientFor: (request: FastifyRequest) =>
          createClient(urls, { authorization: () => request.headers.authorization ?? '', trace: request.trace, language: request.language }),
        clock: systemClock,
        log,
        bodyLimit: base.BODY_LIMIT,
        traceExport,
      },
    };
    const { app, prepare, start, stop } = await service.create(context, config);
    let phase: 'starting' | 'serving' | 'stopping' = 'starting';
    app.readyWhen('start', () => (phase === 'serving' ? undefined : phase));
    app.readyWhen('database', async () => void (await sql`select 1`.execute(database.db)));
    app.metrics.gauge('feed_lag_events', 'Committed events that have no number yet', () => countOutbox(database.db));
    app.metrics.gauge('database_pool_waiting', 'Requests that wait for a database connection', () => database.pool.waitingCount);
    app.metrics.gauge('database_pool_connections', 'Open database connections', () => database.pool.totalCount);

    const cleaning = setInterval(
      () => void forgetOldKeys.execute(database.db).catch((error: unknown) => log.warn({ err: error }, 'old idempotency keys stay for now')),
      600_000,
    );
    cleaning.unref();
    startingIsOver();
    onShutdown(log, flush, async () => {
      phase = 'stopping';
      clearInterval(cleaning);
      keys.stop();
      await stop?.();
      await feed.stop();
      await app.http.close();
      await traceExport?.stop();
      await database.close();
    });
    await prepare?.();
    await feed.catchUp();
    feed.start();
    await app.http.listen({ host: base.HOST, port: base.PORT });
    log.info({ port: base.PORT }, 'listening');
    await start?.();
    phase = 'serving';
    log.info('ready');
    giveBackStartupMemory();
  } catch (error) {
    log.fatal({ err: error }, 'the service cannot start');
    flush();
    process.exit(1);
  }
}

/** PostgreSQL may still be starting: tries for half a minute before it gives up. */
async function openWhenReady<Tables>(
  url: string,
  service: { name: string; migrations: Readonly<Record<string, Migration>>; databaseSettings?: Readonly<Record<string, string>> },
  log: Logger,
): Promise<OpenDatabase<Tables>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { migrations, databaseSettings: settings = {} } = service;
      return await openDatabase<Tables>({ url, name: service.name.replaceAll('-', '_'), migrations, settings, log });
    } catch (error) {
      if (attempt >= 60) throw error;
      if (attempt === 1) log.warn({ err: error }, 'the database does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
