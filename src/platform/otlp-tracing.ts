import { createHash } from 'node:crypto';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type IdGenerator,
  RandomIdGenerator,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Clock } from '../base/clock.ts';
import type { RecordingId } from '../base/ids.ts';
import { Counter, type Registry } from './metrics.ts';
import { programVersion } from './program.ts';
import type { SpanAttributes, SpanName, SpanTimes, Tracing } from './tracing.ts';

/** Spans that wait for the collector, some 1 KB each: those of 500 calls. More are dropped. */
const MAX_WAITING_SPANS = 4096;
const SPANS_PER_REQUEST = 512;
const SEND_INTERVAL_MS = 1_000;
/** Of one request, and so of the wait at the end of the process. */
const SEND_TIMEOUT_MS = 5_000;
/** The trace's whole; the parent of all other spans. */
const ROOT_SPAN: SpanName = 'recording';

interface OtlpTracingOptions {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly metrics: Registry;
}

/** Sends the spans to a collector over OTLP/HTTP. The one module that loads OpenTelemetry. */
export class OtlpTracing implements Tracing {
  readonly #clock: Clock;
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #ids = new RecordingIds();

  constructor({ endpoint, clock, metrics }: OtlpTracingOptions) {
    this.#clock = clock;
    const processor = new BatchSpanProcessor({
      exporter: countingFailures(new OTLPTraceExporter({ url: endpoint, timeoutMillis: SEND_TIMEOUT_MS }), metrics),
      maxQueueSize: MAX_WAITING_SPANS,
      maxExportBatchSize: SPANS_PER_REQUEST,
      scheduledDelayMillis: SEND_INTERVAL_MS,
      exportTimeoutMillis: SEND_TIMEOUT_MS,
    });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'fonoteka', 'service.version': programVersion() }),
      idGenerator: this.#ids,
      spanProcessors: [processor],
    });
    this.#tracer = this.#provider.getTracer('fonoteka');
  }

  async span<T>(recordingId: RecordingId, name: SpanName, work: () => Promise<T>): Promise<T> {
    const span = this.#start(recordingId, name, this.#clock.now());
    try {
      return await work();
    } catch (error) {
      // The message may have data of the call.
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end(this.#clock.now());
    }
  }

  record(recordingId: RecordingId, name: SpanName, { from, to }: SpanTimes, attributes: SpanAttributes = {}): void {
    this.#start(recordingId, name, from, attributes).end(Math.max(from, to));
  }

  async close(): Promise<void> {
    await this.#provider.shutdown().catch(() => {});
  }

  #start(recordingId: RecordingId, name: SpanName, startTime: number, attributes: SpanAttributes = {}): Span {
    const options = { startTime, attributes: { 'fonoteka.recording_id': recordingId, ...attributes } };
    if (name !== ROOT_SPAN) return this.#tracer.startSpan(name, options, parentOf(recordingId));
    return this.#ids.useFor(recordingId, () => this.#tracer.startSpan(name, options, ROOT_CONTEXT));
  }
}

/** A UUID has the 16 bytes of a trace id. */
function traceIdOf(recordingId: RecordingId): string {
  return recordingId.replaceAll('-', '');
}

/** The same in every process and after every restart. */
function rootSpanIdOf(recordingId: RecordingId): string {
  return createHash('sha256').update(recordingId).digest('hex').slice(0, 16);
}

function parentOf(recordingId: RecordingId): Context {
  const root = { traceId: traceIdOf(recordingId), spanId: rootSpanIdOf(recordingId), traceFlags: TraceFlags.SAMPLED };
  return trace.setSpanContext(ROOT_CONTEXT, root);
}

/** Gives the root span of a recording its ids. */
class RecordingIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #recordingId: RecordingId | null = null;

  useFor<T>(recordingId: RecordingId, start: () => T): T {
    this.#recordingId = recordingId;
    try {
      return start();
    } finally {
      this.#recordingId = null;
    }
  }

  generateTraceId(): string {
    return this.#recordingId === null ? this.#random.generateTraceId() : traceIdOf(this.#recordingId);
  }

  generateSpanId(): string {
    return this.#recordingId === null ? this.#random.generateSpanId() : rootSpanIdOf(this.#recordingId);
  }
}

function countingFailures(exporter: SpanExporter, registry: Registry): SpanExporter {
  const failures = new Counter({
    name: 'fonoteka_traces_not_sent_total',
    help: 'Spans that the collector of traces did not take.',
    registers: [registry],
  });
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) failures.inc(spans.length);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
