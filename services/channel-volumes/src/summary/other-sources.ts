import { fill, languages, type Measure, measures, type Period, type Quality, type Text } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import type { Known } from '../batches/batch-clock.ts';
import { knownIn } from './cells.ts';
import { grouped } from './notes.ts';
import type { StatedNote } from './queries.ts';

interface OtherSource {
  readonly measure: Measure;
  readonly region: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly document: string;
  readonly asOf: string;
  readonly value: number;
  readonly present: number;
}

const otherSource: Text = {
  en: 'Another document, {document} (as of {asOf}), states {value} for this ({measure}).',
  fr: 'Un autre document, {document} (au {asOf}), énonce {value} ici ({measure}).',
};

/**
 * Remarks that another document states another total. The newer one is the value; the other’s was superseded, and stays
 * with its document. Of each other document what it said last.
 */
export async function listOtherSources(
  db: Queryable,
  periods: readonly Period[],
  { known, qualities }: { readonly known: Known; readonly qualities: readonly Quality[] | undefined },
): Promise<StatedNote[]> {
  if (!periods.length) return [];
  const { rows } = await sql<OtherSource>`
    select distinct on (entry.measure, entry.region, entry.from_on, entry.to_on, said.source ->> 'document')
      entry.measure, entry.region, entry.from_on, entry.to_on, said.source ->> 'document' as document, said.source ->> 'asOf' as as_of, other.value, entry.value as present
    from entry join entry other on (other.measure, other.site_id, other.region, other.from_on, other.to_on) = (entry.measure, entry.site_id, entry.region, entry.from_on, entry.to_on)
      join batch on batch.number = entry.batch join batch said on said.number = other.batch
    where (entry.from_on, entry.to_on) in (select * from unnest(${periods.map(({ from }) => from)}::date[], ${periods.map(({ to }) => to)}::date[]))
      and entry.basis = 'reported' and other.basis = 'reported' and other.batch < entry.batch and ${knownIn(known)} and said.source ->> 'document' <> batch.source ->> 'document'
      ${qualities ? sql`and other.quality = any(${[...qualities]}::text[])` : sql``}
    order by entry.measure, entry.region, entry.from_on, entry.to_on, said.source ->> 'document', other.batch desc`.execute(db);
  const differing = rows.filter(({ value, present }) => value !== present);
  return differing.map(({ measure, region, fromOn, toOn, document, asOf, value }) => {
    const [en, fr] = languages.map(
      (language) => fill(otherSource, { document, asOf, value: grouped(String(value), language), measure: measures[measure].name[language] })[language],
    );
    return { measure, region, fromOn, toOn, code: 'other-source', text: { en: en!, fr: fr! } };
  });
}
