/** Headers as names and values in turn, in the order and spelling of the sender. */
export type RawHeaders = string[];

/** Belong to one connection, not to the message (RFC 9110, 7.6.1). */
const ofTheConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);
/** `Expect` was answered by the gateway; `Host` is the service's own; who sent it says the connection, not the sender. */
const notForServices = new Set([...ofTheConnection, 'expect', 'forwarded', 'host', 'traceparent', 'via']);
const notForCallers = new Set([...ofTheConnection, 'ratelimit', 'ratelimit-policy', 'traceparent', 'x-request-id']);

// Nothing behind the gateway takes an X- header from a caller: many say who he is, and only his token may.
const dropsFromRequest = rememberByName((name) => notForServices.has(name) || name.startsWith('x-'));
const dropsFromAnswer = rememberByName((name) => notForCallers.has(name));

/** What of a caller's headers a service gets, and what the gateway adds. */
export function headersForService(received: readonly string[], added: RawHeaders): RawHeaders {
  return passOn(received, dropsFromRequest, added);
}

/** What of a service's headers the caller gets, and what the gateway adds. */
export function headersForCaller(received: readonly Buffer[], added: RawHeaders): RawHeaders {
  return passOn(
    received.map((bytes) => bytes.toString('latin1')),
    dropsFromAnswer,
    added,
  );
}

function passOn(received: readonly string[], drops: (name: string) => boolean, added: RawHeaders): RawHeaders {
  const passed: RawHeaders = [];
  let listed: string[] = [];
  for (let index = 0; index + 1 < received.length; index += 2) {
    const name = received[index] ?? '';
    const value = received[index + 1] ?? '';
    if (!drops(name)) passed.push(name, value);
    else if (name.length === 'connection'.length && name.toLowerCase() === 'connection') listed = [...listed, ...value.toLowerCase().split(',')];
  }
  return [...(listed.length ? withoutListed(passed, listed) : passed), ...added];
}

/** `Connection` may name more headers that are meant for this hop alone. */
function withoutListed(headers: RawHeaders, listed: readonly string[]): RawHeaders {
  const names = new Set(listed.map((name) => name.trim()));
  return headers.filter((_, index) => !names.has((headers[index - (index % 2)] ?? '').toLowerCase()));
}

/** The decision by the name as it is spelt: the same few names come with every message. Bounded, since callers invent names. */
function rememberByName(decide: (lowerCaseName: string) => boolean): (name: string) => boolean {
  const decisions = new Map<string, boolean>();
  return (name) => {
    const known = decisions.get(name);
    if (known !== undefined) return known;
    const decision = decide(name.toLowerCase());
    if (decisions.size < 500) decisions.set(name, decision);
    return decision;
  };
}
