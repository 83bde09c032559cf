import type { ServiceState } from './service-state.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A report comes each minute: two may be lost. */
const SILENT_MACHINE_MS = 3 * MINUTE_MS;
/** As clocks set by NTP never differ: see `platform/database-clock.ts`. */
const CLOCK_TOLERANCE_MS = 2_000;
/** Renewals happen 30 days before the end; what is not renewed a week later will not be by itself. */
const CERTIFICATE_WARNING_DAYS = 21;
const CERTIFICATE_URGENT_DAYS = 7;
const LOW_DISK_SHARE = 0.1;
const FULL_DISK_SHARE = 0.03;
/** A PBX of a company is quiet over a weekend and a holiday. */
const SILENT_SOURCE_MS = 4 * DAY_MS;
/** One that was taken out of use is not to be reported for ever. */
const FORGOTTEN_SOURCE_MS = 60 * DAY_MS;
const SLOW_MAIL_MS = HOUR_MS;

/** What needs somebody, by how soon. */
export interface Finding {
  readonly code:
    | 'machine-silent'
    | 'machine-not-ready'
    | 'clock-differs'
    | 'disk-full'
    | 'certificate-ends'
    | 'recorder-lost'
    | 'job-late'
    | 'calls-set-aside'
    | 'calls-retrying'
    | 'no-capacity'
    | 'source-silent'
    | 'unknown-names'
    | 'deliveries-failing'
    | 'mails-failing'
    | 'cancellations-waiting'
    | 'refused-uploads'
    | 'plan-without-price';
  readonly severity: 'urgent' | 'soon';
  /** Which one of several: a host, a job, a PBX, a plan. */
  readonly subject: string | null;
  readonly count: number | null;
  /** Since when, or when something ends. Unix ms. */
  readonly at: number | null;
}

const finding = (
  code: Finding['code'],
  severity: Finding['severity'],
  more: Partial<Omit<Finding, 'code' | 'severity'>> = {},
): Finding => ({ code, severity, subject: null, count: null, at: null, ...more });

/** What is wrong or about to be, the urgent first. Nothing of it is guessed: each follows from what is shown below it. */
export function findingsOf(state: ServiceState): Finding[] {
  const all = [...ofMachines(state), ...ofWork(state), ...ofCalls(state), ...ofCustomers(state)];
  return [...all.filter(({ severity }) => severity === 'urgent'), ...all.filter(({ severity }) => severity === 'soon')];
}

function ofMachines({ machines, recorders, at: now }: ServiceState): Finding[] {
  const all: Finding[] = [];
  for (const { host: subject, seenAt, checks, clockAheadMs, disk, certificates } of machines) {
    // What a silent one said last is old.
    if (now - seenAt > SILENT_MACHINE_MS) {
      all.push(finding('machine-silent', 'urgent', { subject, at: seenAt }));
      continue;
    }
    const failed = Object.entries(checks).filter(([, ok]) => !ok);
    if (failed.length > 0) {
      const names = failed.map(([name]) => name).join(', ');
      all.push(finding('machine-not-ready', 'urgent', { subject: `${subject}: ${names}`, count: failed.length }));
    }
    if (clockAheadMs !== null && Math.abs(clockAheadMs) > CLOCK_TOLERANCE_MS) {
      all.push(finding('clock-differs', 'urgent', { subject, count: Math.round(Math.abs(clockAheadMs) / 1000) }));
    }
    const free = disk === null || disk.totalBytes === 0 ? 1 : disk.freeBytes / disk.totalBytes;
    if (free < LOW_DISK_SHARE) {
      const severity = free < FULL_DISK_SHARE ? 'urgent' : 'soon';
      all.push(finding('disk-full', severity, { subject, count: Math.floor(free * 100) }));
    }
    for (const { service, expiresAt } of certificates) {
      const days = (expiresAt - now) / DAY_MS;
      if (days >= CERTIFICATE_WARNING_DAYS) continue;
      const severity = days < CERTIFICATE_URGENT_DAYS ? 'urgent' : 'soon';
      all.push(finding('certificate-ends', severity, { subject: `${subject}, ${service}`, at: expiresAt }));
    }
  }
  for (const { recorderId, state, seenAt } of recorders) {
    if (state === 'lost' || state === 'to-be-taken-over') {
      all.push(finding('recorder-lost', 'urgent', { subject: recorderId, at: seenAt }));
    }
  }
  return all;
}

function ofWork({ jobs, mails, at: now }: ServiceState): Finding[] {
  const late = jobs.filter(({ lateFrom }) => now >= lateFrom);
  const all = late.map(({ name, succeededAt }) => finding('job-late', 'urgent', { subject: name, at: succeededAt }));
  if (mails.failing > 0 && mails.oldest !== null && now - mails.oldest > SLOW_MAIL_MS) {
    all.push(finding('mails-failing', 'soon', { count: mails.failing, at: mails.oldest }));
  }
  return all;
}

function ofCalls({ stuckCalls, refusals, sources, unknownNames, refusedUploads, at: now }: ServiceState): Finding[] {
  const all: Finding[] = [];
  const { setAside, retrying, since } = stuckCalls;
  if (setAside > 0) all.push(finding('calls-set-aside', 'urgent', { count: setAside, at: since }));
  if (retrying > 0) all.push(finding('calls-retrying', 'urgent', { count: retrying, at: since }));
  const refusedToday = (reason: string): number => refusals.find((one) => one.reason === reason)?.today ?? 0;
  if (refusedToday('no-capacity') > 0)
    all.push(finding('no-capacity', 'urgent', { count: refusedToday('no-capacity') }));
  if (refusedToday('tenant-unknown') > 0 || unknownNames > 0) {
    all.push(finding('unknown-names', 'soon', { count: unknownNames }));
  }
  for (const { name: subject, lastSeenAt } of sources) {
    const silentMs = lastSeenAt === null ? 0 : now - lastSeenAt;
    if (silentMs > SILENT_SOURCE_MS && silentMs < FORGOTTEN_SOURCE_MS) {
      all.push(finding('source-silent', 'soon', { subject, at: lastSeenAt }));
    }
  }
  if (refusedUploads > 0) all.push(finding('refused-uploads', 'soon', { count: refusedUploads }));
  return all;
}

function ofCustomers({ deliveries, cancellations, unpriced }: ServiceState): Finding[] {
  const all: Finding[] = [];
  const failing = deliveries.filter(({ failingSince }) => failingSince !== null);
  if (failing.length > 0) {
    const at = Math.min(...failing.map(({ failingSince }) => failingSince!));
    all.push(finding('deliveries-failing', 'soon', { count: failing.length, at }));
  }
  const { waiting, oldest } = cancellations;
  if (waiting > 0) all.push(finding('cancellations-waiting', 'soon', { count: waiting, at: oldest }));
  for (const { plan: subject, customers: count } of unpriced) {
    all.push(finding('plan-without-price', 'soon', { subject, count }));
  }
  return all;
}
