import { AppError } from '../base/errors.ts';
import type { SourceId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { readSourceAddress, type SourceAddress } from './source-address.ts';

/** A large PBX has a few SBCs. */
export const MAX_SOURCE_ADDRESSES = 32;

/** A DNS name of a source, with what DNS says of it. */
interface ListedSourceName {
  readonly name: string;
  readonly addresses: readonly string[];
  /** When DNS last answered, Unix ms; null: never. */
  readonly answeredAt: number | null;
  /** Why it did not when it was last asked; null: it did. */
  readonly failure: string | null;
}

export interface ListedSourceAddresses {
  /** Addresses, networks and DNS names. */
  readonly addresses: readonly string[];
  /** More about the DNS names among them. */
  readonly names: readonly ListedSourceName[];
}

/** Replaces what a source's sessions come from, and returns it. Throws `address-invalid`, `source-network-…`, `source-address-taken`. */
export async function saveSourceAddresses(
  db: Database,
  id: SourceId,
  given: readonly string[],
): Promise<readonly string[]> {
  const read = [...new Map(given.map(requireSourceAddress).map((one) => [one.text, one])).values()];
  if (read.length > MAX_SOURCE_ADDRESSES) throw new AppError('request-invalid', 'too many addresses');
  const names = read.filter(({ kind }) => kind === 'name').map(({ text }) => text);
  const addresses = read.filter(({ kind }) => kind !== 'name').map(({ text }) => text);
  await db.deleteFrom('source_addresses').where('source_id', '=', id).execute();
  await insertAddresses(db, id, addresses);
  await replaceNames(db, id, names);
  // The only one that a recorder of an earlier release, running beside this one, accepts.
  const address = read.find(({ kind }) => kind === 'address')?.text ?? null;
  await db.updateTable('sources').set({ address }).where('id', '=', id).execute();
  return read.map(({ text }) => text);
}

export async function deleteSourceAddresses(db: Database, id: SourceId): Promise<void> {
  await db.deleteFrom('source_addresses').where('source_id', '=', id).execute();
  await db.deleteFrom('source_names').where('source_id', '=', id).execute();
}

/** Of all sources. */
export async function listSourceAddresses(db: Database): Promise<(id: SourceId) => ListedSourceAddresses> {
  const addresses = await db.selectFrom('source_addresses').selectAll().orderBy('address').execute();
  const names = await db.selectFrom('source_names').selectAll().orderBy('name').execute();
  const resolved = await db.selectFrom('source_name_addresses').selectAll().orderBy('address').execute();
  const addressesOf = Map.groupBy(addresses, ({ source_id }) => source_id);
  const namesOf = Map.groupBy(names, ({ source_id }) => source_id);
  const resolvedOf = Map.groupBy(resolved, ({ name }) => name);
  return (id) => {
    const own = (namesOf.get(id) ?? []).map(({ name, answered_at, failure }) => ({
      name,
      addresses: (resolvedOf.get(name) ?? []).map(({ address }) => address),
      answeredAt: answered_at?.getTime() ?? null,
      failure,
    }));
    const given = (addressesOf.get(id) ?? []).map(({ address }) => address);
    return { addresses: [...given, ...own.map(({ name }) => name)], names: own };
  };
}

/** Each address and network with its source. Those that the operator has given come before those that DNS says, those of older sources (by their ids) before others. */
export async function addressesInDirectory(
  db: Database,
): Promise<readonly { readonly address: string; readonly source_id: SourceId }[]> {
  const given = await db.selectFrom('source_addresses').select(['address', 'source_id']).execute();
  const resolved = await db
    .selectFrom('source_name_addresses as resolved')
    .innerJoin('source_names as names', 'names.name', 'resolved.name')
    .select(['resolved.address', 'names.source_id'])
    .orderBy('names.source_id')
    .execute();
  return [...given, ...resolved];
}

/** Those that have an address, a network or a name, also one that DNS does not know. */
export async function sourcesWithAddress(db: Database): Promise<ReadonlySet<SourceId>> {
  const rows = await db
    .selectFrom('source_addresses')
    .select('source_id')
    .union(db.selectFrom('source_names').select('source_id'))
    .execute();
  return new Set(rows.map(({ source_id }) => source_id));
}

async function insertAddresses(db: Database, id: SourceId, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const inserted = await db
    .insertInto('source_addresses')
    .values(addresses.map((address) => ({ address, source_id: id })))
    .onConflict((taken) => taken.column('address').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== BigInt(addresses.length)) throw new AppError('source-address-taken');
}

/** Those that stay keep their addresses. */
async function replaceNames(db: Database, id: SourceId, names: readonly string[]): Promise<void> {
  const others = db.deleteFrom('source_names').where('source_id', '=', id);
  await (names.length === 0 ? others : others.where('name', 'not in', names)).execute();
  if (names.length === 0) return;
  await db
    .insertInto('source_names')
    .values(names.map((name) => ({ name, source_id: id })))
    .onConflict((known) => known.column('name').doNothing())
    .execute();
  const own = await db.selectFrom('source_names').where('source_id', '=', id).select('name').execute();
  if (own.length !== names.length) throw new AppError('source-address-taken');
}

function requireSourceAddress(text: string): SourceAddress {
  const read = readSourceAddress(text);
  if (!read.ok) throw new AppError(read.reason);
  return read.value;
}
