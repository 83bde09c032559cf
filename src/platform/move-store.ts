import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MovingStoreDeps } from './moving-object-store.ts';
import type { ObjectKey, ObjectStore } from './object-store.ts';
import type { RegisteredIdentity } from './store-identity.ts';
import type { StorePlace } from './store-plan.ts';

/** Objects moved at once: while one is read, another is written. */
const PARALLEL_OBJECTS = 2;
const PIECE_BYTES = 1024 * 1024;
const TURNED_BACK = 'the move was turned back or ended by another command';
/** The name of a store in the table. */
const NAME = 'recordings';

export interface MoveDeps extends Pick<MovingStoreDeps, 'db' | 'locks' | 'plans'> {
  readonly places: Readonly<Record<StorePlace, ObjectStore>>;
  readonly identities: Readonly<Record<StorePlace, Pick<RegisteredIdentity, 'check' | 'extend' | 'retire'>>>;
  /** For a temporary file: objects are encrypted. */
  readonly folder: string;
  /** Ends the move after the current objects; the next one goes on. */
  readonly signal?: AbortSignal;
}

export interface StoreMove {
  /** By this run. */
  readonly moved: number;
  readonly failed: number;
  /** What the first failure was. */
  readonly failure: string | null;
  /** All is at the new place. */
  readonly done: boolean;
  /** It was this run that ended the move. */
  readonly finished: boolean;
}

/** From now on what is put goes to the new place. A move in the other direction is turned back. False: it has begun already. */
export async function beginMove(deps: MoveDeps, to: StorePlace): Promise<boolean> {
  const { db, plans, identities } = deps;
  const from = otherPlace(to);
  const { place, movingTo } = await plans.now();
  if (movingTo === to || (place === to && movingTo === null)) return false;
  await identities[from].check();
  await identities[to].extend();
  if (movingTo !== null) await removeCopies(deps, to);
  await db.updateTable('stores').set({ place: from, moving_to: to }).where('name', '=', NAME).execute();
  // Again: a mover in the other direction may have copied until now.
  if (movingTo !== null) await removeCopies(deps, to);
  return true;
}

/** Before a move is turned back: what was copied, but not verified, is removed where its original is still there. */
async function removeCopies({ db, locks, places }: MoveDeps, to: StorePlace): Promise<void> {
  for (const { key } of await db.selectFrom('store_copies').select('key').execute()) {
    await locks.with(key, async () => {
      const original = await places[to].stat(key as ObjectKey);
      if (original !== null) await places[otherPlace(to)].delete(key as ObjectKey);
    });
    await db.deleteFrom('store_copies').where('key', '=', key).execute();
  }
}

/**
 * Moves the objects of a store to another place while it is used: each is copied, read again there and compared by its SHA-256, and
 * only then deleted here. May be killed anywhere and run again.
 */
export async function moveObjects(deps: MoveDeps, to: StorePlace): Promise<StoreMove> {
  const { db, plans, places, identities } = deps;
  const from = places[otherPlace(to)];
  const result = { moved: 0, failed: 0, failure: null as string | null };
  const isStopped = (): boolean => deps.signal?.aborted === true;
  const plan = await plans.now();
  if (plan.movingTo !== to) {
    if (plan.place !== to || plan.movingTo !== null) {
      return { ...result, failure: TURNED_BACK, done: false, finished: false };
    }
    // Killed after the end of the move.
    await identities[otherPlace(to)].retire();
    return { ...result, done: true, finished: false };
  }
  // What was being put when the move began may come to the old place after it was listed.
  for (let before = -1; result.moved !== before && result.failed === 0 && !isStopped(); ) {
    before = result.moved;
    const running = new Set<Promise<void>>();
    for await (const key of from.list('')) {
      if (isStopped()) break;
      const one = moveObject(deps, to, key).then(
        () => void (result.moved += 1),
        (error: unknown) => {
          result.failed += 1;
          result.failure ??= `${key}: ${String(error)}`;
        },
      );
      const tracked = one.then(() => void running.delete(tracked));
      running.add(tracked);
      if (running.size >= PARALLEL_OBJECTS) await Promise.race(running);
    }
    await Promise.all(running);
  }
  if (result.failed > 0 || isStopped()) return { ...result, done: false, finished: false };
  const ended = await db
    .updateTable('stores')
    .set({ place: to, moving_to: null })
    .where('name', '=', NAME)
    .where('moving_to', '=', to)
    .executeTakeFirst();
  if (ended.numUpdatedRows === 0n) return { ...result, failure: TURNED_BACK, done: false, finished: false };
  // Of runs that were killed when an object had just been moved.
  await db.deleteFrom('store_copies').execute();
  await identities[otherPlace(to)].retire();
  return { ...result, done: true, finished: true };
}

function otherPlace(place: StorePlace): StorePlace {
  return place === 's3' ? 'folder' : 's3';
}

async function moveObject(deps: MoveDeps, to: StorePlace, key: ObjectKey): Promise<void> {
  const { db, plans, places } = deps;
  const [source, target] = [places[otherPlace(to)], places[to]];
  await deps.locks.with(key, async (stillHere) => {
    if ((await plans.now()).movingTo !== to) throw new Error(TURNED_BACK);
    if ((await source.stat(key)) === null) return;
    // Without a row, what is at the new place was put there later than what is here.
    const isCopy = await db.selectFrom('store_copies').select('key').where('key', '=', key).executeTakeFirst();
    if (isCopy !== undefined || (await target.stat(key)) === null) {
      await db
        .insertInto('store_copies')
        .values({ key })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await copyVerified(deps, { source, target, key });
    }
    await stillHere();
    await source.delete(key);
  });
  await db.deleteFrom('store_copies').where('key', '=', key).execute();
}

interface Copying {
  readonly source: ObjectStore;
  readonly target: ObjectStore;
  readonly key: ObjectKey;
}

async function copyVerified({ folder }: MoveDeps, { source, target, key }: Copying): Promise<void> {
  const path = join(folder, `${createHash('sha256').update(key).digest('hex')}.moving`);
  try {
    const given = await readThrough(source, key, path);
    await target.put(key, path);
    const stored = await readThrough(target, key, null);
    if (stored === given) return;
    await target.delete(key);
    throw new Error('what was stored is not what was copied');
  } finally {
    await rm(path, { force: true });
  }
}

/** The SHA-256 of an object; its bytes are written to a file if one is named. */
async function readThrough(store: ObjectStore, key: ObjectKey, path: string | null): Promise<string> {
  const hash = createHash('sha256');
  const object = await store.open(key);
  const file = path === null ? null : await open(path, 'w', 0o600);
  try {
    const memory = Buffer.allocUnsafe(PIECE_BYTES);
    for (let length = PIECE_BYTES; length === PIECE_BYTES; ) {
      length = await object.read(memory);
      hash.update(memory.subarray(0, length));
      await file?.write(memory, 0, length);
    }
    return hash.digest('hex');
  } finally {
    await object.close();
    await file?.close();
  }
}
