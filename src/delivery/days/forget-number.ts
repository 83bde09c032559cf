import type { CallId, PackageId, TenantId } from '../../base/ids.ts';
import type { PhoneNumber } from '../../base/phone-number.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { packContents, unpackContents } from './day-contents.ts';

/** A delivery may change the contents at the same time. */
const MAX_ATTEMPTS = 5;

/**
 * Removes a number from calls in packages that wait for their delivery. Recordings of the calls are destroyed: the next attempt to
 * deliver removes them.
 */
export async function forgetNumberInPackages(
  db: Database,
  tenantId: TenantId,
  number: PhoneNumber,
  callIds: readonly CallId[],
): Promise<void> {
  const waiting = await db
    .selectFrom('packages')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .execute();
  const calls = new Set<string>(callIds);
  for (const { id } of waiting) await forgetInPackage(db, id, { number, calls });
}

interface Forgotten {
  readonly number: PhoneNumber;
  readonly calls: ReadonlySet<string>;
}

async function forgetInPackage(db: Database, id: PackageId, { number, calls }: Forgotten): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const row = await db
      .selectFrom('packages')
      .select(['contents', 'form'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (row.contents === null) return;
    const contents = await unpackContents(row.contents);
    const without = <T extends { readonly call: Called }>(one: T): T =>
      calls.has(one.call.callId) ? { ...one, call: withoutNumber(one.call, number) } : one;
    const changed = {
      ...contents,
      recordings: contents.recordings.map(without),
      unrecorded: contents.unrecorded.map(without),
    };
    if (JSON.stringify(changed) === JSON.stringify(contents)) return;
    const saved = await db
      .updateTable('packages')
      // A partial upload of a ZIP is of other contents.
      .set({ contents: await packContents(changed), ...(row.form === 'zip' && { begun_at: null }) })
      .where('id', '=', id)
      .where('contents', '=', row.contents)
      .executeTakeFirst();
    if (saved.numUpdatedRows === 1n) return;
  }
  throw new Error(`the contents of package ${id} change all the time`);
}

interface Called {
  readonly callId: string;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
}

function withoutNumber<T extends Called>(call: T, number: PhoneNumber): T {
  const keep = (party: PhoneNumber | null) => (party === number ? null : party);
  return { ...call, caller: keep(call.caller), callee: keep(call.callee) };
}
