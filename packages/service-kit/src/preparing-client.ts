import pg from 'pg';

/** Names of statements, for the life of the process; texts beyond the bound are sent unnamed, as they would be anyway. */
const names = new Map<string, string>();
const mostNames = 500;

/**
 * A connection that prepares the statements it is given: PostgreSQL parses and plans each text once a connection and not
 * once a request. The texts come from code, so there are few of them; values go as parameters.
 */
export class PreparingClient extends pg.Client {
  // pg's `query` takes a text with values, a configuration or a stream: only texts with values are prepared.
  override query = ((...input: unknown[]): unknown => {
    const [text, values, ...rest] = input;
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
    // What follows in the same turn of the event loop goes out in the same write: each write wakes the server.
    const { stream } = this.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    const given = name === undefined ? input : [{ name, text, values }, ...rest];
    return (super.query as (...given: unknown[]) => unknown)(...given);
  }) as pg.Client['query'];
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostNames || !/^\s*(select|with|insert|update|delete)\b/i.test(text)) return known;
  const name = `s${names.size + 1}`;
  names.set(text, name);
  return name;
}
