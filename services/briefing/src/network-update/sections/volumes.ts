import { channels, measures, type ReplyOf, summarizeVolumes, units } from '@csn/contracts';
import type { Answer, Writer } from '../writer.ts';
import type { SectionAuthor } from './author.ts';

type Summary = Answer<ReplyOf<typeof summarizeVolumes>>;

export const volumes: SectionAuthor = {
  id: 'volumes',
  title: { en: 'Volumes: clients served', fr: 'Volumes : clients servis' },
  write: async (writer) => {
    const { fullYear, partialFrom, partialTo } = writer.days;
    const full = await writer.ask(summarizeVolumes, { query: { fiscalYear: fullYear, groupBy: ['measure'], limit: 500 } }, partialTo);
    const partial = await writer.ask(summarizeVolumes, { query: { from: partialFrom, to: partialTo, groupBy: ['measure'], limit: 500 } }, partialTo);
    writer.say(
      'periods',
      {
        en: `The fiscal year ${fullYear} ({from} to {to}), and {partialFrom} to {partialTo}.`,
        fr: `L’année financière ${fullYear} (du {from} au {to}), et du {partialFrom} au {partialTo}.`,
      },
      {
        from: full.figure('/period/from', 'day'),
        to: full.figure('/period/to', 'day'),
        partialFrom: partial.figure('/period/from', 'day'),
        partialTo: partial.figure('/period/to', 'day'),
      },
    );
    for (const measure of Object.keys(measures) as (keyof typeof measures)[]) writeMeasure(writer, measure, full, partial);
  },
};

/** One measure over both periods; a period without data is left out, and the sentence says so by not naming it. */
function writeMeasure(writer: Writer, measure: keyof typeof measures, full: Summary, partial: Summary): void {
  const { channel, unit } = measures[measure];
  const inFull = rowOf(full, measure);
  const inPartial = rowOf(partial, measure);
  const figures = { ...(inFull && { full: full.figure(`${inFull}/value`, unit) }), ...(inPartial && { partial: partial.figure(`${inPartial}/value`, unit) }) };
  if (!inFull && !inPartial) return;
  const places = (full: string, partial: string): string => [...(inFull ? [full] : []), ...(inPartial ? [partial] : [])].join('; ');
  writer.say(
    measure,
    {
      en: `${channels[channel].en} (${units[unit].en}): ${places(`{full} in ${writer.days.fullYear}`, '{partial} in the current year to date')}.`,
      fr: `${channels[channel].fr} (${units[unit].fr}) : ${places(`{full} en ${writer.days.fullYear}`, '{partial} depuis le début de l’année financière en cours')}.`,
    },
    figures,
  );
  for (const answer of [full, partial]) writer.note(answer.reply.rows.find((row) => row.measure === measure)?.notes);
}

function rowOf(answer: Summary, measure: string): string | undefined {
  const index = answer.reply.rows.findIndex((row) => row.measure === measure);
  return index < 0 ? undefined : `/rows/${index}`;
}
