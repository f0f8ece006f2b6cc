import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { serviceNames, type ServiceName } from '@csn/contracts';
import type { Logger } from '@csn/service-kit';
import { quietLog } from '@csn/testing';
import { createGateway, type Gateway, type GatewayOptions } from '../src/app.ts';

export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** A service behind the gateway, as a test wants it to behave; it keeps what it was asked. */
export interface StubService extends Running {
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers']; readonly rawHeaders: readonly string[] }[];
  /** Ends every connection at once, as a service that is killed. */
  closeConnections(): void;
}

export async function startService(answer: RequestListener): Promise<StubService> {
  const requests: StubService['requests'] = [];
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, (request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders });
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    closeConnections: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export function sendJson(response: ServerResponse, body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

/** An address at which nobody listens. */
export const nowhere = 'http://127.0.0.1:9';

/** The gateway on a port of its own; services that a test does not give are not there. */
export async function startGateway(
  options: { readonly services?: Partial<Record<ServiceName, string>>; readonly log?: Logger } & Partial<Omit<GatewayOptions, 'services' | 'log'>> = {},
): Promise<Running & Gateway> {
  const gateway = await createGateway({
    identity: undefined,
    rateLimit: undefined,
    bodyLimit: 1024 * 1024,
    ...options,
    log: options.log ?? quietLog,
    services: Object.fromEntries(serviceNames.map((name) => [name, options.services?.[name] ?? nowhere])) as Record<ServiceName, string>,
  });
  await gateway.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = gateway.http.server.address() as AddressInfo;
  return { ...gateway, url: `http://127.0.0.1:${port}`, port, [Symbol.asyncDispose]: () => gateway.close() };
}

/** The gateway before one service, the site registry. */
export async function startBefore(
  answer: RequestListener,
  options: Parameters<typeof startGateway>[0] = {},
): Promise<AsyncDisposable & { readonly gateway: Running & Gateway; readonly service: StubService }> {
  const service = await startService(answer);
  const gateway = await startGateway({ ...options, services: { 'site-registry': service.url } });
  return {
    gateway,
    service,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

/** Sends bytes as they stand and gives all that comes back until the connection ends. */
export async function speak(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  let received = '';
  socket.on('data', (bytes) => (received += bytes.toString('latin1')));
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  return received;
}
