import { createWriteStream, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { listCalls, type ListedRecording, wholeTenant } from '../catalog/index.ts';
import { type Service, startService, untilSignal } from '../compose/at-start.ts';
import { type Config, ROLES, SETTINGS } from '../config/index.ts';
import { createLogger } from '../platform/logging.ts';
import type { Credentials } from '../tenants/index.ts';
import { sipAddress, waitForCall } from './call.ts';
import { type CommandContext, type CommandRunner, sub } from './command.ts';
import {
  addDemoTenants,
  DEMO_CALLS,
  type DemoTenants,
  type PlacedDemoCall,
  placeDemoCalls,
} from './demo/demo-calls.ts';
import { CustomerServer } from './demo/customer-server.ts';
import { DemoBrowser } from './demo/demo-browser.ts';
import { fillCompany } from './demo/living-company.ts';
import { Steps } from './demo/steps.ts';
import { verifyDemo } from './demo/verify-demo.ts';

/** Of the shortest call: to be listened to, or only verified. */
const CALL_MS = { listen: 8_000, verify: 3_000 };

export function addDemoCommand(program: Command, run: CommandRunner): void {
  sub(program, 'demo')
    .description('run the service on a temporary data folder, with recorded demo calls')
    .option('--exit', 'verify the recordings over HTTP and FTP, print one JSON line and exit')
    .action(({ exit = false }: { exit?: boolean }) => run((context) => demo(context, exit))());
}

/** Of the start, the calls, and what fills the company. */
const STEPS = { exit: 2, stay: 6 };

/**
 * Runs the service on a temporary data folder with a company that has telephoned for three months, places real calls over loopback,
 * and shows how to reach all of it. With `exit` it only places the calls, downloads the recordings over HTTP and FTP, verifies them and
 * ends; false when there was a problem.
 */
async function demo(context: CommandContext, exit: boolean): Promise<boolean> {
  const data = await mkdtemp(join(tmpdir(), 'fonoteka-demo-'));
  const logFile = join(data, 'fonoteka.log');
  const logFd = openSync(logFile, 'a', 0o600);
  const log = createLogger(context.config.logLevel, createWriteStream(logFile, { fd: logFd }));
  const config = demoConfig(context.config, data);
  const stopping = new AbortController();
  const signalled = untilSignal(context.clock).then(() => stopping.abort());
  const steps = new Steps(context.clock, exit ? STEPS.exit : STEPS.stay);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(data, { recursive: true, force: true }));
  const service = await steps.run(
    { pl: 'Uruchamiam usługę i bazę danych', en: 'Starting the service and its database' },
    () => startService({ config, clock: context.clock, log, compareClocks: true, filesProcess: { stderr: logFd } }),
  );
  stack.defer(() => service.stop());
  const tenants = await addDemoTenants(service.shared.database.db, context.clock.now());
  const calls = await steps.run(
    { pl: `Nagrywam ${DEMO_CALLS.length} rozmów przez SIPREC`, en: `Recording ${DEMO_CALLS.length} calls by SIPREC` },
    () =>
      placeDemoCalls({
        sip: sipAddress(service.ready),
        durationMs: exit ? CALL_MS.verify : CALL_MS.listen,
        clock: context.clock,
        signal: stopping.signal,
      }),
  );
  const recordings = await recordingsOf(service, tenants, calls);
  if (exit) {
    const report = await verifyDemo({ ready: service.ready, tenants, calls, recordings });
    context.output.raw(`${JSON.stringify(report)}\n`);
    return report.ok;
  }
  const serverFolder = join(data, 'customer-server');
  const server = await CustomerServer.start(serverFolder);
  stack.defer(() => server.stop());
  const admin = await DemoBrowser.signIn(service.ready, tenants.florist.panel);
  await fillCompany({ service, tenants, admin, server, steps, signal: stopping.signal });
  context.output.raw(`${summary(service, tenants, { calls, recordings, logFile, serverFolder })}\n`);
  await signalled;
  return true;
}

/** Nothing of an installation whose settings are in the environment: its keys, its mailbox, its customers' mails. Ports as they are set, else the system's. */
function demoConfig(given: Config, data: string): Config {
  const own = { data, databaseUrl: '', keys: '', imapUrl: '', smtpUrl: '', otlpEndpoint: '' } as const;
  const without = { tlsCertificate: '', tlsKey: '', sipsCertificate: '', sipsPort: null };
  // In the demo, push targets are servers on this machine.
  const pushAllow = ['127.0.0.0/8', '::1/128'];
  const port = <Key extends (typeof PORTS)[number]>(key: Key) => (isSet(given, key) ? given[key] : 0);
  const ports = Object.fromEntries(PORTS.map((key) => [key, port(key)]));
  return { ...given, ...own, ...without, ...ports, pushAllow, roles: [...ROLES], migrate: 'auto' };
}

const PORTS = ['httpPort', 'sipPort', 'ftpPort', 'sftpPort', 'internalPort'] as const;

/** By the environment, or otherwise than the default. */
function isSet(config: Config, key: (typeof PORTS)[number]): boolean {
  const { env, default: usual } = SETTINGS[key];
  return process.env[env] !== undefined || String(config[key]) !== usual;
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
  readonly logFile: string;
  /** Where what is pushed to the customer's server is. */
  readonly serverFolder: string;
}

function summary({ ready, shared }: Service, tenants: DemoTenants, result: DemoResult): string {
  const { calls, recordings, logFile, serverFolder } = result;
  const { ftp, tenantId, users } = tenants.florist;
  const { accountant, operator } = tenants;
  return [
    '',
    'Rozmowy · Calls',
    ...calls.map(
      ({ description, status }) => `  ${status === 200 ? 'recorded   ' : `refused ${status}`}  ${description}`,
    ),
    '',
    'Ich pliki (Kwiaciarnia Magnolia) · Their files',
    fileTree(recordings),
    '',
    `Panel     ${ready.http}`,
    ...users.map((user) => loginLine(user.role, user)),
    loginLine('recording off', accountant.panel),
    loginLine('operator', operator),
    `FTP       ${ready.ftp}  ${ftp.login}  ${ftp.password}`,
    `          lftp -u '${ftp.login},${ftp.password}' ${ready.ftp}`,
    `SFTP      ${ready.sftp}  ten sam login i hasło · the same login and password`,
    `WebDAV    ${ready.http}/dav/  ten sam login i hasło · the same login and password`,
    `Przesłane · pushed   ${serverFolder}`,
    `Dziennik · log       ${logFile}`,
    '',
    'Co dalej · What next',
    `  zadzwoń jeszcze raz · one more call:  FONOTEKA_DATA=${shared.config.data} npx fonoteka call --tenant ${tenantId}`,
    '  starsze niż 30 dni są tylko w plikach · older than 30 days: as files only',
    '  potwierdź rezygnację jako operator · confirm the cancellation as the operator',
    '  produkcja · in production: README.md',
    '',
    'Ctrl-C kończy i usuwa katalog · ends it and removes the folder.',
  ].join('\n');
}

function loginLine(role: string, { login, password }: Credentials): string {
  return `          ${role.padEnd(13)}  ${login}  ${password}`;
}

function fileTree(recordings: readonly ListedRecording[]): string {
  const folders = Map.groupBy(recordings, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return [...folders].flatMap(([folder, files]) => [`  ${folder}/`, ...files.map(fileLine)]).join('\n');
}

function fileLine({ fileName, sizeBytes, durationMs }: ListedRecording): string {
  return `    ${fileName}   ${(durationMs / 1000).toFixed(1)} s, ${(sizeBytes / 1024).toFixed(0)} kB`;
}
