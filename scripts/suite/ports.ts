// Ports of this machine: which are taken, and one that is free.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Undefined when the port is free on that host; else why it cannot be had. */
export async function whyTaken(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    const code = Error.isError(error) && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return 'is taken';
    if (code === 'EACCES') return 'may not be used by this user';
    return `cannot be used on ${host} (${String(code)})`;
  } finally {
    server.close();
  }
}

/** A port that nobody uses now and that is not one of those. */
export async function freePort(except: readonly number[]): Promise<number> {
  for (;;) {
    const server = createServer().listen({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    if (!except.includes(port)) return port;
  }
}
