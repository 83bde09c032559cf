import type { CallId, RecordingId, SourceId, TenantId, TraceId } from '../../base/ids.ts';
import type { SetOnce } from './columns.ts';

/** What sources did, by Warsaw days. */
export interface SourceStatisticsTable {
  source_id: SetOnce<SourceId>;
  /** `YYYY-MM-DD`. */
  day: SetOnce<string>;
  counted: SetOnce<string>;
  count: number;
}

/** The SIP messages of a recording session, for some hours. */
export interface SessionTracesTable {
  id: SetOnce<TraceId>;
  source_id: SourceId | null;
  tenant_id: TenantId | null;
  recording_id: RecordingId | null;
  call_id: CallId | null;
  started_at: SetOnce<Date>;
  last_at: Date;
  /** `recorded`, or why not. */
  result: string | null;
  ended: string | null;
  /** Of the last final response to an INVITE. */
  status: number | null;
  messages: number;
  left_out: number;
}

export interface SessionTracePartsTable {
  trace_id: SetOnce<TraceId>;
  part: SetOnce<number>;
  /** Gzipped JSON, an array of `TracedMessage`, sealed. */
  sealed: Buffer;
}
