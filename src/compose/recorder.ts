import { join } from 'node:path';
import { ArchiveQueue } from '../archive/index.ts';
import { delay } from '../base/clock.ts';
import { saveUnrecordedCall, UnarchivedCallsReporter, type UnrecordedCall } from '../calls/index.ts';
import { Capture } from '../capture/index.ts';
import { SiprecServer, SipServer } from '../intake/index.ts';
import { Spool } from '../spool/index.ts';
import { CachedDirectory } from '../tenants/index.ts';
import type { RunningRole, Shared } from './shared.ts';

/** How long calls that just ended may take to be archived at shutdown. The rest stays in the spool for the next start. */
const ARCHIVE_TIMEOUT_MS = 30_000;

/** SIP, RTP, spool, encoding, archive: the path of a call from the PBX to the catalog. */
export async function startRecorder(shared: Shared): Promise<RunningRole & { readonly sipPort: number }> {
  const { config, clock, log, metrics, objects, keys } = shared;
  const { db } = shared.database;
  // Disposed of in reverse order, also if a later step of the start fails.
  await using started = new AsyncDisposableStack();

  const spool = await Spool.open({ folder: join(config.data, 'spool'), log });
  started.defer(() => spool.close());
  const leftByEarlierRun = await spool.recover();
  const unarchived = new UnarchivedCallsReporter({ db, clock, log }, spool.recorderId);
  started.defer(() => unarchived.stop());
  const encoding = shared.encoding();
  const archive = new ArchiveQueue({
    encoding,
    objects,
    keys,
    db,
    releaseSpool: (recordingId) => spool.release(recordingId),
    clock,
    log,
    metrics,
  });
  started.defer(() => archiveInTime(archive, shared));
  for (const call of leftByEarlierRun) archive.add(call);

  const capture = await Capture.start({
    bind: config.bind,
    ports: config.rtpPorts,
    receiver: config.receiver,
    rtpTimeoutMs: config.rtpTimeoutSeconds * 1000,
    rtpSources: config.rtpSources,
    spool,
    clock,
    log,
    metrics,
  });
  started.defer(() => capture.close());
  unarchived.start(() => earlier(capture.oldestStart, archive.oldestStart));
  const saveRefused = (call: UnrecordedCall): void => {
    saveUnrecordedCall(db, call).catch((err: unknown) => log.error({ err }, 'intake: a refused call was not saved'));
  };
  const siprec = new SiprecServer({
    directory: new CachedDirectory({ db, clock, log }),
    capture,
    onCallEnded: (call) => archive.add(call),
    onCallRefused: saveRefused,
    publicAddress: config.publicAddress,
    clock,
    log,
    metrics,
  });
  const sip = await SipServer.start({
    bind: config.bind,
    port: config.sipPort,
    publicAddress: config.publicAddress,
    user: siprec,
    clock,
    log,
    metrics,
  });
  started.defer(() => sip.stop());
  started.defer(() => siprec.stop());

  const running = started.move();
  return {
    sipPort: sip.port,
    checks: {
      intake: () => siprec.isAccepting(),
      spool: () => capture.accepting,
      encoding: () => encoding.working,
    },
    stop: () => running.disposeAsync(),
  };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

async function archiveInTime(archive: ArchiveQueue, { clock }: Shared): Promise<void> {
  const done = new AbortController();
  const idle = archive.idle().finally(() => done.abort());
  await Promise.race([idle, delay(clock, ARCHIVE_TIMEOUT_MS, done.signal)]);
  await archive.close();
}
