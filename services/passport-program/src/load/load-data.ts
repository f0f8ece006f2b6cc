import {
  DemandEstimate,
  Disruption,
  Mitigation,
  PilotProduction,
  PlannedSite,
  QaIntegration,
  QaRatePeriod,
  RolloutSequence,
  type Source,
} from '@csn/contracts';
import { eventText, insertEvents, loadOnce, randomHex, type Register, type ServiceAppOptions, type Tx } from '@csn/service-kit';
import { z } from 'zod';
import { disruptionRegister, estimateRegister, mitigationRegister } from '../demand/registers.ts';
import { pilotSiteRegister, productionRegister } from '../modernization/registers.ts';
import { integrationRegister } from '../qa-integrations/register.ts';
import { rateRegister } from '../qa-rates/register.ts';
import { changeData } from '../registers/writing.ts';
import { sequenceRegister } from '../rollout/register.ts';
import { statementRegister } from '../statements/register.ts';
import type { Tables } from '../tables.ts';
import { pilotSites } from './pilot-sites.ts';
import { type Load, type LoadedRecord, recordsIn } from './records.ts';
import { statements } from './statements.ts';

type Options = Pick<ServiceAppOptions<Tables>, 'database' | 'clock' | 'log' | 'service'>;

const actor = 'data-load';
const sequenceContent = z.strictObject({ state: RolloutSequence.shape.state, sites: z.array(PlannedSite) });

/** Loads what the source documents state, and with `all` also illustrative days; once, through the registers of the routes. */
export async function loadData(options: Options, load: Load): Promise<void> {
  if (load === 'none') return;
  const loaded = await loadOnce(options.database.db, 'passport-program', async (tx) => {
    const put = recorder(options, tx, load);
    await put('demand-estimate', estimateRegister, recordsIn('demand-estimates.json', DemandEstimate.omit({ estimatedOn: true, source: true })));
    await put(
      'demand-disruption',
      disruptionRegister,
      recordsIn('demand-disruptions.json', Disruption.omit({ disruptionId: true, source: true, effectiveOn: true, revision: true })),
    );
    await put(
      'demand-mitigation',
      mitigationRegister,
      recordsIn('demand-mitigations.json', Mitigation.omit({ mitigationId: true, source: true, effectiveOn: true, revision: true })),
    );
    await put('qa-rate', rateRegister, recordsIn('qa-rates.json', QaRatePeriod.pick({ rate: true, explanation: true })));
    await put(
      'qa-integration',
      integrationRegister,
      recordsIn('qa-integrations.json', QaIntegration.omit({ system: true, source: true, effectiveOn: true, revision: true })),
    );
    await put('rollout-sequence', sequenceRegister, recordsIn('rollout-sequence.json', sequenceContent));
    await put('pilot-site', pilotSiteRegister, pilotSites(load));
    await put('pilot-production', productionRegister, recordsIn('pilot-production.json', PilotProduction.omit({ asOf: true, basis: true, source: true })));
    await put('statement', statementRegister, statements());
  });
  if (loaded) options.log.info({ load }, 'passport program loaded');
}

/** Writes the records of one register with an event for each; with `reported` only what documents state. */
function recorder({ clock, service }: Options, tx: Tx<Tables>, load: Load) {
  return async <Key extends string, Content extends { source: Source }>(
    thing: string,
    register: Register<Key, Content>,
    records: readonly LoadedRecord<Content>[],
  ): Promise<void> => {
    const wanted = records
      .map((record) => ({ ...record, versions: record.versions.filter(({ content }) => load === 'all' || content.source.quality === 'reported') }))
      .filter(({ versions }) => versions.length > 0);
    const fresh = new Set(
      await register.load(
        tx,
        wanted.map((record) => ({ ...record, actor })),
      ),
    );
    const time = clock.timestamp();
    const events = wanted
      .filter(({ id }) => fresh.has(id))
      .map(({ id, versions }) =>
        eventText(
          { type: `${thing}.created`, subject: id, reason: 'Loaded at start', data: changeData(register, id, { revision: 1, versions }) },
          { source: `/services/${service}`, id: randomHex(16), time, actor, requestId: 'load' },
        ),
      );
    await insertEvents(tx, events);
  };
}
