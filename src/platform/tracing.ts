import type { Clock } from '../base/clock.ts';
import type { RecordingId } from '../base/ids.ts';
import type { Registry } from './metrics.ts';

/** The steps of a recording's trace, from INVITE to stored recording. `recording` is the whole. */
export type SpanName =
  | 'recording'
  | 'sip session'
  | 'capture'
  | 'spool'
  | 'archive attempt'
  | 'encode'
  | 'store'
  | 'database row';

/** Ids, counts and codes only: no numbers, names or file names. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Unix ms. */
export interface SpanTimes {
  readonly from: number;
  readonly to: number;
}

/**
 * Traces of recordings. A recording's trace id is its recording id, so every step belongs to it, also after a restart and on
 * another machine. Nothing here waits for the collector or fails because of it.
 */
export interface Tracing {
  /** Runs a step; the span has its times, and says whether it failed. */
  span<T>(recordingId: RecordingId, name: SpanName, work: () => Promise<T>): Promise<T>;
  /** A step whose times are known. */
  record(recordingId: RecordingId, name: SpanName, times: SpanTimes, attributes?: SpanAttributes): void;
  /** Sends what waits, for a few seconds at most. */
  close(): Promise<void>;
}

export const NO_TRACING: Tracing = {
  span: (_recordingId, _name, work) => work(),
  record: () => {},
  close: async () => {},
};

interface TracingOptions {
  /** Of the OTLP/HTTP collector; empty: no traces, and OpenTelemetry is not even loaded. */
  readonly endpoint: string;
  readonly clock: Clock;
  readonly metrics: Registry;
}

export async function openTracing({ endpoint, ...options }: TracingOptions): Promise<Tracing> {
  if (endpoint === '') return NO_TRACING;
  const { OtlpTracing } = await import('./otlp-tracing.ts');
  return new OtlpTracing({ endpoint, ...options });
}
