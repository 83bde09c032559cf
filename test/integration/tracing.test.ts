import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { newId, type RecordingId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { openTracing } from '../../src/platform/tracing.ts';
import { runProgram } from '../kit/run-program.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface ExportRequest {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

/** A collector of traces: OTLP over HTTP. */
class Collector {
  readonly received: ExportRequest[] = [];
  readonly #server = createServer((request, response) => {
    void json(request).then((sent) => {
      this.received.push(sent as ExportRequest);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });

  /** Returns its address. */
  listen(): Promise<string> {
    return listen(this.#server);
  }

  get spans(): readonly Span[] {
    return this.received.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  close(): void {
    this.#server.close();
  }
}

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/v1/traces`;
}

const collector = new Collector();
const url = await collector.listen();
afterAll(() => collector.close());

const NUMBERS = { own: '+48221234567', other: '+48500600700' };

describe('with a collector', () => {
  const fonoteka = runningFonoteka({ otlpEndpoint: url, roles: ['recorder'] });

  test('one trace from INVITE to stored recording, without personal data', async () => {
    const running = fonoteka.current;
    const { tenantId } = await running.tenant('Ogród', [NUMBERS.own]);
    await running.call({ caller: NUMBERS.other, callee: NUMBERS.own, durationMs: 500 });
    await until('the recording is listed', async () => (await running.calls(tenantId)).length === 1);
    const [call] = await running.calls(tenantId);
    const traceId = call!.recordings[0]!.id.replaceAll('-', '');
    const spans = () => collector.spans.filter((span) => span.traceId === traceId);
    await until('the whole is sent', () => spans().some(({ name }) => name === 'recording'));

    const root = spans().find(({ name }) => name === 'recording')!;
    expect(root.parentSpanId ?? '').toBe('');
    const steps = spans().filter((span) => span !== root);
    expect(steps.map(({ name }) => name).sort()).toEqual(
      ['sip session', 'capture', 'spool', 'archive attempt', 'encode', 'store', 'database row'].sort(),
    );
    for (const step of steps) {
      expect(step.parentSpanId).toBe(root.spanId);
      expect(BigInt(step.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
      expect(BigInt(step.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root.endTimeUnixNano));
    }
    const sent = JSON.stringify(collector.received);
    for (const personal of ['48221234567', '221234567', '48500600700', '500600700', 'Ogród']) {
      expect(sent).not.toContain(personal);
    }
  });
});

/** Nothing listens there any more. */
const closed = createServer();
const closedUrl = await listen(closed);
closed.close();

describe('without the collector', () => {
  const fonoteka = runningFonoteka({ otlpEndpoint: closedUrl, roles: ['recorder'] });

  test('calls are recorded all the same, and the loss is counted', async () => {
    const running = fonoteka.current;
    const { tenantId } = await running.tenant('Sad', ['+48221234999']);
    await running.call({ caller: NUMBERS.other, callee: '+48221234999', durationMs: 500 });
    await until('the recording is listed', async () => (await running.calls(tenantId)).length === 1);
    await until('it is counted', async () => (await running.metric('fonoteka_traces_not_sent_total')) > 0);
  });

  test('what waits is bounded, and the end waits for seconds only', async () => {
    const tracing = await openTracing({ endpoint: closedUrl, clock: systemClock, metrics: createMetrics() });
    const times = { from: systemClock.now(), to: systemClock.now() };
    for (let n = 0; n < 20_000; n++) tracing.record(newId<RecordingId>(times.from), 'store', times);
    await tracing.close();
  });
});

test('without the setting OpenTelemetry is not loaded', async () => {
  const { stdout } = await runProgram(process.execPath, ['--input-type=module', '--eval', LOADED]);
  expect(JSON.parse(stdout.toString())).toEqual([]);
});

/** Which modules of OpenTelemetry the whole program loads. Those that are CommonJS are in the cache of `require`. */
const LOADED = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({
    load: (url, context, next) => {
      if (/otlp-tracing|opentelemetry\\/(sdk|exporter|otlp)/.test(url)) loaded.push(url);
      return next(url, context);
    },
  });
  await import('./src/cli/index.ts');
  process.stdout.write(JSON.stringify(loaded));
`;
