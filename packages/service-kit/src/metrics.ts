import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What /metrics shows: rate, errors and duration by operation, the pool and the feed. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts an answer. `operation` is an operationId or a fixed name, never a path that a caller made up. */
  observe(operation: string, method: string, status: number, seconds: number): void;
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  counter(name: string, help: string, labels: readonly string[]): Counter;
}

export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of answers by operation',
    labelNames: ['operation', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    observe: (operation, method, status, seconds) => duration.labels(operation, method, String(status)).observe(seconds),
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    counter: (name, help, labels) => new Counter({ name, help, labelNames: [...labels], registers: [registry] }),
  };
}
