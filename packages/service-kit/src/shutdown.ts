import type { Logger } from './log.ts';

const patience = 15_000;

/** Ends the process in order, once, on SIGTERM, SIGINT or when the parent that started it is gone. */
export function onShutdown(log: Logger, flush: () => void, close: () => Promise<void>): void {
  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'shutting down');
    const forced = setTimeout(() => {
      log.error('requests did not finish in time');
      flush();
      process.exit(1);
    }, patience);
    forced.unref();
    void close().then(
      () => {
        log.info('stopped');
        flush();
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'the shutdown did not end cleanly');
        flush();
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (process.channel) process.on('disconnect', () => end('the parent process is gone'));
}

/** Until there is anything to close in order, the same three end the process on the spot. Gives what ends this phase. */
export function endWhileStarting(): () => void {
  const end = (): void => process.exit(0);
  const events = ['SIGTERM', 'SIGINT', 'disconnect'] as const;
  for (const event of events) process.on(event, end);
  return () => {
    for (const event of events) process.off(event, end);
  };
}
