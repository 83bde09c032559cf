import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { claimLostRecorder } from '../../src/archive/takeover/recorder-leases.ts';
import { takeOverRecorder } from '../../src/archive/takeover/take-over-recorder.ts';
import { newId, type RecorderId } from '../../src/base/ids.ts';
import type { EncodedCall } from '../../src/encoding/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { readSpooledCall, type SpooledCall } from '../../src/spool/index.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { sealedAudio } from '../kit/sealed-audio.ts';

/** Takes over the lost recorder, and kills itself at the given step: a request to a store, or an encoded call. */
const [url, folder, lastStep] = process.argv.slice(2) as [string, string, string];
const { counted } = killAtStep(Number(lastStep));
const db = connect(url, quietLog);
const own = join(folder, String(process.pid));
mkdirSync(own, { recursive: true });

/** Its sound: how many packets the call has. */
async function encode(call: SpooledCall): Promise<EncodedCall> {
  const content = Buffer.from(`${[...readSpooledCall(call)].length} packets`);
  const sealed = sealedAudio(call.recordingId, content, join(own, `${call.recordingId}.mp3`));
  const waveform = { sliceMs: 20, caller: [1], callee: [1] };
  const recording = { ...sealed, durationMs: 1000, waveform, legs: [] };
  return { recording, damaged: [] };
}

const claimed = await claimLostRecorder(db, {
  owner: newId<RecorderId>(Date.now()),
  seconds: 600,
  requestedOnly: false,
});
await takeOverRecorder(
  {
    db,
    objects: counted(new FolderObjectStore(join(folder, 'objects'))),
    keys: counted(new FolderKeyStore(join(folder, 'keys'))),
    encoding: counted({ encode }),
    clock: systemClock,
    log: quietLog,
    folder: join(own, 'taken-over'),
  },
  { ...claimed!, signal: new AbortController().signal, onQueue: () => {}, onWaiting: () => {} },
);
await db.destroy();
