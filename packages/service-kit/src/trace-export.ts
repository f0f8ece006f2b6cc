import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Logger } from './log.ts';
import type { Trace } from './trace.ts';

/** A request that was answered, as a span tells it. */
export interface AnsweredRequest {
  readonly trace: Trace;
  /** The operationId, or a fixed name: never a path that a caller made up. */
  readonly operation: string;
  readonly method: string;
  /** The template of the address, where there is one. */
  readonly route: string | undefined;
  readonly status: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly durationMs: number;
}

/** Sends one server span a request to a collector. */
export interface TraceExport {
  record(request: AnsweredRequest): void;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** How long a collector may take, in milliseconds: an ending process does not wait longer for one that is away. */
const patience = 3000;

/**
 * Exports spans by OTLP over HTTP. The packages are loaded here and not at the top, so that a process without a
 * collector does not carry them. Our own trace gives the ids: nothing is instrumented, and a span is made once it is over.
 */
export async function createTraceExport(options: { readonly service: string; readonly endpoint: string; readonly log: Logger }): Promise<TraceExport> {
  const { diag, DiagLogLevel, SpanKind, SpanStatusCode, TraceFlags } = await import('@opentelemetry/api');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { BatchSpanProcessor } = await import('@opentelemetry/sdk-trace');
  const quiet = (): void => undefined;
  diag.setLogger(
    {
      error: (message) => options.log.warn({ reason: message.slice(0, 300) }, 'spans could not be exported'),
      warn: quiet,
      info: quiet,
      debug: quiet,
      verbose: quiet,
    },
    DiagLogLevel.ERROR,
  );
  const exporter = new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: patience });
  const processor = new BatchSpanProcessor({ exporter, exportTimeoutMillis: patience });
  const resource = resourceFromAttributes({ 'service.name': options.service, 'service.namespace': 'citizen-service-network' });
  const instrumentationScope = { name: '@csn/service-kit' };

  function spanOf({ trace, operation, method, route, status, endedAt, durationMs }: AnsweredRequest): ReadableSpan {
    const { traceId, spanId, parentSpanId } = trace;
    const traceFlags = TraceFlags.SAMPLED;
    return {
      name: operation,
      kind: SpanKind.SERVER,
      spanContext: () => ({ traceId, spanId, traceFlags }),
      ...(parentSpanId !== undefined && { parentSpanContext: { traceId, spanId: parentSpanId, traceFlags, isRemote: true } }),
      startTime: hrTime(endedAt - durationMs),
      endTime: hrTime(endedAt),
      duration: hrTime(durationMs),
      ended: true,
      // A refusal is the caller's error and not the server's.
      status: { code: status >= 500 ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
      attributes: {
        'http.request.method': method,
        'http.response.status_code': status,
        ...(route !== undefined && { 'http.route': route }),
        'request.id': trace.requestId,
      },
      links: [],
      events: [],
      resource,
      instrumentationScope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  }

  return {
    record: (request) => {
      if (request.trace.sampled) processor.onEnd(spanOf(request));
    },
    stop: () => processor.shutdown().catch((error: unknown) => options.log.warn({ err: error }, 'the last spans could not be exported')),
  };
}

/** Whole seconds and nanoseconds. */
function hrTime(milliseconds: number): [number, number] {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}
