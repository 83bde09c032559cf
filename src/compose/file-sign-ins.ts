import { accountSignIn, SignIns } from '../file-access/index.ts';
import type { Shared } from './shared.ts';
import { treeSources } from './tree-sources.ts';

/** Signs in the clients that fetch files, at every door. */
export function fileSignIns(shared: Shared): SignIns {
  const { clock, log, access, database } = shared;
  const { db } = database;
  return new SignIns({ authenticate: accountSignIn(db, { ...treeSources(shared), access }), db, clock, log });
}
