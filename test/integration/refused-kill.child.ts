import { Readable } from 'node:stream';
import { newId, type RecordingId, type SourceId, type TenantId } from '../../src/base/ids.ts';
import { RefusedUploads, removeEndedRefused } from '../../src/intake/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { temporaryFile, writeTemporaryFile } from '../../src/platform/temporary-file.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { quietLog } from '../kit/quiet-log.ts';

/** Keeps a refused upload, or removes what has ended, and kills itself at the given step. */
const [url, folder, now, lastStep, what, tenantId, sourceId] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  'keep' | 'remove',
  TenantId,
  SourceId,
];
const db = connect(url, quietLog);
const parts = killAtStep(Number(lastStep)).deps(db, folder, Number(now));
if (what === 'remove') await removeEndedRefused(parts);
else {
  const file = temporaryFile(`${folder}/received`);
  await writeTemporaryFile(file, Readable.from([Buffer.from('the voice of a caller')]));
  const refused = new RefusedUploads({
    ...parts,
    metrics: createMetrics(),
    folder: `${folder}/refused`,
    maxBytes: 1_000_000,
  });
  const call = { externalId: null, tenantId: null, caller: null, callee: null, direction: null, endedAt: null };
  await refused.keep(file, {
    tenantId,
    sourceId,
    recordingId: newId<RecordingId>(Number(now)),
    call: { ...call, startedAt: Number(now) },
    code: 'audio-unreadable',
    reason: 'no-sound',
  });
}
await db.destroy();
