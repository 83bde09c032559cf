import { spawnSync } from 'node:child_process';
import { chown, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../base/errors.ts';

/** A user of the machine to run PostgreSQL as: it refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The user Debian's own PostgreSQL has. */
const USUAL_USER = 'postgres';

/**
 * Whom PostgreSQL runs as: null, ourselves, for an ordinary user. For root the owner of the cluster that is
 * there, else of the data folder, else the user `postgres`, made where there is none.
 */
export async function accountFor(cluster: string, dataFolder: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owners = [await ownerOf(cluster), await ownerOf(dataFolder)];
  return owners.find((owner) => owner !== null && owner.uid !== 0) ?? usualAccount();
}

/** Whether the account may pass through the folder to what is in it. */
export function canEnter(account: Account | null, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...account, cwd: '/' }).status === 0;
}

async function ownerOf(path: string): Promise<Account | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : { uid: found.uid, gid: found.gid };
}

function usualAccount(): Account {
  return lookUp(USUAL_USER) ?? makeUser(USUAL_USER);
}

function lookUp(user: string): Account | null {
  const [uid, gid] = ['-u', '-g'].map((which) => spawnSync('id', [which, user], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function makeUser(user: string): Account {
  const made = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--home-dir', '/', '--shell', '/usr/sbin/nologin', user],
    { encoding: 'utf8' },
  );
  const account = lookUp(user);
  if (account !== null) return account;
  const reason = made.error?.message ?? made.stderr.trim();
  throw new AppError(
    'database-cannot-start',
    `PostgreSQL does not run as root, and the user ${user} cannot be made: ${reason}`,
  );
}

/**
 * Writes a file only its owner may read, whole or not at all. Root gives it to the folder's owner, whose
 * service has to read what root's command wrote.
 */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const unfinished = `${path}.new`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await giveToFoldersOwner(unfinished);
  await rename(unfinished, path);
}

/** As root: makes the owner of the folder that holds it the owner of what we just made. */
export async function giveToFoldersOwner(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const folder = await stat(dirname(path));
  if (folder.uid !== 0) await chown(path, folder.uid, folder.gid);
}
