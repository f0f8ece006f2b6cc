import { loadOnce, type Tx } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { loadClinics } from './load-clinics.ts';
import { loadCommissionaires } from './load-commissionaires.ts';
import { loadReactivationPlan } from './load-reactivation-plan.ts';
import { loadRegister } from './load-register.ts';
import { loadSinLocations } from './load-sin-locations.ts';
import type { Load, LoadOptions } from './loading.ts';

/** Loads the data of the service, each part once; through the same code as the interface. */
export async function loadData(options: LoadOptions, load: Load | 'none', settings: { proximityKm: number }): Promise<void> {
  if (load === 'none') return;
  const parts: Readonly<Record<string, (tx: Tx<Tables>) => Promise<void>>> = {
    register: (tx) => loadRegister(tx, options, load, settings.proximityKm),
    'reactivation-plan': (tx) => loadReactivationPlan(tx, options, load),
    clinics: (tx) => loadClinics(tx, options, load),
    'sin-locations': (tx) => loadSinLocations(tx, options),
    commissionaires: (tx) => loadCommissionaires(tx, options, load),
  };
  for (const [name, part] of Object.entries(parts)) {
    if (await loadOnce(options.database.db, name, part)) options.log.info({ load, part: name }, 'data loaded');
  }
}
