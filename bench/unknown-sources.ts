/**
 * What INVITEs of unknown addresses cost: the CPU time of a complete service with running calls, without and with a flood beside them, and
 * whether a packet of the calls is lost. `node bench/unknown-sources.ts [calls] [seconds] [INVITEs a second]`
 */
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { systemClock } from '../src/platform/clock.ts';
import { placeTestCall } from '../src/test-caller/index.ts';
import { fonoteka, ServiceProcess } from '../test/kit/service-process.ts';
import { cpuSeconds } from './kit/process-cpu.ts';

const CALLS = Number(process.argv[2] ?? 10);
const SECONDS = Number(process.argv[3] ?? 20);
const RATE = Number(process.argv[4] ?? 2_000);
const ADDRESSES = 100;
const TICK_MS = 10;
const CALLEE = '48221234567';

if (isMainThread) await measure();
else await flood(workerData as number);

async function measure(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
  const service = await ServiceProcess.start(data);
  try {
    const command = async (...args: string[]) =>
      JSON.parse((await fonoteka(data, {}, ...args, '--json')).stdout.toString()) as Record<string, string>;
    const { tenantId } = await command('tenant', 'add', '--name', 'T', '--plan', 'Biznes', '--number', CALLEE);
    await command('recording', 'on', '--tenant', tenantId!);
    await command('source', 'add', '--name', 'PBX', '--address', '127.0.0.1');
    await report(service, 'warm-up', 0);
    await report(service, 'calls alone', 0);
    await report(service, `calls and ${RATE} INVITEs a second`, RATE);
  } finally {
    await service.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function report(service: ServiceProcess, name: string, rate: number): Promise<void> {
  const [host, port] = service.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const flooding = rate > 0 ? new Worker(new URL(import.meta.url), { workerData: Number(port) }) : null;
  const before = {
    cpu: cpuSeconds(service.ready.pid),
    lost: await lostPackets(service),
    dropped: await dropped(service),
  };
  const call = { caller: '+48512345678', callee: `+${CALLEE}`, durationMs: SECONDS * 1000, clock: systemClock };
  const sip = { host, port: Number(port), transport: 'udp' } as const;
  const ended = await Promise.all(Array.from({ length: CALLS }, () => placeTestCall({ ...call, sip })));
  const cpu = cpuSeconds(service.ready.pid) - before.cpu;
  await flooding?.terminate();
  const answered = ended.filter(({ status }) => status === 200).length;
  while ((await metric(service, 'fonoteka_archive_calls_waiting')) > 0) await setTimeout(100);
  const lost = (await lostPackets(service)) - before.lost;
  const unread = (await dropped(service)) - before.dropped;
  const sent = ended.flatMap((one) => one.sent).reduce((sum, leg) => sum + leg.packets, 0);
  console.log(
    `${name}: ${answered} calls, ${sent} packets, ${lost} lost, ${((100 * cpu) / SECONDS).toFixed(1)}% of a core; ${unread} INVITEs dropped unread`,
  );
}

async function flood(port: number): Promise<void> {
  const sockets = Array.from({ length: ADDRESSES }, (_, n) => {
    const socket = createSocket('udp4');
    socket.bind(0, `127.0.1.${n + 1}`);
    return socket;
  });
  const begun = performance.now();
  for (let sent = 0; ; await setTimeout(TICK_MS)) {
    for (const due = ((performance.now() - begun) * RATE) / 1000; sent < due; sent += 1) {
      sockets[sent % ADDRESSES]!.send(inviteOf(sent), port, '127.0.0.1');
    }
  }
}

function inviteOf(n: number): string {
  const lines = [
    'INVITE sip:recorder@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/UDP unknown:5060;branch=z9hG4bK${n};rport`,
    `From: <sip:a@b>;tag=${n}`,
    'To: <sip:a@b>',
    `Call-ID: unknown-${n}`,
    'CSeq: 1 INVITE',
    'Contact: <sip:a@b>',
    'Content-Type: application/sdp',
  ];
  const body = ['v=0', 'o=- 1 1 IN IP4 127.0.1.1', 's=-', 'c=IN IP4 127.0.1.1', 't=0 0', 'm=audio 4000 RTP/AVP 8', ''];
  const sdp = body.join('\r\n');
  return [...lines, `Content-Length: ${sdp.length}`, '', sdp].join('\r\n');
}

async function metricsOf(service: ServiceProcess): Promise<string> {
  return (await fetch(`${service.ready.http!}/metrics`)).text();
}

async function metric(service: ServiceProcess, name: string, label = ''): Promise<number> {
  return Number(new RegExp(`^${name}${label} (\\d+)`, 'm').exec(await metricsOf(service))?.[1] ?? 0);
}

function lostPackets(service: ServiceProcess): Promise<number> {
  return metric(service, 'fonoteka_encoding_rtp_packets_total', '\\{kind="lost"\\}');
}

function dropped(service: ServiceProcess): Promise<number> {
  return metric(service, 'fonoteka_sip_limited_total', '\\{limit="unknown-source-requests"\\}');
}
