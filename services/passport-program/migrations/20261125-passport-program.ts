import { createKnownSitesTable, createRegisterTables } from '@csn/service-kit';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createKnownSitesTable(db);
  await createRegisterTables(db, {
    name: 'statement',
    key: 'statement_id',
    columns: { topic: 'text not null', facts: 'jsonb not null', source: 'jsonb not null' },
    checks: ["statement_id like topic || '/%'"],
  });
  await createDemand(db);
  await createQualityAssurance(db);
  await createRolloutSequence(db);
  await createPilot(db);
}

async function createDemand(db: Kysely<unknown>): Promise<void> {
  await createRegisterTables(db, {
    name: 'demand_estimate',
    key: 'estimated_on',
    columns: { expected: 'bigint', received: 'bigint', outstanding: 'bigint', arrival: 'jsonb', source: 'jsonb not null' },
    checks: ['expected >= 0', 'received >= 0', 'outstanding >= 0'],
  });
  await createRegisterTables(db, {
    name: 'demand_disruption',
    key: 'disruption_id',
    columns: {
      kind: 'text not null',
      name: 'jsonb not null',
      from: 'date',
      to: 'date',
      effect: 'text not null',
      text: 'jsonb not null',
      source: 'jsonb not null',
    },
    checks: ['"from" <= "to"', "kind in ('work-stoppage', 'system-outage', 'other')", "effect in ('below-normal', 'above-normal', 'not-known')"],
  });
  await createRegisterTables(db, {
    name: 'demand_mitigation',
    key: 'mitigation_id',
    columns: { name: 'jsonb not null', text: 'jsonb not null', state: 'text not null', since: 'date', source: 'jsonb not null' },
    checks: ["state in ('available', 'in-use', 'ended')"],
  });
}

async function createQualityAssurance(db: Kysely<unknown>): Promise<void> {
  await createRegisterTables(db, {
    name: 'qa_rate',
    key: 'schedule',
    // Exact: a draw compares the rate in millionths.
    columns: { rate: 'numeric(7, 6) not null', explanation: 'jsonb', source: 'jsonb not null' },
    checks: ['rate between 0 and 1'],
  });
  await createRegisterTables(db, {
    name: 'qa_integration',
    key: 'system',
    columns: { name: 'jsonb not null', state: 'text not null', testing_planned: 'jsonb', source: 'jsonb not null' },
    checks: ["state in ('planned', 'testing', 'in-service', 'retired')"],
  });
}

async function createRolloutSequence(db: Kysely<unknown>): Promise<void> {
  await createRegisterTables(db, {
    name: 'rollout_sequence',
    key: 'sequence',
    columns: { state: 'text not null', sites: 'jsonb not null', source: 'jsonb not null' },
    checks: ["state in ('under-review', 'confirmed')"],
  });
}

async function createPilot(db: Kysely<unknown>): Promise<void> {
  await createRegisterTables(db, {
    name: 'pilot_site',
    key: 'pilot_site_id',
    columns: {
      name: 'jsonb not null',
      name_in_source: 'text not null',
      site_id: 'text',
      kind: 'text not null',
      region: 'text not null',
      province: 'text not null',
      system_of_record: 'text',
      wave: 'integer',
      source: 'jsonb not null',
    },
    checks: ["system_of_record in ('GCMS', 'IRIS')", 'wave > 0'],
  });
  await createRegisterTables(db, {
    name: 'pilot_production',
    key: 'stated_for',
    columns: { files_created: 'bigint not null', passports_processed: 'bigint not null', passports_issued: 'bigint not null', source: 'jsonb not null' },
    checks: ['files_created >= 0', 'passports_processed >= 0', 'passports_issued >= 0'],
  });
}
