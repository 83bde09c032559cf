import { createHash, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from '../../../src/platform/clock.ts';
import { listCalls, type ListedCall, type ListedRecording, wholeTenant } from '../../../src/catalog/index.ts';
import type { Database } from '../../../src/platform/postgres/index.ts';
import { decodeRecording, hasTone } from '../decoded-recording.ts';
import { filesIn } from '../push/server-folder.ts';
import type { Customer, Customers } from './customers.ts';
import type { FonotekaMachine } from './fonoteka-machine.ts';
import { fetched, ftp, type Load, type PlacedCall } from './load.ts';

/** What was done to a machine, on the clock of `performance.now`. */
export interface Fault {
  readonly machine: string;
  readonly kind: string;
  readonly from: number;
  until: number;
}

export interface Checked {
  readonly db: Database;
  readonly customers: Customers;
  readonly load: Load;
  readonly faults: readonly Fault[];
  readonly files: FonotekaMachine;
}

/** Of a call that nothing disturbed. */
const TOLERANCE_MS = 100;
/** The spool is synced each second: what a killed recorder had before is there. */
const SYNCED_AFTER_MS = 2_000;
/** What is on its way when the cable is pulled. */
const CUT_TOLERANCE_MS = 500;
const CHECKED_MS = 400;
/** The last two seconds of a lost recorder are gone, also of a call that had ended. */
const unsavedMs = (kind: string): number => (kind === 'lost' ? SYNCED_AFTER_MS : 0);
/** All are compared by their hash; some are heard. */
const MAX_DECODED_UPLOADS = 100;

/** What is wrong after everything; empty: nothing. */
export async function findings(checked: Checked): Promise<string[]> {
  const listed = new Map<Customer, readonly ListedCall[]>();
  for (const customer of checked.customers.all) listed.set(customer, await allCalls(checked.db, customer));
  const found: string[] = [];
  const audio = new Map<string, Buffer>();
  for (const [customer, calls] of listed) found.push(...(await fetchTree(checked.files, customer, calls, audio)));
  for (const call of checked.load.calls) found.push(...(await checkCall(checked, call, listed, audio)));
  found.push(...(await checkUploads(checked, listed, audio)));
  found.push(...checkDownloads(checked, listed));
  for (const [customer, calls] of listed) found.push(...checkPackages(checked.customers, customer, calls));
  return found;
}

async function allCalls(db: Database, { tenantId }: Customer): Promise<ListedCall[]> {
  const calls: ListedCall[] = [];
  for (let cursor: string | null = null; ; ) {
    const catalog = { db, clock: systemClock, panelWindowDays: 30 };
    const page = await listCalls(catalog, wholeTenant(tenantId), { cursor, limit: 200 });
    calls.push(...page.calls);
    if (page.nextCursor === null) return calls;
    cursor = page.nextCursor;
  }
}

const keptOf = (calls: readonly ListedCall[]): ListedRecording[] =>
  calls.flatMap(({ recordings }) => recordings).filter(({ kept }) => kept);

/** Every recording is in its tenant's tree, with the bytes that its checksum says, and nothing else is there. */
async function fetchTree(
  files: FonotekaMachine,
  customer: Customer,
  calls: readonly ListedCall[],
  audio: Map<string, Buffer>,
): Promise<string[]> {
  const kept = keptOf(calls);
  const found: string[] = [];
  const inTree = new Set<string>();
  await ftp(files, customer, async (client) => {
    for (const day of new Set(kept.map(({ path }) => path.slice(0, 10)))) {
      for (const { name } of await client.list(`/${day}`)) if (name.endsWith('.mp3')) inTree.add(`${day}/${name}`);
    }
    for (const { path, checksum, id } of kept) {
      if (!inTree.delete(path)) found.push(`${customer.name}: ${path} is not in the tree`);
      const bytes = await fetched(client, `/${path}`).catch((error: unknown) => String(error));
      if (typeof bytes === 'string') found.push(`${customer.name}: ${path} cannot be fetched: ${bytes}`);
      else if (sha256(bytes) !== checksum) found.push(`${customer.name}: ${path} is not what was stored`);
      else audio.set(id, bytes);
    }
  });
  for (const path of inTree) found.push(`${customer.name}: ${path} is in the tree, and in no call`);
  return found;
}

async function checkCall(
  { faults }: Checked,
  call: PlacedCall,
  listed: ReadonlyMap<Customer, readonly ListedCall[]>,
  audio: ReadonlyMap<string, Buffer>,
): Promise<string[]> {
  const { tenant, caller, recorder, sentMs, acknowledged } = call;
  const during = faults.filter(
    ({ machine, kind, from, until }) =>
      machine === recorder && from - unsavedMs(kind) < call.endedAt && until > call.answeredAt,
  );
  const what = `call of ${caller} to ${tenant.name} on ${recorder} (${sentMs} ms${during.map(({ kind }) => `, ${kind}`).join('')})`;
  for (const [other, calls] of listed) {
    if (other !== tenant && calls.some((each) => each.caller === caller)) return [`${what} is ${other.name}'s too`];
  }
  const recordings = listed
    .get(tenant)!
    .filter((each) => each.caller === caller)
    .flatMap((each) => each.recordings);
  if (recordings.length > 1) return [`${what} is there ${recordings.length} times`];
  const killed = during.find(({ kind }) => kind === 'killed' || kind === 'lost');
  const syncedMs = killed === undefined ? sentMs : Math.min(sentMs, killed.from - call.answeredAt);
  const [recording] = recordings;
  if (recording === undefined) {
    const mustBeThere = acknowledged && killed?.kind !== 'lost' ? sentMs > 0 : syncedMs > SYNCED_AFTER_MS;
    return mustBeThere ? [`${what}${acknowledged ? '' : ', not acknowledged,'} is missing`] : [];
  }
  const bytes = audio.get(recording.id);
  if (bytes === undefined) return [];
  const decoded = await decodeRecording(bytes);
  if (killed !== undefined) {
    return decoded.durationMs > syncedMs - SYNCED_AFTER_MS
      ? []
      : [`${what} has ${decoded.durationMs} ms of ${syncedMs} ms before the kill`];
  }
  const cut = during.find(({ kind }) => kind === 'cut off');
  if (cut !== undefined) {
    // What was sent meanwhile never arrived; where nothing followed it, the recorder does not know of it.
    const cutMs = Math.min(cut.until, call.endedAt) - Math.max(cut.from, call.answeredAt);
    return decoded.durationMs > sentMs - cutMs - CUT_TOLERANCE_MS ? [] : [`${what} has ${decoded.durationMs} ms`];
  }
  // Ended before a word was said.
  if (sentMs === 0) return [];
  if (!acknowledged && during.length > 0) return [];
  const found: string[] = [];
  // On a busy machine the caller stands still at times: its packets keep the distance at which they came.
  const longestMs = Math.max(sentMs, call.endedAt - call.answeredAt) + TOLERANCE_MS;
  if (decoded.durationMs < sentMs - TOLERANCE_MS || decoded.durationMs > longestMs) {
    found.push(`${what} has ${decoded.durationMs} ms`);
  }
  for (let from = 100; from + CHECKED_MS < Math.min(sentMs, decoded.durationMs); from += CHECKED_MS) {
    const piece = [from, from + CHECKED_MS] as const;
    if (!hasTone(decoded.caller, call.callerHz, piece)) found.push(`${what}: no caller at ${from} ms`);
    if (!hasTone(decoded.callee, call.calleeHz, piece)) found.push(`${what}: no callee at ${from} ms`);
  }
  // What was lost on the way, or while the recorder stood still, is missing: a flag or the quality shows it.
  const showsLoss = recording.flags.length > 0 || recording.quality?.legs.some(({ lost }) => lost > 0) === true;
  return during.length > 0 && showsLoss ? [] : found.map((each) => `${each}; flags: ${recording.flags.join(' ')}`);
}

async function checkUploads(
  { load }: Checked,
  listed: ReadonlyMap<Customer, readonly ListedCall[]>,
  audio: ReadonlyMap<string, Buffer>,
): Promise<string[]> {
  const found: string[] = [];
  for (const { tenant, recordingId, hz, durationMs, kind } of load.uploads) {
    const calls = listed.get(tenant)!.filter(({ recordings }) => recordings.some(({ id }) => id === recordingId));
    const what = `upload ${recordingId} of ${tenant.name} (${kind})`;
    if (calls.length !== 1 || calls[0]!.recordings.length !== 1) {
      found.push(`${what} is there ${calls.flatMap(({ recordings }) => recordings).length} times`);
      continue;
    }
    const { kept } = calls[0]!.recordings[0]!;
    if (kind === 'expired') {
      if (kept) found.push(`${what} is not destroyed`);
      continue;
    }
    const bytes = audio.get(recordingId);
    if (bytes === undefined) {
      if (!kept) found.push(`${what} is destroyed`);
      continue;
    }
    if (randomInt(load.uploads.length) >= MAX_DECODED_UPLOADS) continue;
    const decoded = await decodeRecording(bytes);
    if (Math.abs(decoded.durationMs - durationMs) > TOLERANCE_MS)
      found.push(`${what} has ${decoded.durationMs} ms of ${durationMs}`);
    if (!hasTone(decoded.caller, hz, [100, durationMs - 100])) found.push(`${what} has another tone`);
  }
  return found;
}

function checkDownloads({ load }: Checked, listed: ReadonlyMap<Customer, readonly ListedCall[]>): string[] {
  const known = new Map<string, string>();
  for (const [{ tenantId }, calls] of listed) {
    for (const { path, checksum } of calls.flatMap(({ recordings }) => recordings))
      known.set(`${tenantId} ${path}`, checksum);
  }
  return [...load.downloads]
    .filter(([path, hash]) => known.get(path) !== hash)
    .map(([path]) => `${path}: FTP served something else`);
}

interface Manifest {
  readonly recordings: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: string }[];
}

