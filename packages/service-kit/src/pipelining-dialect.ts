import { type DatabaseConnection, type Driver, PostgresDialect, type PostgresDialectConfig, PostgresDriver, type TransactionSettings } from 'kysely';

/**
 * PostgreSQL over connections on which statements may follow each other without waiting (pg's `pipeline`): `begin` goes out
 * together with the first statement of its transaction, which spares a round trip a write.
 */
export class PipeliningDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new PipeliningDriver(this.#config);
  }
}

class PipeliningDriver extends PostgresDriver {
  override beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    // It can fail only with its connection, and then the statement behind it fails too and tells.
    super.beginTransaction(connection, settings).catch(() => undefined);
    return Promise.resolve();
  }
}
