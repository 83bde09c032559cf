import { mkdtemp, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listCalls, type ListedRecording, wholeTenant } from '../../catalog/index.ts';
import { type Service, startService, untilSignal } from '../../compose/index.ts';
import { createLogger } from '../../platform/logging.ts';
import type { CommandContext } from '../command-context.ts';
import { type Cast, DEMO_CALLS, prepareCast } from '../demo/cast.ts';
import { type PlayedCall, playCalls } from '../demo/play.ts';
import { drawTree } from '../demo/tree.ts';
import { type DemoReport, verifyDemo } from '../demo/verify.ts';
import { sipPeerOf } from '../sip-peer.ts';
import { waitForCall } from '../wait-for-call.ts';

const TALK_MS = { seen: 8_000, checked: 3_000 };

/**
 * Everything, seen, on a throw-away data folder: real calls over loopback, their files, and how to reach them. With
 * `exit` it fetches the recordings by HTTP and FTP, checks them and ends; false when something did not hold.
 */
export async function demo(context: CommandContext, { exit }: { readonly exit: boolean }): Promise<boolean> {
  const data = await mkdtemp(join(tmpdir(), 'fonoteka-demo-'));
  const logFile = join(data, 'fonoteka.log');
  const log = createLogger(context.config.logLevel, createWriteStream(logFile, { mode: 0o600 }));
  // Whoever tries the push sends it to a server on this machine.
  const pushAllow = ['127.0.0.0/8', '::1/128'];
  const config = { ...context.config, data, databaseUrl: '', httpPort: 0, sipPort: 0, ftpPort: 0, pushAllow };
  const stopping = new AbortController();
  const signalled = untilSignal(context.clock).then(() => stopping.abort());
  const service = await startService({ config, clock: context.clock, log });
  try {
    const cast = await prepareCast(service.shared.database.db, context.clock.now());
    context.output.note(
      `Fonoteka runs on ${data}; its log is ${logFile}. Placing ${DEMO_CALLS.length} calls by SIPREC …`,
    );
    const played = await playCalls(DEMO_CALLS, {
      sip: sipPeerOf(service.ready),
      talkMs: exit ? TALK_MS.checked : TALK_MS.seen,
      clock: context.clock,
      signal: stopping.signal,
    });
    const recordings = await recordingsOf(service, cast, played);
    if (exit) return report(await verifyDemo({ ready: service.ready, cast, played, recordings }));
    process.stdout.write(`${describe(service, cast, { played, recordings })}\n`);
    await signalled;
    return true;
  } finally {
    await service.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** Waits until each call is in its tenant's history and gives the recordings, oldest first. */
async function recordingsOf(service: Service, cast: Cast, played: readonly PlayedCall[]): Promise<ListedRecording[]> {
  const { clock, config, database } = service.shared;
  const catalog = { db: database.db, clock, panelWindowDays: config.panelWindowDays };
  const scope = wholeTenant(cast.florist.tenantId);
  for (const { caller, callee, recorded } of played) {
    const stranger = caller === 'anonymous' ? callee : caller;
    if (recorded) await waitForCall({ catalog, scope, filter: { number: stranger, recorded }, clock });
  }
  const { calls } = await listCalls(catalog, scope, { cursor: null, limit: 200 });
  return calls.flatMap((call) => call.recordings).reverse();
}

function report(result: DemoReport): boolean {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return result.ok;
}

interface Outcome {
  readonly played: readonly PlayedCall[];
  readonly recordings: readonly ListedRecording[];
}

function describe({ ready, shared }: Service, cast: Cast, { played, recordings }: Outcome): string {
  const { ftp } = cast.florist;
  return [
    '',
    'Calls',
    ...played.map(({ about, status }) => `  ${status === 200 ? 'recorded   ' : `refused ${status}`}  ${about}`),
    '',
    'Files of Kwiaciarnia Magnolia',
    drawTree(recordings),
    '',
    `Panel   ${ready.http}`,
    ...cast.florist.users.map(({ role, login, password }) => `        ${role.padEnd(10)}  ${login}  ${password}`),
    `        recording off: ${cast.accountant.panel.login}  ${cast.accountant.panel.password}`,
    `FTP     ${ready.ftp}  ${ftp.login}  ${ftp.password}`,
    `        lftp -u '${ftp.login},${ftp.password}' ${ready.ftp}`,
    `CLI     FONOTEKA_DATA=${shared.config.data} npx fonoteka call --tenant ${cast.florist.tenantId}`,
    '',
    'Ctrl-C ends it and removes the folder.',
  ].join('\n');
}
