import { join } from 'node:path';
import { ArchiveQueue, type ArchiveQueueOptions, stuckCallsExchange, UnsavedCalls } from '../archive/index.ts';
import { type Clock, inTime, repeat } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { UnarchivedCallsReporter } from '../calls/index.ts';
import { LiveAudioThread } from '../encoding/index.ts';
import { Capture, mediaThreads } from '../capture/index.ts';
import { bindAddress, publicAddress, sipsFiles, sipsPort } from '../config/index.ts';
import { loadMappings, SessionTraces, SiprecServer, SipServer } from '../intake/index.ts';
import {
  ControlledCalls,
  LISTEN,
  LiveCallsReporter,
  LiveListening,
  LiveMeasuring,
  STILL_LISTENING,
  STOP_LISTENING,
  WATCH,
  WatchedTenants,
} from '../live/index.ts';
import { earliestStarts } from '../recording/index.ts';
import { CertificateFiles } from '../platform/certificate-files.ts';
import { DiskSpace, Spool } from '../spool/index.ts';
import type { Logger } from '../platform/logging.ts';
import { CachedDirectory, LastSeen, SourceNames, SourceStatistics, UnknownTenantNames } from '../tenants/index.ts';
import { allStuck, spoolMirror, startMirroredRecorder } from './mirrored-recorder.ts';
import type { RunningRole, Shared } from './shared.ts';

/** How long calls that just ended may take to be archived at shutdown. The rest stays in the spool for the next start. */
const ARCHIVE_TIMEOUT_MS = 30_000;

/** How long sessions may take to end at shutdown: a media worker that hangs does not end its calls. The next start recovers them. */
const SESSIONS_TIMEOUT_MS = 20_000;

/** How soon a disk that is back is noticed. */
const SPOOL_INTERVAL_MS = 30_000;
/** 1,000 calls write 180 MB in it, a twentieth of what is kept for those that run. */
const DISK_INTERVAL_MS = 10_000;
/** How soon a request to try a stuck call again is seen. */
const STUCK_INTERVAL_MS = 5_000;

interface RecorderRole extends RunningRole {
  readonly sipPort: number;
  /** 0: off. */
  readonly sipsPort: number;
}

