import { createWriteStream, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { listCalls, type ListedRecording, wholeTenant } from '../catalog/index.ts';
import { type Service, startService, untilSignal } from '../compose/at-start.ts';
import { type Config, ROLES } from '../config/index.ts';
import { createLogger } from '../platform/logging.ts';
import { sipAddress, waitForCall } from './call.ts';
import { type CommandContext, type CommandRunner, sub } from './command.ts';
import {
  addDemoTenants,
  DEMO_CALLS,
  type DemoTenants,
  type PlacedDemoCall,
  placeDemoCalls,
} from './demo/demo-calls.ts';
import { verifyDemo } from './demo/verify-demo.ts';

/** Of the shortest call: to be listened to, or only verified. */
const CALL_MS = { listen: 8_000, verify: 3_000 };

export function addDemoCommand(program: Command, run: CommandRunner): void {
  sub(program, 'demo')
    .description('run the service on a temporary data folder, with recorded demo calls')
    .option('--exit', 'verify the recordings over HTTP and FTP, print one JSON line and exit')
    .action(({ exit = false }: { exit?: boolean }) => run((context) => demo(context, exit))());
}

/**
 * Runs the service on a temporary data folder, places real calls over loopback, shows their files and how to reach
 * them. With `exit` it downloads the recordings over HTTP and FTP, verifies them and ends; false when there was a
 * problem.
 */
async function demo(context: CommandContext, exit: boolean): Promise<boolean> {
  const data = await mkdtemp(join(tmpdir(), 'fonoteka-demo-'));
  const logFile = join(data, 'fonoteka.log');
  const logFd = openSync(logFile, 'a', 0o600);
  const log = createLogger(context.config.logLevel, createWriteStream(logFile, { fd: logFd }));
  // In the demo, push targets are servers on this machine.
  const pushAllow = ['127.0.0.0/8', '::1/128'];
  const ports = {
    httpPort: 0,
    sipPort: 0,
    ftpPort: 0,
    sftpPort: 0,
    internalPort: 0,
    tlsCertificate: '',
    tlsKey: '',
    sipsCertificate: '',
    sipsPort: null,
  };
  // Nothing of an installation whose settings are in the environment: its keys, its mailbox, its customers' mails.
  const own = { data, databaseUrl: '', keys: '', imapUrl: '', smtpUrl: '', otlpEndpoint: '' } as const;
  const config: Config = { ...context.config, ...own, ...ports, pushAllow, roles: [...ROLES], migrate: 'auto' };
  const stopping = new AbortController();
  const signalled = untilSignal(context.clock).then(() => stopping.abort());
  const service = await startService({ config, clock: context.clock, log, filesProcess: { stderr: logFd } });
  try {
    const tenants = await addDemoTenants(service.shared.database.db, context.clock.now());
    context.output.diagnostic(
      `Fonoteka runs on ${data}; its log is ${logFile}. Placing ${DEMO_CALLS.length} calls by SIPREC …`,
    );
    const calls = await placeDemoCalls({
      sip: sipAddress(service.ready),
      durationMs: exit ? CALL_MS.verify : CALL_MS.listen,
      clock: context.clock,
      signal: stopping.signal,
    });
    const recordings = await recordingsOf(service, tenants, calls);
    if (exit) {
      const report = await verifyDemo({ ready: service.ready, tenants, calls, recordings });
      context.output.raw(`${JSON.stringify(report)}\n`);
      return report.ok;
    }
    context.output.raw(`${summary(service, tenants, { calls, recordings })}\n`);
    await signalled;
    return true;
  } finally {
    await service.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** Waits until each call is in its tenant's history; returns the recordings, oldest first. */
async function recordingsOf(
  service: Service,
  tenants: DemoTenants,
  placed: readonly PlacedDemoCall[],
): Promise<ListedRecording[]> {
  const { clock, config, database } = service.shared;
  const catalog = { db: database.db, clock, panelWindowDays: config.panelWindowDays };
  const scope = wholeTenant(tenants.florist.tenantId);
  for (const { caller, callee, recorded } of placed) {
    const number = caller === 'anonymous' ? callee : caller;
    if (recorded) await waitForCall({ catalog, scope, filter: { number, recorded }, clock });
  }
  const { calls } = await listCalls(catalog, scope, { cursor: null, limit: 200 });
  return calls.flatMap((call) => call.recordings).reverse();
}

interface DemoResult {
  readonly calls: readonly PlacedDemoCall[];
  readonly recordings: readonly ListedRecording[];
}

function summary({ ready, shared }: Service, tenants: DemoTenants, { calls, recordings }: DemoResult): string {
  const { ftp, tenantId, users } = tenants.florist;
  const accountant = tenants.accountant.panel;
  return [
    '',
    'Calls',
    ...calls.map(
      ({ description, status }) => `  ${status === 200 ? 'recorded   ' : `refused ${status}`}  ${description}`,
    ),
    '',
    'Files of Kwiaciarnia Magnolia',
    fileTree(recordings),
    '',
    `Panel   ${ready.http}`,
    ...users.map(({ role, login, password }) => `        ${role.padEnd(10)}  ${login}  ${password}`),
    `        recording off: ${accountant.login}  ${accountant.password}`,
    `FTP     ${ready.ftp}  ${ftp.login}  ${ftp.password}`,
    `        lftp -u '${ftp.login},${ftp.password}' ${ready.ftp}`,
    `SFTP    ${ready.sftp}  the same login and password`,
    `WebDAV  ${ready.http}/dav/  the same login and password`,
    `CLI     FONOTEKA_DATA=${shared.config.data} npx fonoteka call --tenant ${tenantId}`,
    '',
    'Ctrl-C ends it and removes the folder.',
  ].join('\n');
}

function fileTree(recordings: readonly ListedRecording[]): string {
  const folders = Map.groupBy(recordings, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return [...folders].flatMap(([folder, files]) => [`  ${folder}/`, ...files.map(fileLine)]).join('\n');
}

function fileLine({ fileName, sizeBytes, durationMs }: ListedRecording): string {
  return `    ${fileName}   ${(durationMs / 1000).toFixed(1)} s, ${(sizeBytes / 1024).toFixed(0)} kB`;
}