/** Each file of each manifest has the size and the hash that it says; of the sent days every recording is in one. */
function checkPackages({ days }: Customers, customer: Customer, calls: readonly ListedCall[]): string[] {
  if (!existsSync(customer.folder)) return [`${customer.name}: nothing was delivered`];
  const files = filesIn(customer.folder);
  const found: string[] = [];
  const delivered = new Map<string, string>();
  for (const [path, content] of files) {
    if (!/^manifest_.*\.json$/.test(basename(path))) continue;
    for (const { path: file, sizeBytes, sha256: hash } of (JSON.parse(content.toString()) as Manifest).recordings) {
      delivered.set(file, hash);
      const bytes = files.get(file);
      if (bytes?.length !== sizeBytes || sha256(bytes) !== hash)
        found.push(`${customer.name}: ${file} is not as ${path} says`);
    }
  }
  for (const { path, checksum } of keptOf(calls)) {
    const day = path.slice(0, 10).replaceAll('/', '-');
    if (days.includes(day) && delivered.get(path) !== checksum)
      found.push(`${customer.name}: ${path} is in no package`);
  }
  for (const path of files.keys()) {
    if (!/manifest_|\.mp3$/.test(path)) found.push(`${customer.name}: ${path} is left on the server`);
    if (path.endsWith('.mp3') && !delivered.has(path))
      found.push(`${customer.name}: ${path} is on the server and in no manifest`);
  }
  return found;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