/** SIP, RTP, spool, encoding, archive: the path of a call from the PBX to the catalog. */
export async function startRecorder(shared: Shared): Promise<RecorderRole> {
  const { config, clock, log, metrics, objects, keys } = shared;
  const { db } = shared.database;
  const mappings = loadMappings(config.siprecMappings);
  // Disposed of in reverse order, also if a later step of the start fails.
  await using started = new AsyncDisposableStack();

  const mirror = spoolMirror(shared);
  const spool = await Spool.open({
    folder: join(config.data, 'spool'),
    idFile: join(config.data, 'spool.id'),
    keys,
    clock,
    log,
    ...(mirror !== null && { observer: mirror }),
  });
  started.defer(() => spool.close());
  const leftByEarlierRun = await spool.recover();
  const unarchived = new UnarchivedCallsReporter({ db, clock, log }, spool.recorderId);
  started.defer(() => unarchived.stop());
  const statistics = new SourceStatistics({ db, clock, log, metrics, recorderId: spool.recorderId });
  started.defer(() => statistics.stop());
  const encoding = shared.encoding();
  const onMeasured: NonNullable<ArchiveQueueOptions['onMeasured']> = (source, legs) => statistics.arrived(source, legs);
  // Before the mirror is begun: what is mirrored of files that it does not know is deleted.
  const queue = await spool.openQueue();
  const mirrored = startMirroredRecorder(shared, { spool, mirror, onMeasured });
  started.defer(() => mirrored.stop());
  const archive = new ArchiveQueue({
    encoding,
    objects,
    keys,
    db,
    releaseSpool: (recordingId) => spool.release(recordingId),
    keepDamaged: (segment) => spool.keepDamaged(segment),
    onMeasured,
    clock,
    log,
    metrics,
    tracing: shared.tracing,
  });
  started.defer(() => archiveInTime(archive, shared));
  for (const call of leftByEarlierRun) archive.add(call);
  const onError = (err: unknown): void => log.error({ err }, 'spool: reading it again failed');
  const exchange = stuckCallsExchange(db, spool.recorderId, allStuck(archive, mirrored.takeovers));
  const reporting = repeat(
    clock,
    { intervalMs: STUCK_INTERVAL_MS, atOnce: true, onError: stuckNotReported(log) },
    exchange,
  );
  started.defer(() => reporting.stop());

  const unsaved = new UnsavedCalls({
    queue,
    db,
    clock,
    log,
    metrics,
  });
  started.defer(() => unsaved.stop());
  unsaved.start();
  await saveNotOrdered(spool, unsaved);
  const tending = repeat(clock, { intervalMs: SPOOL_INTERVAL_MS, onError }, () =>
    tendSpool({ spool, archive, unsaved, clock }),
  );
  started.defer(() => tending.stop());

  const disk = new DiskSpace({ folder: join(config.data, 'spool'), log, metrics });
  const onDiskError = (err: unknown): void => log.warn({ err }, 'spool: the space of its disk is not known');
  const measuringDisk = repeat(
    clock,
    { intervalMs: DISK_INTERVAL_MS, atOnce: true, onError: onDiskError },
    async () => {
      await disk.measure();
      if (disk.level !== 'plenty') spool.freeAll();
    },
  );
  started.defer(() => measuringDisk.stop());

  const watched = new WatchedTenants(clock);
  const isWatched = (tenantId: TenantId): boolean => watched.has(tenantId);
  const live = new LiveCallsReporter({ db, isWatched, clock, log }, spool.recorderId);
  started.defer(() => live.stop());

  let listening: LiveListening | null = null;
  const capture = await Capture.start({
    bind: bindAddress(config, 'rtpBind'),
    ports: config.rtpPorts,
    receiver: config.receiver,
    rtpTimeoutMs: config.rtpTimeoutSeconds * 1000,
    silenceMs: config.probeAfterSeconds * 1000,
    longestPauseMs: config.longestPauseSeconds * 1000,
    rtpSources: config.rtpSources,
    threads: config.mediaThreads === 'auto' ? mediaThreads() : config.mediaThreads,
    maxCalls: config.maxCalls === 'auto' ? 'measured' : config.maxCalls,
    syncIntervalMs: config.spoolSyncMs,
    onHung: endProcess,
    onChanged: (call) => live.changed(call),
    onEnded: (call) => {
      live.ended(call);
      listening?.callEnded(call);
    },
    onTapped: (recordingId, packets) => listening?.tapped(recordingId, packets),
    spool,
    disk,
    clock,
    log,
    metrics,
  });
  started.defer(() => capture.close());
  const liveDeps = { db, capture, calls: () => live.calls, clock, log };
  const measuring = new LiveMeasuring(liveDeps, watched);
  started.defer(() => measuring.stop());
  shared.onRecorderNotice(WATCH, (text) => measuring.watch(text));
  listening = new LiveListening({
    ...liveDeps,
    keys,
    recorderId: spool.recorderId,
    audio: new LiveAudioThread({ log }),
  });
  started.defer(() => listening?.stop());
  followListeners(shared, listening);
  const early = encoding.encodeRunning({ running: capture, clock, hasSpace: () => disk.level === 'plenty' });
  started.defer(async () => early?.stop());
  unarchived.start(
    () => earlierStarts(capture.oldestStarts, archive.oldestStarts, unsaved.oldestStarts),
    () => archive.waiting,
  );
  const directory = new CachedDirectory({ db, keys, clock, log });
  // Sources are known before the first message comes.
  await directory.current();
  const sourceNames = new SourceNames({ db, clock, log, metrics });
  started.defer(() => sourceNames.stop());
  const lastSeen = new LastSeen({ db, clock, log });
  const unknownNames = new UnknownTenantNames({ db, clock, log });
  started.defer(() => unknownNames.stop());
  const limits = { hours: config.traceHours, megabytes: config.traceMegabytes };
  const traces = new SessionTraces({ db, keys, clock, log, metrics, limits });
  started.defer(() => traces.stop());
  const siprec = new SiprecServer({
    directory,
    onSourceSeen: (id, address) => lastSeen.seen(id, address),
    statistics,
    traces,
    onUnknownNames: (source, names) => unknownNames.seen(source, names),
    capture,
    onCallEnded: (call) => archive.add(call),
    onCallDiscarded: (call) => {
      early?.drop(call.recordingId);
      return spool.release(call.recordingId);
    },
    onCallRefused: (call) => unsaved.add(call),
    publicAddress: publicAddress(config, 'rtpPublicAddress'),
    publicAddress6: config.publicAddress6,
    unknownPartiesMs: config.unknownPartiesSeconds * 1000,
    digests: config.sipDigest,
    libraryCodecs: encoding.libraryCodecs,
    longestCallMs: config.longestCallSeconds * 1000,
    mappings,
    clock,
    log,
    metrics,
    tracing: shared.tracing,
  });
  const { listenUrl } = shared.database;
  const controls = new ControlledCalls({ db, listenUrl, recorderId: spool.recorderId, siprec, clock, log });
  started.defer(() => controls.stop());
  void controls.start();
  statistics.start(() => siprec.sessionsBySource);
  const sip = await SipServer.start({
    bind: bindAddress(config, 'sipBind'),
    port: config.sipPort,
    tls: sipOverTls(shared),
    publicAddress: publicAddress(config, 'sipPublicAddress'),
    publicAddress6: config.publicAddress6,
    user: siprec,
    onMessage: (direction, bytes, peer, local) => traces.message(direction, bytes, peer, local),
    sessionTimer: { maxSeconds: config.sessionExpiresSeconds, minSeconds: config.sessionMinSeconds },
    clock,
    log,
    metrics,
  });
  started.defer(() => sip.stop());
  started.defer(async () => void (await inTime(clock, SESSIONS_TIMEOUT_MS, siprec.stop())));
  started.defer(() => spool.stopWaiting());
  started.defer(() => siprec.drain(config.drainSeconds * 1000));

  const running = started.move();
  return {
    sipPort: sip.port,
    sipsPort: sip.tlsPort,
    checks: {
      intake: () => siprec.accepting,
      spool: () => capture.accepting,
      encoding: () => encoding.working,
      spoolReadable: () => spool.unreadable + archive.spoolUnreadable + unsaved.unreadable === 0,
    },
    stop: () => running.disposeAsync(),
  };
}

