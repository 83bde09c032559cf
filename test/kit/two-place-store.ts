import { join } from 'node:path';
import { FolderIdPlace } from '../../src/platform/folder-id-place.ts';
import type { MoveDeps } from '../../src/platform/move-store.ts';
import { MovingObjectStore } from '../../src/platform/moving-object-store.ts';
import { FolderObjectStore, type ObjectStore } from '../../src/platform/object-store.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { RegisteredIdentity } from '../../src/platform/store-identity.ts';
import { ObjectLocks, StorePlans } from '../../src/platform/store-plan.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** A store with two places, both in folders, and what moves it from one to the other. */
export function twoPlaceStore(
  db: Database,
  folder: string,
  counted: <T extends object>(target: T) => T = (target) => target,
): { readonly store: ObjectStore; readonly move: MoveDeps; readonly places: MoveDeps['places'] } {
  const at = (name: string) => {
    const identity = new RegisteredIdentity(db, { name: 'recordings', place: new FolderIdPlace(join(folder, name)) });
    return { identity: counted(identity), objects: counted(new FolderObjectStore(join(folder, name), identity)) };
  };
  const [one, two] = [at('one'), at('two')];
  const places = { folder: one.objects, s3: two.objects };
  const plans = counted(new StorePlans(db, { name: 'recordings', unless: 'folder', clock: systemClock }));
  const deps = { db, locks: new ObjectLocks(db, systemClock), plans, places };
  return {
    store: new MovingObjectStore(deps),
    places,
    move: { ...deps, identities: { folder: one.identity, s3: two.identity }, folder },
  };
}
