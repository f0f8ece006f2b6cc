import type { Source } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import type { z } from 'zod';
import { listHeld } from '../registers/reading.ts';
import { statementRegister, type Topic, topics } from './register.ts';

type Facts<T extends Topic> = z.output<(typeof topics)[T]>;
type Stated<T extends Topic> = Facts<T> & { source: Source };

/** What is stated of a topic on the axes, each statement with its source; one more than the page tells that there is a next. */
export async function listStatements<T extends Topic>(db: Queryable, topic: T, axes: Axes, page: Page): Promise<{ statementId: string; stated: Stated<T> }[]> {
  const rows = await listHeld(db, statementRegister, axes, page, sql`topic = ${topic}`);
  return rows.map(({ statementId, facts, source }) => ({ statementId, stated: { ...factsOf(topic, facts), source } }));
}

/** The one statement of a topic that has one; undefined for a day of which nothing is stated. */
export async function findStatement<T extends Topic>(db: Queryable, topic: T, axes: Axes): Promise<Stated<T> | undefined> {
  const [first] = await listStatements(db, topic, axes, wholeTopic);
  return first?.stated;
}

/** All that is stated of a topic: a handful, read as a whole. */
export async function allStatements<T extends Topic>(db: Queryable, topic: T, axes: Axes): Promise<Stated<T>[]> {
  return (await listStatements(db, topic, axes, wholeTopic)).map(({ stated }) => stated);
}

const wholeTopic: Page = { limit: 500, position: undefined, end: (rows) => ({ items: [...rows], nextCursor: null }) };

function factsOf<T extends Topic>(topic: T, facts: unknown): Facts<T> {
  // The schema is the topic's own; the compiler cannot follow the index through the type parameter.
  return topics[topic].parse(facts) as Facts<T>;
}
