/** The value at a JSON Pointer (RFC 6901); undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
    }, document);
}

/** The documents around a pointer, from the innermost out. */
export function* around(document: unknown, pointer: string): Generator<unknown> {
  for (let end = pointer.lastIndexOf('/'); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
    yield valueAt(document, pointer.slice(0, end));
    if (end === 0) return;
  }
}
