import { randomFillSync } from 'node:crypto';

/** What joins the log lines and calls of one request over all services. */
export interface Trace {
  readonly requestId: string;
  /** 32 hex digits, from the caller's `traceparent` or new. */
  readonly traceId: string;
  /** 16 hex digits: this service's own part of the trace. */
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly sampled: boolean;
}

const requestIdPattern = /^[A-Za-z0-9._:/@+=-]{1,128}$/;
const traceparentPattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Takes the caller's identifiers where they are valid and makes what is missing. */
export function startTrace(requestId: string | string[] | undefined, traceparent: string | string[] | undefined): Trace {
  const parent = typeof traceparent === 'string' ? traceparentPattern.exec(traceparent) : null;
  return {
    requestId: typeof requestId === 'string' && requestIdPattern.test(requestId) ? requestId : randomHex(16),
    traceId: parent?.[1] ?? randomHex(16),
    spanId: randomHex(8),
    parentSpanId: parent?.[2],
    sampled: parent?.[3] ? (Number.parseInt(parent[3], 16) & 1) === 1 : true,
  };
}

export function traceparentOf(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
}

// Random bytes are drawn 8 KiB at a time: one system call for some hundred requests.
const pool = Buffer.alloc(8192);
let used = pool.length;

export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
