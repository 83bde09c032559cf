import { Resolver } from 'node:dns/promises';
import { join } from 'node:path';
import { AuditLog } from '../audit/index.ts';
import { endedBefore } from '../base/data-period.ts';
import { issueStatements, receiveCancellationMail, turnOffUnentitledRecording } from '../billing/index.ts';
import { indexEarlierCalls } from '../calls/index.ts';
import type { Config } from '../config/index.ts';
import { removeEndedRefused } from '../intake/index.ts';
import { daily, EVERY_MINUTE, hourly, type Job, startJobs } from '../jobs/index.ts';
import { createMailMetrics, queueMail, sendDueMails } from '../mail/index.ts';
import { ImapMailbox, OutboxFolder, SmtpTransport, type MailTransport } from '../platform/mail/index.ts';
import { type Counter, labelledCounter, type Registry } from '../platform/metrics.ts';
import { databaseNow, makePartitions, showPartitions } from '../platform/postgres/index.ts';
import { partState } from '../platform/supervise.ts';
import {
  clocksAgree,
  closeDueTenants,
  DATA_KINDS,
  firstEnds,
  MonotonicReference,
  queueOptionEndWarnings,
  requireComplete,
  runRetention,
  showOverdue,
} from '../retention/index.ts';
import { sendMonthlyReports, sumDays } from '../statistics/index.ts';
import { dataPeriods } from './data-periods.ts';
import { workOnRequests } from '../rodo/index.ts';
import { deliveryJobs, startPackageDelivery } from './delivery.ts';
import { inSharedTime, panelUrl, type RunningRole, type Shared } from './shared.ts';

/** Jobs and deliveries: retention, warnings, statements, mails, daily packages. Any number of workers share them. */
export async function startWorker(shared: Shared): Promise<RunningRole> {
  const { clock, log, metrics } = shared;
  const { db, url: databaseUrl, listenUrl } = shared.database;
  await using started = new AsyncDisposableStack();
  const transport = mailTransport(shared.config);
  started.defer(() => transport.close());
  const mailbox = watchMailbox(shared);
  started.defer(() => mailbox.stop());
  const delivery = startPackageDelivery(inSharedTime(shared));
  started.defer(() => delivery.stop());
  showOverdue({
    db,
    clock,
    log,
    metrics,
    keepUndeliveredDays: shared.config.pushKeepMaxDays,
    periods: dataPeriods(shared.config),
  });
  showPartitions({ db, clock: shared.time, log, metrics });
  const allJobs = [...otherJobs(shared, transport), ...deliveryJobs(inSharedTime(shared))];
  const jobs = await startJobs({ db, databaseUrl, listenUrl, jobs: allJobs, clock: shared.time, log, metrics });
  started.defer(() => jobs.stop());

  const running = started.move();
  const checks = { jobs: () => jobs.running, delivery: () => delivery.isPolling };
  return { checks, stop: () => running.disposeAsync() };
}

