import type { ColumnType, Generated } from 'kysely';
import type {
  CallEventId,
  CallHookDeliveryId,
  CallHookId,
  CallId,
  CallMailRuleId,
  RecordingId,
  TenantId,
  UserId,
} from '../../base/ids.ts';
import type { SetOnce } from './columns.ts';

/** What hooks and mail rules have not been asked about yet. */
export interface CallEventsTable {
  tenant_id: SetOnce<TenantId>;
  id: SetOnce<CallEventId>;
  kind: SetOnce<'call.recorded' | 'call.failed' | 'recording.deleted'>;
  call_id: SetOnce<CallId | null>;
  recording_id: SetOnce<RecordingId | null>;
  /** Of a failure or a deletion. */
  reason: SetOnce<string | null>;
  at: SetOnce<Date>;
  /** When it is handled; later where its call may still get a recording. */
  due_at: Date;
}

/** Programs of tenants that hear of calls. */
export interface CallHooksTable {
  tenant_id: SetOnce<TenantId>;
  id: SetOnce<CallHookId>;
  name: string;
  url: string;
  /** Encrypted with a key of the key store. */
  sealed_secret: Buffer;
  events: string[];
  /** Whether the numbers of the call are sent, while who set it may see them. */
  with_numbers: boolean;
  enabled: boolean;
  /** Null: the account is removed. */
  changed_by: UserId | null;
  changed_at: Date;
  /** Null: the last attempt did not fail. */
  failing_since: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** How many events were not queued, because too many waited. */
  dropped: Generated<number>;
}

/** Events on their way to a hook, and those of the last days. */
export interface CallHookDeliveriesTable {
  id: SetOnce<CallHookDeliveryId>;
  tenant_id: SetOnce<TenantId>;
  hook_id: SetOnce<CallHookId>;
  event: SetOnce<string>;
  call_id: SetOnce<CallId | null>;
  recording_id: SetOnce<RecordingId | null>;
  /** JSON without numbers: they are read when it is sent. */
  body: SetOnce<string>;
  /** Or when somebody had it sent again. */
  created_at: Date;
  attempts: Generated<number>;
  next_attempt_at: Date;
  attempted_at: Date | null;
  /** Of the last response. */
  status: number | null;
  /** When it was delivered or given up. */
  ended_at: Date | null;
  failure: string | null;
  /** Held by a worker that sends it now; until when, by the database's clock. */
  lease: string | null;
  leased_until: Date | null;
}

/** Rules by which a mail with a link follows a recorded call. */
export interface CallMailRulesTable {
  tenant_id: SetOnce<TenantId>;
  id: SetOnce<CallMailRuleId>;
  name: string;
  enabled: boolean;
  /** JSON, as those of a recording rule. */
  conditions: ColumnType<unknown, string, string>;
  min_seconds: number;
  /** Users of the tenant. */
  recipients: UserId[];
  /** Whether the recording may be downloaded, too. */
  download: boolean;
  password_hash: string | null;
  /** Null: as often as one likes. */
  max_uses: number | null;
  valid_hours: number;
  /** Whose the links are. Null: the account is removed, and no mail is sent. */
  changed_by: UserId | null;
  changed_at: Date;
  /** Of the hour in which mails are counted. */
  hour_began_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  sent_in_hour: Generated<number>;
  /** Calls of the hour that were too many for a mail each. */
  held_back: Generated<number>;
}
