import { sql } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import { isCallOf, isRecordingOf } from '../../catalog/index.ts';
import type { DayManifests } from '../../file-access/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { isKept } from '../../retention/index.ts';
import { serviceHistory } from '../../tenants/index.ts';
import { manifests } from '../package/index.ts';
import { recordingsOfDay, unrecordedOfDay } from './day-contents.ts';

/** The manifests that stand in the day's folder: like those of the push, of everything that is kept now, as one package. */
export function dayManifests({ db, clock }: { readonly db: Database; readonly clock: Clock }): DayManifests {
  return {
    read: async (scope, day) => {
      const { tenantId } = scope;
      const kept = isKept(await serviceHistory(db, tenantId), clock.now());
      const deliverable = sql<boolean>`(${kept} AND ${isRecordingOf(scope)})`;
      const recordings = await recordingsOfDay(db, { tenantId, day, selection: 'all', deliverable });
      const unrecorded = await unrecordedOfDay(db, tenantId, day, isCallOf(scope));
      return manifests({ day, number: 1, recordings, unrecorded, columns: 'with-parties' });
    },
  };
}
