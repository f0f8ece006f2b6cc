// The suite's own log lines: of the same shape as those of the services.
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type Level = Exclude<(typeof LEVELS)[number], 'silent'>;

export interface Log {
  (level: Level, message: string, details?: Record<string, unknown>): void;
}

export function createLog(service: string, lowest: (typeof LEVELS)[number]): Log {
  const threshold = LEVELS.indexOf(lowest);
  return (level, message, details = {}) => {
    if (LEVELS.indexOf(level) < threshold) return;
    process.stdout.write(
      `${JSON.stringify({ level, time: Temporal.Now.instant().toString({ smallestUnit: 'millisecond' }), service, ...details, msg: message })}\n`,
    );
  };
}