function otherJobs(shared: Shared, transport: MailTransport): Job[] {
  const { config, time: clock, log, objects, keys } = shared;
  const { db } = shared.database;
  const audit = new AuditLog(db, clock);
  const retention = {
    db,
    objects,
    keys,
    audit,
    // This machine's own, to be compared with the database's before anything is destroyed.
    clock: shared.clock,
    log,
    keepUndeliveredDays: config.pushKeepMaxDays,
    periods: dataPeriods(config),
    databaseNow: () => databaseNow(db),
    monotonicReference: new MonotonicReference(shared.clock),
  };
  /** A worker with a wrong clock leaves to others what would destroy something. */
  const canRunHere = (): Promise<boolean> => clocksAgree(retention);
  const { onReadFailure } = shared;
  const rodo = { ...retention, onReadFailure, folder: shared.scratchFolder };
  const mails = { db, transport, clock, operatorName: config.operatorName, metrics: createMailMetrics(shared.metrics) };
  const ended = endedCounter(shared.metrics);
  const historyUrl = `${panelUrl(config)}/account/calls`;
  return [
    {
      name: 'retention',
      schedule: hourly(10),
      canRunHere,
      run: async (signal) => {
        const run = await runRetention(retention, { signal });
        for (const [kind, count] of Object.entries(run.ended)) ended.inc({ kind }, count);
        const firstEnd = await firstEnds(db, retention.periods.graceDays);
        if (transport instanceof OutboxFolder && clock.now() >= firstEnd.mails) {
          await transport.deleteWrittenBefore(endedBefore(config.retentionMails, clock.now()));
        }
        requireComplete(run);
      },
    },
    { name: 'statements', schedule: daily('00:20'), run: (signal) => issueStatements({ db, clock, signal }) },
    {
      name: 'recording-switch',
      schedule: hourly(5),
      run: (signal) => turnOffUnentitledRecording({ db, audit, clock, signal }),
    },
    {
      name: 'option-end-warnings',
      schedule: daily('08:00'),
      run: () => queueOptionEndWarnings({ db, now: clock.now(), queueMail, historyUrl }),
    },
    { name: 'partitions', schedule: hourly(35), run: () => makePartitions({ db, log }, clock.now()) },
    { name: 'leaving', schedule: EVERY_MINUTE, canRunHere, run: () => closeDueTenants(retention) },
    { name: 'rodo', schedule: EVERY_MINUTE, run: (signal) => workOnRequests(rodo, { signal }) },
    {
      name: 'refused-uploads',
      schedule: EVERY_MINUTE,
      run: (signal) => removeEndedRefused({ db, objects, keys, clock, log }, { signal }),
    },
    {
      name: 'call-statistics',
      schedule: hourly(25),
      run: async (signal) => {
        await sumDays({ db, signal });
        await sendMonthlyReports({ db, audit, clock, signal, statisticsUrl: `${panelUrl(config)}/account/statistics` });
      },
    },
    { name: 'call-search', schedule: EVERY_MINUTE, run: (signal) => indexEarlierCalls({ db, signal }) },
    { name: 'mails', schedule: EVERY_MINUTE, run: (signal) => sendDueMails({ ...mails, signal }) },
  ];
}

function endedCounter(registry: Registry): Counter<'kind'> {
  return labelledCounter({
    registry,
    name: 'fonoteka_personal_data_ended_total',
    help: 'Rows of personal data that ended when their period was over, by kind.',
    labels: { kind: DATA_KINDS },
  });
}

function mailTransport({ data, smtpUrl, mailFrom }: Config): MailTransport {
  if (smtpUrl === '') return new OutboxFolder({ folder: join(data, 'outbox'), from: mailFrom });
  return new SmtpTransport({ url: smtpUrl, from: mailFrom });
}

/** Every worker reads the mailbox. A mail read by two of them is still saved as one request. */
function watchMailbox({ config, time: clock, log, metrics, database }: Shared): { stop(): Promise<void> } {
  if (config.imapUrl === '') return { stop: async () => {} };
  const receiving = { db: database.db, clock, authServ: config.mailAuthServ, resolver: createDnsResolver() };
  const state = partState('mailbox', metrics);
  const stopping = new AbortController();
  const watching = new ImapMailbox({ url: config.imapUrl, clock, log, onState: state.setUp }).watch(
    (mail) => receiveCancellationMail(mail, receiving),
    stopping.signal,
  );
  return {
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}

/** Two tries with this timeout each. What a slower DNS server would answer counts as unknown. */
const DNS_LIMITS = { timeout: 3_000, tries: 2 };

/** DNS lookups for verifying the sender of a mail (SPF, DKIM, DMARC). Rejects with Node's DNS errors. */
function createDnsResolver(): (name: string, type: string) => Promise<string[][] | string[]> {
  const resolver = new Resolver(DNS_LIMITS);
  return (name, type) => resolver.resolve(name, type) as Promise<string[][] | string[]>;
}