function followListeners(shared: Shared, listening: LiveListening): void {
  const onError = (err: unknown): void =>
    shared.log.warn({ err }, 'live calls: who wants to listen could not be served');
  shared.onRecorderNotice(LISTEN, (text) => void listening.listen(text).catch(onError));
  shared.onRecorderNotice(STILL_LISTENING, (id) => listening.stillListening(id));
  shared.onRecorderNotice(STOP_LISTENING, (id) => listening.end(id));
}

/** Null: off. Throws `config-invalid`. */
function sipOverTls({ config, clock, log, metrics }: Shared) {
  const port = sipsPort(config);
  if (port === null) return null;
  const certificate = new CertificateFiles({ service: 'sips', paths: sipsFiles(config), clock, log, metrics });
  return { port, certificate, clientCertificates: config.sipsClientCertificates, verifyPeers: config.sipsVerifyPeers };
}

function stuckNotReported(log: Logger): (err: unknown) => void {
  return (err) => log.warn({ err }, 'archive: the stuck calls could not be reported; trying again');
}

interface TendedSpool {
  readonly spool: Spool;
  readonly archive: ArchiveQueue;
  readonly unsaved: UnsavedCalls;
  readonly clock: Clock;
}

/** Tries again to find calls where the spool could not be read, and deletes copies of damaged segments in time. */
async function tendSpool({ spool, archive, unsaved, clock }: TendedSpool): Promise<void> {
  if (spool.unreadable > 0) for (const call of await spool.recover()) archive.add(call);
  await saveNotOrdered(spool, unsaved);
  if (unsaved.unreadable > 0) await unsaved.readUnread();
  spool.tidy(clock.now());
}

/** Calls that nobody had ordered are destroyed, and the history says so: killed in between, the next start finds them again. */
async function saveNotOrdered(spool: Spool, unsaved: UnsavedCalls): Promise<void> {
  for (const call of spool.takeNotOrdered()) {
    await unsaved.addNotOrdered(call);
    await spool.destroyUnheard(call.recordingId);
  }
}

/** Of each tenant the earlier start. */
function earlierStarts(...all: readonly ReadonlyMap<TenantId, number>[]): Map<TenantId, number> {
  const calls = all.flatMap((starts) => [...starts]);
  return earliestStarts(calls.map(([tenantId, startedAt]) => ({ tenantId, startedAt })));
}

async function archiveInTime(archive: ArchiveQueue, { clock }: Shared): Promise<void> {
  await inTime(clock, ARCHIVE_TIMEOUT_MS, archive.idle());
  await archive.close();
}

const kill = (): void => void process.kill(process.pid, 'SIGKILL');

/** By SIGKILL: any other exit waits for the thread that hangs. The supervisor starts the process again; the spool has its calls. */
function endProcess(when: 'running' | 'closing'): void {
  if (when === 'running') kill();
  else process.once('exit', kill);
}
