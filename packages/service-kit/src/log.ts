import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * JSON lines on standard output. Lines are written in batches, at the latest after 100 ms, since a system call a line
 * costs more than the line; warnings and worse are written at once.
 */
export function createLogger(service: string, level: string): { log: Logger; flush: () => void } {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 8 * 1024 });
  const timer = setInterval(() => destination.flush(), 100);
  timer.unref();
  const log = pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ['authorization', 'headers.authorization', 'secret', 'token', 'password'], remove: true },
    },
    destination,
  );
  const flush = (): void => {
    try {
      destination.flushSync();
    } catch {
      // Standard output is gone (a closed pipe): nobody is left to tell.
    }
  };
  return { log, flush };
}
