import { readFileSync, realpathSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result.ts';

/** File systems whose locks do not leave the machine (or virtual machine), though others may use the same folder. */
const LOCAL_LOCKS: readonly { readonly type: RegExp; readonly options?: readonly string[] }[] = [
  // nfs(5): with these a lock is not sent to the server.
  { type: /^nfs4?$/, options: ['nolock', 'local_lock=all', 'local_lock=flock'] },
  // mount.cifs(8): "Do not send byte range lock requests to the server".
  { type: /^(cifs|smb3)$/, options: ['nobrl'] },
  { type: /^lustre$/, options: ['localflock'] },
  { type: /^fuse\.(sshfs|s3fs|rclone|goofys|gcsfuse|mount-s3)$/ },
  // Folders that a virtual machine shares with its host.
  { type: /^(9p|virtiofs|vboxsf|prl_fs|fuse\.vmhgfs-fuse)$/ },
];

interface Mount {
  readonly folder: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Whether a lock on a file of the folder is seen by everybody who can use the folder; otherwise why not. */
export function lockReach(folder: string, mountInfo = readFileSync('/proc/self/mounts', 'utf8')): Result<void> {
  const mount = mountOf(realpathSync(folder), mountInfo);
  if (mount === undefined) return ok(undefined);
  const known = LOCAL_LOCKS.find(({ type }) => type.test(mount.type));
  if (known === undefined) return ok(undefined);
  if (known.options === undefined) return fail(`locks on ${mount.type} do not hold on other machines`);
  const option = known.options.find((each) => mount.options.includes(each));
  if (option === undefined) return ok(undefined);
  return fail(
    `it is mounted as ${mount.type} with ${option}, so locks do not hold on other machines; mount it without`,
  );
}

/** The last mount on the longest path, as the kernel finds it. */
function mountOf(folder: string, mountInfo: string): Mount | undefined {
  const mounts = mountInfo.split('\n').flatMap(readMount);
  const above = mounts.filter((mount) => mount.folder === '/' || `${folder}/`.startsWith(`${mount.folder}/`));
  return above.toSorted((one, other) => one.folder.length - other.folder.length).at(-1);
}

/** A line of proc_mounts(5), whose spaces are written in octal: device, folder, type, options. */
function readMount(line: string): Mount[] {
  const [, folder, type, options] = line.split(' ');
  if (folder === undefined || type === undefined || options === undefined) return [];
  const plain = folder.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return [{ folder: plain, type, options: options.split(',') }];
}
