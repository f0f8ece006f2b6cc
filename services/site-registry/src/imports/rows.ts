import { ImportedSite, numberIn, type Text } from '@csn/contracts';
import { faultsOf, type Line, parsing, textFaults } from '@csn/service-kit';
import type { StoredRowError } from './findings.ts';

type RowFault = Omit<StoredRowError, 'line'>;

const malformed: Text = {
  en: 'must be a row with the columns of the import, and nothing else',
  fr: 'doit être une rangée avec les colonnes de l’importation, et rien d’autre',
};

/** Reads a row: a site, or every fault of it. */
export function readRow({ value, text }: Line, isCsv: boolean): { site: ImportedSite; isFlat: boolean } | { faults: RowFault[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { faults: [{ pointer: '', code: 'malformed-line', detail: malformed }] };
  const row = value as Readonly<Record<string, unknown>>;
  const isFlat = !('name' in row || 'address' in row || 'location' in row);
  const parsed = ImportedSite.safeParse(isFlat ? nested(row, isCsv) : row, parsing);
  const unreadable = text.includes('\\u') || text.includes('\0') ? textFaults('body', row) : [];
  if (parsed.success && !unreadable.length) return { site: parsed.data, isFlat };
  const faults = [...unreadable, ...(parsed.success ? [] : faultsOf('body', parsed.error.issues))];
  return { faults: faults.map(({ pointer, code, detail }) => ({ pointer: isFlat ? pointerOfColumn(pointer) : pointer, code, detail })) };
}

/** Columns that are members of a member. */
const groups: Readonly<Record<string, readonly [group: string, member: string]>> = {
  nameEn: ['name', 'en'],
  nameFr: ['name', 'fr'],
  street: ['address', 'street'],
  city: ['address', 'city'],
  postalCode: ['address', 'postalCode'],
  lat: ['location', 'lat'],
  lon: ['location', 'lon'],
  precision: ['location', 'precision'],
};
const columns: ReadonlyMap<string, string> = new Map(Object.entries(groups).map(([column, [group, member]]) => [`/${group}/${member}`, `/${column}`]));
const lists = ['languages', 'services', 'accessibility'];
/** Without a value they say nothing; the other columns take the value away. */
const optional = ['state', 'effectiveOn', 'reason'];
const clearable = ['street', 'postalCode', 'precision'];

/** The fault of a column; what is said of a whole group or of one of a list's elements belongs to its first column. */
export function pointerOfColumn(pointer: string): string {
  const column = columns.get(pointer) ?? { '/name': '/nameEn', '/address': '/city', '/location': '/lat' }[pointer] ?? pointer;
  return `/${column.split('/')[1] ?? ''}`.replace(/^\/$/, '');
}

/** A row of columns as the site that it means. Texts of a CSV become what their column holds, where they can. */
function nested(row: Readonly<Record<string, unknown>>, isCsv: boolean): Record<string, unknown> {
  const site: Record<string, unknown> = {};
  const inGroups: Record<string, Record<string, unknown>> = {};
  for (const [column, cell] of Object.entries(row)) {
    const value = isCsv ? valueOfCell(column, String(cell)) : lists.includes(column) && typeof cell === 'string' ? listIn(cell) : cell;
    const group = groups[column];
    if (value === undefined) continue;
    if (group) (inGroups[group[0]] ??= {})[group[1]] = value;
    else site[column] = value;
  }
  return { ...site, ...inGroups };
}

function valueOfCell(column: string, cell: string): unknown {
  if (lists.includes(column)) return listIn(cell);
  if (cell === '' && optional.includes(column)) return undefined;
  if (cell === '' && clearable.includes(column)) return null;
  if (column === 'lat' || column === 'lon') return numberIn(cell);
  return cell;
}

function listIn(cell: string): string[] {
  return cell === '' ? [] : cell.split('|');
}
