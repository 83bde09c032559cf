import { once } from 'node:events';
import { connect } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { ReadyReport } from '../../compose/index.ts';
import type { Config } from '../../config/index.ts';
import { pushStatuses, countUnreadableSecrets } from '../../delivery/index.ts';
import { type JobRuns, listJobRuns } from '../../jobs/index.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type DataPeriods,
  dueData,
  firstEnds,
  overdueData,
  overdueDestruction,
  unfinishedLeaves,
} from '../../retention/index.ts';
import { type CheckResult, errorText, notMounted, passed, problem } from './check-result.ts';

const TIMEOUT_MS = 3_000;

/** The service that runs on this data folder is ready. */
export async function checkService({ internal, pid }: ReadyReport): Promise<CheckResult> {
  try {
    const answer = await fetch(`${internal}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.ok) return passed('service', `runs as process ${pid}, ready at ${internal}`);
    return problem(
      'service',
      `not ready: ${await answer.text()}`,
      'Fix what the failed checks name; they are repeated with each request.',
    );
  } catch (error) {
    return problem(
      'service',
      `process ${pid} does not answer at ${internal}: ${errorText(error)}`,
      `Look at its log; end it with kill ${pid}.`,
    );
  }
}

/** No job of the workers is late. */
export async function checkJobs(clock: Clock, db: Database): Promise<CheckResult[]> {
  const jobs = await listJobRuns(db);
  if (jobs.length === 0) return [passed('jobs', 'no worker has run yet')];
  return jobs.map((job) => checkJob(job, clock.now()));
}

/** No recording is left that should have been destroyed. */
export async function checkDestruction(deps: Parameters<typeof overdueDestruction>[0]): Promise<CheckResult> {
  const { recordings, oldest } = await overdueDestruction(deps);
  if (oldest === null) return passed('destruction', 'nothing is overdue');
  return problem(
    'destruction',
    `${recordings} recordings are overdue, the oldest of a call at ${new Date(oldest).toISOString()}`,
    'Run fonoteka retention run: it says what fails, or why the clock is not trusted; see that a worker runs.',
  );
}

/** No personal data is left that should have ended. */
export async function checkPersonalData(db: Database, now: number, periods: DataPeriods): Promise<CheckResult> {
  const overdue = await overdueData(db, { now, periods });
  if (overdue.length === 0) return passed('personal data', await firstDeletions(db, now, periods));
  return problem(
    'personal data',
    overdue.map(({ kind, rows }) => `${kind}: ${rows} overdue`).join(', '),
    'Run fonoteka retention run: it says what fails, or why the clock is not trusted; see that a worker runs.',
  );
}

/** After an upgrade: from when, and how much ends then. */
async function firstDeletions(db: Database, now: number, periods: DataPeriods): Promise<string> {
  const last = Math.max(...Object.values(await firstEnds(db, periods.graceDays)));
  if (now >= last) return 'nothing is overdue';
  const waiting = (await dueData(db, { at: last, periods })).filter(({ firstEnd }) => firstEnd > now);
  const rows = waiting.filter((due) => due.rows > 0).map((due) => `${due.kind}: ${due.rows}`);
  const what = rows.length === 0 ? 'nothing is due by then' : `by then are due ${rows.join(', ')}`;
  return `the first deletion after the upgrade is not before ${new Date(Math.min(...waiting.map(({ firstEnd }) => firstEnd))).toISOString()}; ${what}`;
}

/** Of tenants that have left nothing remains but what must be kept. */
export async function checkLeaves(db: Database, now: number): Promise<CheckResult> {
  const unfinished = await unfinishedLeaves(db, now);
  if (unfinished.length === 0) return passed('tenants that left', 'nothing of them is left');
  return problem(
    'tenants that left',
    `data is left of ${unfinished.join(', ')}`,
    'fonoteka tenant leave --tenant ID says why: legal holds, a pause, calls that are not stored yet.',
  );
}

function checkJob({ name, succeededAt, lateFrom }: JobRuns, now: number): CheckResult {
  const last = succeededAt === null ? 'has not run yet' : `last succeeded at ${new Date(succeededAt).toISOString()}`;
  if (now < lateFrom) return passed(`job: ${name}`, last);
  const remedy =
    'See that a worker runs (fonoteka start --roles worker) and why the job fails (“jobs: a job failed” in its log).';
  return problem(`job: ${name}`, `late: ${last}`, remedy);
}

/** Where the URL names none: submission (RFC 6409), over TLS (RFC 8314), IMAP, over TLS. */
const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465, 'imap:': 143, 'imaps:': 993 };

/** The mail servers of the settings can be reached; whether they accept our login, the log says. */
export function checkMail({ smtpUrl, imapUrl }: Config): Promise<CheckResult[]> {
  return Promise.all([
    smtpUrl === ''
      ? passed('mail out', 'no server: mails are written to the folder outbox')
      : checkServer('mail out', smtpUrl, 'FONOTEKA_SMTP_URL'),
    imapUrl === ''
      ? passed('mail in', 'no mailbox: cancellations are not read')
      : checkServer('mail in', imapUrl, 'FONOTEKA_IMAP_URL'),
  ]);
}

async function checkServer(check: string, url: string, setting: string): Promise<CheckResult> {
  const { protocol, hostname, port } = new URL(url);
  const server = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || PORTS[protocol]! };
  const socket = connect(server);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return passed(check, `${server.host}:${server.port} answers`);
  } catch (error) {
    return problem(
      check,
      `${server.host}:${server.port}: ${connectError(error)}`,
      `Check ${setting}, the server and the firewall.`,
    );
  } finally {
    socket.destroy();
  }
}

function connectError(error: unknown): string {
  return error instanceof Error && error.name === 'AbortError' ? 'does not answer' : errorText(error);
}

/** The secrets of the customers' targets can be decrypted, and no delivery fails because of us. */
export async function checkPush(db: Database, keys: Pick<KeyStore, 'get'>, now: number): Promise<CheckResult[]> {
  return [await checkSecrets(db, keys), await checkTargets(db, now)];
}

async function checkSecrets(db: Database, keys: Pick<KeyStore, 'get'>): Promise<CheckResult> {
  const unreadable = await countUnreadableSecrets(db, keys).catch(notMounted);
  if (typeof unreadable === 'string') return problem('push secrets', unreadable, 'Mount the disk of FONOTEKA_KEYS.');
  if (unreadable === 0) return passed('push secrets', 'open');
  return problem(
    'push secrets',
    `${unreadable} do not open`,
    'Restore sealing/push-targets in the folder of FONOTEKA_KEYS; without it each customer must enter the password again.',
  );
}

/** A customer's server that is down is no problem here: the customer gets a mail about it. */
async function checkTargets(db: Database, now: number): Promise<CheckResult> {
  const statuses = await pushStatuses(db, now);
  const failing = statuses.filter(({ failingSince }) => failingSince !== null);
  const byUs = failing.filter(({ failure }) => failure?.code === 'source-failed').length;
  const seen = `${statuses.filter(({ place }) => place !== null).length} set, ${failing.length} fail`;
  if (byUs === 0) return passed('push targets', failing.length === 0 ? seen : `${seen} (fonoteka push status)`);
  const remedy = 'See “a package could not be read” in the worker’s log; fonoteka push status says whose.';
  return problem('push targets', `${seen}, ${byUs} of them by our fault`, remedy);
}
