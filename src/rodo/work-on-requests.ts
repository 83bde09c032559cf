import { AppError } from '../base/errors.ts';
import type { RodoRequestId } from '../base/ids.ts';
import { deleteEndedPackages, makeAccessPackage, type PackageDeps } from './access-package.ts';
import { type EraseDeps, eraseSubject } from './erase-subject.ts';
import { requestFromRow } from './request.ts';

export type RodoWorkDeps = PackageDeps & EraseDeps;

interface WorkOptions {
  /** Only this request; without it: all that are ordered. */
  readonly only?: RodoRequestId;
  /** Ends the work after the current request. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the packages and does the erasures that are ordered and released; deletes packages whose time is over. What fails is noted at
 * its request, does not stop the others, and is thrown at the end, so that the job is repeated.
 */
export async function workOnRequests(deps: RodoWorkDeps, { only, signal }: WorkOptions = {}): Promise<void> {
  const { db, log } = deps;
  let failure: unknown;
  if (only === undefined) await deleteEndedPackages(deps).catch((error: unknown) => (failure = error));
  for (const id of await idsToWorkOn(deps, only)) {
    if (signal?.aborted === true) break;
    try {
      await workOn(deps, id);
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal-error';
      if (code === 'rodo-own-number') {
        await takeBack(deps, id);
        continue;
      }
      failure ??= error;
      log.error({ err: error, requestId: id }, 'rodo: a request could not be worked on; trying again');
      await db.updateTable('rodo_requests').set({ failure: code }).where('id', '=', id).execute();
    }
  }
  if (failure !== undefined) throw failure;
}

/** The tenant has got the number since the order: nothing to repeat. The request is open again, with the reason. */
async function takeBack({ db, log }: RodoWorkDeps, id: RodoRequestId): Promise<void> {
  log.warn({ requestId: id }, 'rodo: the number of an erasure is the tenant’s own by now; nothing is erased');
  await db
    .updateTable('rodo_requests')
    .set({ state: 'open', failure: 'rodo-own-number' })
    .where('id', '=', id)
    .where('state', '=', 'working')
    .execute();
}

async function idsToWorkOn({ db }: RodoWorkDeps, only: RodoRequestId | undefined): Promise<RodoRequestId[]> {
  const rows = await db
    .selectFrom('rodo_requests')
    .select('id')
    .where('state', '=', 'working')
    .$if(only !== undefined, (query) => query.where('id', '=', only!))
    .orderBy('ordered_at')
    .execute();
  return rows.map(({ id }) => id);
}

async function workOn(deps: RodoWorkDeps, id: RodoRequestId): Promise<void> {
  const row = await deps.db.selectFrom('rodo_requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const request = requestFromRow(row);
  if (request.state !== 'working' || request.number === null) return;
  const open = { ...request, number: request.number };
  if (request.kind === 'erasure') await eraseSubject(deps, open);
  else await makeAccessPackage(deps, open, row.with_recordings);
}
