import { readFileSync } from 'node:fs';
import { Day, Source } from '@csn/contracts';
import type { Version } from '@csn/service-kit';
import { z } from 'zod';
import { always } from '../qa-rates/register.ts';

/** `reported`: what documents state; `all`: also illustrative days. */
export type Load = 'all' | 'reported' | 'none';

/** A subject of a register with the versions that its data gives, in the order of their days. */
export interface LoadedRecord<Content> {
  readonly id: string;
  readonly versions: (Version<Content> & { reason: string | null })[];
}

/** The documents that the data names. */
const sources = z.record(z.string(), Source).parse(readData('sources.json'));

/** Reads a file of the folder `data`: each row is one version, with its day and the name of its document. */
export function recordsIn<Content extends object>(file: string, content: z.ZodType<Content>): LoadedRecord<Content & { source: Source }>[] {
  const rows = z
    .array(
      z.strictObject({
        id: z.string(),
        effectiveOn: z.union([Day, z.literal(always)]),
        source: z.string(),
        reason: z.string().nullable().default(null),
        content,
      }),
    )
    .parse(readData(file));
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, versions]) => ({
    id,
    versions: versions.map(({ effectiveOn, reason, source, content: stated }) => versionOf({ ...stated, source: sourceNamed(source) }, effectiveOn, reason)),
  }));
}

export function versionOf<Content extends object>(content: Content, effectiveOn: string, reason: string | null): LoadedRecord<Content>['versions'][number] {
  return { effectiveOn, content, members: Object.keys(content), reason };
}

export function sourceNamed(name: string): Source {
  const source = sources[name];
  if (!source) throw new Error(`data/sources.json has no ${name}`);
  return source;
}

export function readData(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8'));
}
