import { setTimeout as wait } from 'node:timers/promises';
import { createLogger, createTokenVerifier, createTraceExport, discover, giveBackStartupMemory, onShutdown, remoteKeys } from '@csn/service-kit';
import { createGateway } from './app.ts';
import { type Config, readGatewayConfig } from './config.ts';
import { createMemoryLimiter } from './rate-limit/limiter.ts';
import { createRedisLimiter } from './rate-limit/redis-limiter.ts';

const { log, flush } = createLogger('gateway', process.env.LOG_LEVEL ?? 'info');
try {
  const config = readGatewayConfig(process.env);
  const keys = remoteKeys(() => (config.OIDC_JWKS_URL ? Promise.resolve(config.OIDC_JWKS_URL) : discover(config.OIDC_ISSUER, 'jwks_uri')));
  const limit = config.RATE_LIMIT;
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const traceExport = endpoint === undefined ? undefined : await createTraceExport({ service: 'gateway', endpoint, log });
  const gateway = await createGateway({
    services: {
      'site-registry': config.SITE_REGISTRY_URL,
      'channel-volumes': config.CHANNEL_VOLUMES_URL,
      'quality-monitoring': config.QUALITY_MONITORING_URL,
      'passport-program': config.PASSPORT_PROGRAM_URL,
      briefing: config.BRIEFING_URL,
    },
    identity: config.IDENTITY_URL,
    tokenUrl: await tokenUrlOf(config),
    rateLimit:
      limit === 0
        ? undefined
        : {
            limit,
            limiter: config.REDIS_URL ? await createRedisLimiter(limit, config.REDIS_URL, log) : createMemoryLimiter(limit),
            verifier: createTokenVerifier({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, keys: keys.keys }),
          },
    log,
    bodyLimit: config.BODY_LIMIT,
    traceExport,
  });
  onShutdown(log, flush, async () => {
    keys.stop();
    await gateway.close();
    await traceExport?.stop();
  });
  const address = await gateway.http.listen({ host: config.HOST, port: config.PORT });
  log.info({ port: Number(new URL(address).port) }, 'listening');
  giveBackStartupMemory();
} catch (error) {
  log.fatal({ err: error }, 'the gateway cannot start');
  flush();
  process.exit(1);
}

/** For the documentation alone: an issuer that is away now must not keep the gateway from starting. */
async function tokenUrlOf(config: Config): Promise<string | undefined> {
  if (config.IDENTITY_URL !== undefined || config.OIDC_TOKEN_URL !== undefined) return config.OIDC_TOKEN_URL;
  const found = discover(config.OIDC_ISSUER, 'token_endpoint').catch(() => undefined);
  return Promise.race([found, wait(2000, undefined, { ref: false })]);
}
