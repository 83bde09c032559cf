import { join } from 'node:path';
import { type Archive, createArchive } from '../archive/index.ts';
import { delay } from '../base/clock.ts';
import { noteUnrecordedCall, type UnrecordedCall } from '../calls/index.ts';
import { createCapture } from '../capture/index.ts';
import { createEncoding } from '../encoding/index.ts';
import { createIntake, createSipServer } from '../intake/index.ts';
import { openSpool } from '../spool/index.ts';
import { createDirectoryReader } from '../tenants/index.ts';
import type { RunningRole } from './role.ts';
import type { Shared } from './shared.ts';

/** At shutdown, how long calls just ended may take to be archived; the rest waits in the spool for the next start. */
const FINISH_GRACE_MS = 30_000;

/** SIP, RTP, spool, encoding, archive: a call's way from the PBX to the catalog. */
export async function startRecorder(shared: Shared): Promise<RunningRole & { readonly sipPort: number }> {
  const { config, clock, log, metrics, objects } = shared;
  const { db } = shared.database;

  const spool = await openSpool({ folder: join(config.data, 'spool'), log });
  const leftByEarlierRun = await spool.recover();
  const encoding = createEncoding({
    encoder: config.encoder,
    folder: join(config.data, 'encoding'),
    log,
    metrics,
  });
  const archive = createArchive({
    encoding,
    objects,
    db,
    spoolDone: (recordingId) => spool.done(recordingId),
    clock,
    log,
    metrics,
  });
  for (const call of leftByEarlierRun) archive.finish(call);

  const capture = await createCapture({
    bind: config.bind,
    ports: config.rtpPorts,
    receiver: config.receiver,
    rtpTimeoutMs: config.rtpTimeoutSeconds * 1000,
    spool,
    clock,
    log,
    metrics,
  });
  const noteUnrecorded = (call: UnrecordedCall): void => {
    noteUnrecordedCall(db, call).catch((err: unknown) => log.error({ err }, 'an unrecorded call could not be noted'));
  };
  const intake = createIntake({
    directory: createDirectoryReader({ db, clock, log }),
    capture,
    finish: (call) => archive.finish(call),
    noteUnrecorded,
    publicAddress: config.publicAddress,
    clock,
    log,
    metrics,
  });
  const sip = createSipServer({
    bind: config.bind,
    port: config.sipPort,
    publicAddress: config.publicAddress,
    handler: intake,
    clock,
    log,
    metrics,
  });
  await sip.start();

  const stop = async (): Promise<void> => {
    await intake.stop();
    await sip.stop();
    await capture.close();
    await finishInTime(archive, shared);
    await encoding.close();
    await spool.close();
  };
  return { sipPort: sip.address.udpPort, checks: {}, stop };
}

async function finishInTime(archive: Archive, { clock }: Shared): Promise<void> {
  const done = new AbortController();
  const idle = archive.idle().finally(() => done.abort());
  await Promise.race([idle, delay(clock, FINISH_GRACE_MS, done.signal)]);
  await archive.close();
}
