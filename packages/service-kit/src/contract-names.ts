import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from 'kysely';

/**
 * Gives rows the names of the contract: `time_zone` becomes `timeZone`. A statement on a hot path can name its columns so
 * itself; its rows then pass as they are, which spares a copy of each.
 */
export class ContractNamesPlugin extends CamelCasePlugin {
  constructor() {
    super({ maintainNestedObjectKeys: true });
  }

  override async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = args.result.rows;
    return first && Object.keys(first).some((name) => name.includes('_')) ? super.transformResult(args) : args.result;
  }
}
