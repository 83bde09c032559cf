import type { CallId, PackageId, TenantId } from '../../base/ids.ts';
import type { PhoneNumber } from '../../base/phone-number.ts';
import { warsawDay } from '../../base/warsaw-time.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { erasedFileName, recordingPath } from '../../recording/index.ts';
import { type PackageContents, type PackageRecording, packContents, unpackContents } from './day-contents.ts';

/** A delivery may change the contents at the same time. */
const MAX_ATTEMPTS = 5;

/**
 * Removes a number from calls in packages that wait for their delivery, and from the names of their files. Recordings of the calls are
 * destroyed: the next attempt to deliver removes them. Where the customer's server may already have a file of that name, the name
 * stays until that attempt has deleted the file there.
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
  const target = await db
    .selectFrom('push_targets')
    .select('tenant_id')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  const forgotten = { number, calls: new Set<string>(callIds), hasTarget: target !== undefined };
  for (const { id } of waiting) await forgetInPackage(db, id, forgotten);
}

interface Forgotten {
  readonly number: PhoneNumber;
  readonly calls: ReadonlySet<string>;
  /** Whether the tenant has a server to which packages go. */
  readonly hasTarget: boolean;
}

async function forgetInPackage(db: Database, id: PackageId, { number, calls, hasTarget }: Forgotten): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const row = await db
      .selectFrom('packages')
      .select(['contents', 'form', 'begun_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (row.contents === null) return;
    const contents = await unpackContents(row.contents);
    const { recordings, unrecorded } = await concernedBy(db, contents, calls);
    const without = <T extends { readonly call: Called }>(one: T): T => ({
      ...one,
      call: withoutNumber(one.call, number),
    });
    const mayBeAtTarget = hasTarget && row.form === 'tree' && row.begun_at !== null;
    const changed = {
      ...contents,
      recordings: contents.recordings.map((one) => {
        if (!recordings.has(one.id)) return one;
        const forgotten = withoutParty(without(one), number);
        return mayBeAtTarget ? forgotten : withoutName(forgotten);
      }),
      unrecorded: contents.unrecorded.map((one) => (unrecorded.has(one.call.callId) ? without(one) : one)),
    };
    if (JSON.stringify(changed) === JSON.stringify(contents)) return;
    const saved = await db
      .updateTable('packages')
      // A partial upload of a ZIP is of other contents.
      .set({ contents: await packContents(changed), ...(row.form === 'zip' && { begun_at: null }) })
      .where('id', '=', id)
      .where('contents', '=', row.contents)
      .where('begun_at', 'is not distinct from', row.begun_at)
      .executeTakeFirst();
    if (saved.numUpdatedRows === 1n) return;
  }
  throw new Error(`the contents of package ${id} change all the time`);
}

/**
 * What of a package belongs to one of the calls. Since it was made a call may have become part of another one: its recordings are of
 * that call now, and its own row is gone.
 */
async function concernedBy(
  db: Database,
  contents: PackageContents,
  calls: ReadonlySet<string>,
): Promise<{ readonly recordings: ReadonlySet<string>; readonly unrecorded: ReadonlySet<string> }> {
  const recordings = await db
    .selectFrom('recordings')
    .select('id')
    .where('id', '=', (eb) => eb.fn.any(eb.val(contents.recordings.map(({ id }) => id))))
    .where('call_id', '=', (eb) => eb.fn.any(eb.val([...calls] as CallId[])))
    .execute();
  const listed = contents.unrecorded.map(({ call }) => call.callId as CallId);
  const present = await db
    .selectFrom('calls')
    .select('id')
    .where('id', '=', (eb) => eb.fn.any(eb.val(listed)))
    .execute();
  const left = new Set<string>(present.map(({ id }) => id));
  return {
    recordings: new Set(recordings.map(({ id }) => id)),
    unrecorded: new Set(listed.filter((id) => calls.has(id) || !left.has(id))),
  };
}

function withoutParty(recording: PackageRecording, number: PhoneNumber): PackageRecording {
  const { parties } = recording;
  if (parties === undefined) return recording;
  return {
    ...recording,
    parties: parties.map((party) => (party.number === number ? { ...party, number: null } : party)),
  };
}

/** Names of files have the numbers, too. */
function withoutName(recording: PackageRecording): PackageRecording {
  return { ...recording, path: recordingPath(warsawDay(recording.call.startedAt), erasedFileName(recording.id)) };
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
