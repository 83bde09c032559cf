import { sql } from 'kysely';
import { newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import { createNoticeMetrics, handleCallEvents } from '../../src/call-notices/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { CallDescription } from '../../src/recording/index.ts';
import { addTenant, addUser } from '../../src/tenants/index.ts';
import { describeCall } from './catalog-rows.ts';
import { audioOf, RetentionFixture } from './retention-fixture.ts';
import { storeMp3 } from './store-mp3.ts';

export const MINUTE_MS = 60_000;

/** Of all tests of a database: names, numbers and logins are unique in it. */
let companies = 0;

/** Calls that are stored, and what programs and people are notified of, on a real database. */
export class NoticeFixture extends RetentionFixture {
  readonly metrics = createNoticeMetrics(createMetrics());
  readonly panelWindowDays = 90;
  readonly panelUrl = () => 'https://panel.example';

  /** Removes what earlier tests of the file have left. */
  async empty(): Promise<void> {
    await sql`TRUNCATE call_events, call_hooks, call_hook_deliveries, call_mail_rules, mails`.execute(this.db);
  }

  /** A company with a plan, an address for mails, and a user who may do everything. */
  async company() {
    const { db } = this;
    const now = this.clock.now();
    const name = `Firma ${++companies}`;
    const [numbers, email] = [[`+4822${String(1_000_000 + companies)}`], `f${companies}@a.pl`];
    const { tenantId } = await addTenant(db, { name, plan: 'Biznes', numbers, email }, now);
    const { id } = await addUser(db, { tenantId, name, role: 'admin', email: `szef${companies}@a.pl` }, now);
    return { tenantId, user: { id, rights: ['order', 'listen', 'download'] as const }, userId: id };
  }

  /** A call that ended now is stored. */
  async recorded(tenantId: TenantId, changes: Partial<CallDescription> = {}): Promise<CallDescription> {
    const startedAt = this.clock.now() - MINUTE_MS;
    const recordingId = newId<RecordingId>(startedAt);
    const call = describeCall(tenantId, { startedAt, answeredAt: startedAt, recordingId, ...changes });
    await storeMp3(this, call, audioOf(recordingId));
    return call;
  }

  /** Does what the job does. */
  handle(): Promise<void> {
    return handleCallEvents(this, new AbortController().signal);
  }
}

export type Company = Awaited<ReturnType<NoticeFixture['company']>>;
