import { createLogger, createTraceExport, giveBackStartupMemory, onShutdown, systemClock } from '@csn/service-kit';
import { createIdentity } from './app.ts';
import { demoClients, servicesClient } from './clients.ts';
import { readIdentityConfig } from './config.ts';
import { openSigningKey } from './signing-key.ts';

const { log, flush } = createLogger('identity', process.env.LOG_LEVEL ?? 'info');
try {
  const config = readIdentityConfig(process.env);
  const { SERVICE_CLIENT_ID: id, SERVICE_CLIENT_SECRET: secret, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config;
  const traceExport = endpoint === undefined ? undefined : await createTraceExport({ service: 'identity', endpoint, log });
  const http = createIdentity({
    issuer: config.OIDC_ISSUER,
    audience: config.OIDC_AUDIENCE,
    key: await openSigningKey(config.IDENTITY_KEY_FILE),
    clients: id && secret ? [...demoClients, servicesClient(id, secret)] : demoClients,
    clock: systemClock,
    log,
    bodyLimit: config.BODY_LIMIT,
    traceExport,
  });
  onShutdown(log, flush, async () => {
    await http.close();
    await traceExport?.stop();
  });
  await http.listen({ host: config.HOST, port: config.PORT });
  log.info({ port: config.PORT }, 'ready');
  giveBackStartupMemory();
} catch (error) {
  log.fatal({ err: error }, 'the issuer cannot start');
  flush();
  process.exit(1);
}
