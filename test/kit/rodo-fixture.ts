import { sql } from 'kysely';
import { AuditLog } from '../../src/audit/index.ts';
import { type CallId, newId, type TenantId } from '../../src/base/ids.ts';
import { saveCall, saveUnrecordedCall } from '../../src/calls/index.ts';
import type { CallDescription, NoRecordingReason } from '../../src/recording/index.ts';
import { type RequestKey, type RodoActor, type RodoKind, RodoRequests, workOnRequests } from '../../src/rodo/index.ts';
import { describeCall } from './catalog-rows.ts';
import { audioOf, DAY_MS, RetentionFixture } from './retention-fixture.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { storeMp3 } from './store-mp3.ts';

/** The data subject of the tests, and whom they talk to. */
export const PERSON = '+48512345678';
export const COMPANY = '+48221234567';

/** Two administrators of the tenant, and the operator by command. */
export const ANNA: RodoActor = { actor: 'anna-id', name: 'anna', address: '192.0.2.7', isOperator: false };
export const BARTEK: RodoActor = { ...ANNA, actor: 'bartek-id', name: 'bartek' };
export const OPERATOR: RodoActor = { actor: 'cli', name: 'cli', address: null, isOperator: true };

/** Metadata of a call that was transferred to a third party. */
export const transferredTo = (number: string): string =>
  `<?xml version="1.0"?><recording xmlns="urn:ietf:params:xml:ns:recording:1"><participant participant_id="a">` +
  `<nameID aor="sip:${number}@pbx.example"/></participant></recording>`;

/** The RODO desk on a real database, with recordings in memory. */
export class RodoFixture extends RetentionFixture {
  readonly folder = temporaryFolder();
  readonly requests = new RodoRequests({ db: this.db, audit: new AuditLog(this.db, this.clock), clock: this.clock });

  /** A recorded call that began `daysOld` days ago. */
  async recorded(tenantId: TenantId, daysOld: number, changes: Partial<CallDescription> = {}) {
    const startedAt = this.clock.now() - daysOld * DAY_MS;
    const call = describeCall(tenantId, {
      caller: PERSON,
      callee: COMPANY,
      direction: 'inbound',
      startedAt,
      answeredAt: startedAt + 3000,
      ...changes,
    });
    await storeMp3(this, call, audioOf(call.recordingId));
    return { recordingId: call.recordingId, callId: call.callId };
  }

  /** A call without a recording. */
  unrecorded(tenantId: TenantId, reason: NoRecordingReason, changes: Partial<CallDescription> = {}): Promise<CallId> {
    const call = describeCall(tenantId, {
      caller: PERSON,
      callee: COMPANY,
      startedAt: this.clock.now() - DAY_MS,
      ...changes,
    });
    return saveUnrecordedCall(this.db, { ...call, endedAt: call.startedAt + 1000, reason });
  }

  /** A further session of a call, as after a transfer. */
  withMetadata(tenantId: TenantId, metadata: string): Promise<CallId> {
    const startedAt = this.clock.now() - DAY_MS;
    const call = describeCall(tenantId, { caller: '+48600000001', callee: COMPANY, startedAt, metadata: [metadata] });
    return saveCall(this.db, { ...call, callId: newId<CallId>(startedAt) }, { endedAt: startedAt + 1000 });
  }

  /** What people wrote about a call: a note, a tag and a mark for review with their texts. */
  async written(tenantId: TenantId, callId: CallId, text: string): Promise<void> {
    await sql`INSERT INTO call_notes (tenant_id, call_id, id, text, author_id, created_at)
      VALUES (${tenantId}, ${callId}, gen_random_uuid(), ${text}, gen_random_uuid(), now())`.execute(this.db);
    await sql`INSERT INTO call_tags (tenant_id, call_id, tag, added_by, added_at)
      VALUES (${tenantId}, ${callId}, 'reklamacja', gen_random_uuid(), now())`.execute(this.db);
    await sql`INSERT INTO call_reviews (tenant_id, call_id, for_user_id, from_user_id, note, created_at)
      VALUES (${tenantId}, ${callId}, gen_random_uuid(), gen_random_uuid(), ${text}, now())`.execute(this.db);
  }

  async open(tenantId: TenantId, kind: RodoKind, number = PERSON): Promise<RequestKey> {
    const { id } = await this.requests.open({ tenantId, kind, number, note: 'R 1/26', receivedOn: null }, ANNA);
    return { tenantId, requestId: id };
  }

  /** Does what the job does. */
  work(): Promise<void> {
    return workOnRequests(this);
  }

  /** The actions in the tenant’s audit log, oldest first. */
  async actionsOf(tenantId: TenantId): Promise<string[]> {
    return (await this.audit.list(tenantId)).map(({ action }) => action).reverse();
  }
}
