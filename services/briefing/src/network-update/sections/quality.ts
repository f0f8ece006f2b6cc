import { fiscalQuarterOf, fiscalQuarterPeriod, quarterLabel, readScheduleQuarter, type ScheduleReading, type Text } from '@csn/contracts';
import type { Writer } from '../writer.ts';
import type { SectionAuthor } from './author.ts';

const zoneNames: Readonly<Record<ScheduleReading['allowed'][number]['zone'], Text>> = {
  'citizen-service-zone': { en: 'citizen service zone', fr: 'zone de services aux citoyens' },
  'reception-zone': { en: 'reception zone', fr: 'zone d’accueil' },
  'self-service-zone': { en: 'self-service zone', fr: 'zone d’auto-assistance' },
};
const modeNames: Readonly<Record<ScheduleReading['allowed'][number]['modes'][number], Text>> = {
  virtual: { en: 'virtual', fr: 'virtuelle' },
  'on-site': { en: 'on site', fr: 'sur site' },
};

export const quality: SectionAuthor = {
  id: 'quality',
  title: { en: 'In-Person Service Quality Monitoring Program', fr: 'Programme de surveillance de la qualité des services en personne' },
  write: async (writer) => {
    writer.say('purpose', {
      en: 'The program assesses the quality of the service that employees give to the public in person in Service Canada Centres.',
      fr: 'Le programme (PVQSP) évalue la qualité du service que les employés rendent en personne au public dans les Centres Service Canada.',
    });
    const quarters = quartersAround(writer.asOf);
    for (const quarter of quarters) await writeQuarter(writer, quarter);
  },
};

/** The quarter before the day, its own, and the two that follow: what was, what is, what comes. */
function quartersAround(asOf: string): string[] {
  const own = Temporal.PlainDate.from(fiscalQuarterPeriod(fiscalQuarterOf(asOf)).from);
  return [-3, 0, 3, 6].map((months) => fiscalQuarterOf(own.add({ months }).toString()));
}

async function writeQuarter(writer: Writer, quarter: string): Promise<void> {
  const schedule = await writer.ask(readScheduleQuarter, { params: { quarter }, query: {} });
  const { extent, allowed, reason, purpose } = schedule.reply;
  const figures = { quarter: schedule.figure('/quarter', 'fiscal-quarter'), extent: schedule.figure('/extent', 'code') };
  const because = reason ? ` ${reason}` : '';
  const label = quarterLabel(quarter);
  if (extent === 'suspended') {
    writer.say(
      `quarter-${quarter}`,
      { en: `${label.en}: the program is suspended.${because}`, fr: `${label.fr} : le programme est suspendu.${because}` },
      figures,
    );
  } else {
    const zones: Text = { en: listZones(allowed, 'en'), fr: listZones(allowed, 'fr') };
    const how: Text =
      extent === 'full'
        ? { en: 'carried out in full', fr: 'pleinement mis en œuvre' }
        : { en: 'reactivated to a limited extent', fr: 'réactivé de manière limitée' };
    writer.say(`quarter-${quarter}`, { en: `${label.en}: ${how.en}: ${zones.en}.`, fr: `${label.fr} : ${how.fr} : ${zones.fr}.` }, figures);
    if (purpose) writer.quote(`purpose-${quarter}`, purpose);
  }
  writer.note(schedule.reply.notes);
}

function listZones(allowed: ScheduleReading['allowed'], language: 'en' | 'fr'): string {
  const join = language === 'fr' ? ' et ' : ' and ';
  return allowed.map(({ zone, modes }) => `${zoneNames[zone][language]} (${modes.map((mode) => modeNames[mode][language]).join(join)})`).join(', ');
}
