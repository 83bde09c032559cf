import { spawnSync } from 'node:child_process';
import { rename, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../../../base/errors.ts';
import { chownToParentOwner, nullIfMissing } from '../../durable-folder.ts';

/** A user of this machine that runs PostgreSQL, which refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The user of Debian's own PostgreSQL. */
const DEFAULT_USER = 'postgres';

/**
 * The account PostgreSQL runs as. Null, this process's own, unless it is root. For root: the owner of the existing
 * cluster, else the owner of the data folder, else the user `postgres`, created if it does not exist.
 */
export async function accountFor(cluster: string, dataFolder: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owners = [await ownerOf(cluster), await ownerOf(dataFolder)];
  return owners.find((owner) => owner !== null && owner.uid !== 0) ?? defaultAccount();
}

/** Whether the account may access what is in the folder. */
export function canEnter(account: Account | null, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...account, cwd: '/' }).status === 0;
}

/**
 * Writes a file that only its owner may read, completely or not at all. When this process is root, the file gets the
 * folder's owner: that user's service must read what root's command wrote.
 */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const unfinished = `${path}.new`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await chownToParentOwner(unfinished);
  await rename(unfinished, path);
}

async function ownerOf(path: string): Promise<Account | null> {
  const found = await stat(path).catch(nullIfMissing);
  return found === null ? null : { uid: found.uid, gid: found.gid };
}

function defaultAccount(): Account {
  return lookUpUser(DEFAULT_USER) ?? createUser(DEFAULT_USER);
}

function lookUpUser(user: string): Account | null {
  const [uid, gid] = ['-u', '-g'].map((which) => spawnSync('id', [which, user], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function createUser(user: string): Account {
  const created = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--home-dir', '/', '--shell', '/usr/sbin/nologin', user],
    { encoding: 'utf8' },
  );
  const account = lookUpUser(user);
  if (account !== null) return account;
  const reason = created.error?.message ?? created.stderr.trim();
  throw new AppError(
    'database-cannot-start',
    `PostgreSQL does not run as root, and the user ${user} cannot be created (${reason}); create it, or start Fonoteka as another user`,
  );
}
