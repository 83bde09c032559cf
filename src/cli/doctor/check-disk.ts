import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { type Finding, reason, well, wrong } from './check.ts';

/** Below this the spool could fill within hours: 100 calls of two G.711 legs write 1.7 MB/s. */
const MIN_FREE_BYTES = 5 * 1024 ** 3;
const GIB = 1024 ** 3;

/** The data folder can be written and has room. */
export async function checkDisk(folder: string): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    const freeBytes = bavail * bsize;
    const free = `${(freeBytes / GIB).toFixed(1)} GiB free in ${folder}`;
    if (freeBytes >= MIN_FREE_BYTES) return well('disk', free);
    return wrong('disk', `only ${free}`, 'Make room, or move FONOTEKA_DATA to a larger disk.');
  } catch (error) {
    return wrong(
      'disk',
      reason(error),
      `Let this user write to ${folder}, or set FONOTEKA_DATA to a folder it may write to.`,
    );
  }
}
