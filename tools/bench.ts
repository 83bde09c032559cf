/**
 * The benchmarks of `bench/`, one after another, or those named: `npm run bench -- capture encoding`. What begins with a hyphen is for each of
 * them: `npm run bench -- files --mb=50`. `--json=FILE` keeps the figures, `--profile=FOLDER` CPU profiles where a benchmark takes some.
 *
 * `npm run bench -- --compare REF NAME… [--rounds=3]` measures another commit and this tree in one run, alternating, and prints the ratios.
 * REF has a git worktree for this time, with this tree's node_modules; a benchmark that REF has not, or not with `--json`, is this tree's.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Results } from '../bench/kit/report.ts';
import { benchArguments } from './bench-arguments.ts';
import { type ComparedFigure, compareRounds, type Round, type Run } from './bench-results.ts';

const ROOT = join(import.meta.dirname, '..');
const known = readdirSync(join(ROOT, 'bench'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length));

let exitCode = 0;
try {
  const { names, options, compare } = benchArguments(process.argv.slice(2), known);
  if (compare === null) for (const name of names) runBench(ROOT, name, options);
  else compareWith(compare, names, options);
} catch (error) {
  console.error((error as Error).message);
  exitCode = 2;
}
process.exitCode = exitCode;

function runBench(root: string, name: string, options: readonly string[]): void {
  console.log(`== ${name}`);
  // As bin/fonoteka starts it.
  const args = ['--initial-heap-size=256', `bench/${name}.ts`, ...options];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) exitCode = 1;
}

function compareWith(
  { ref, rounds: count }: { readonly ref: string; readonly rounds: number },
  names: readonly string[],
  options: readonly string[],
): void {
  const commit = commitOf(ref);
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-compare-'));
  const tree = join(folder, 'tree');
  git('worktree', 'add', '--quiet', '--detach', tree, commit);
  try {
    prepareTree(tree, names);
    for (const name of names) {
      const rounds: Round[] = [];
      for (let round = 0; round < count; round++) {
        // First one, then the other: what slows the machine down for a while meets both.
        const before = round % 2 === 0 ? figuresOf(tree, name, options, folder) : null;
        const now = figuresOf(ROOT, name, options, folder);
        rounds.push({ before: before ?? figuresOf(tree, name, options, folder), now });
      }
      console.log(`\n== ${name}: this tree by ${ref} (${commit.slice(0, 8)}), ${count} rounds`);
      console.table(Object.fromEntries(compareRounds(rounds).map(rowOf)));
    }
  } finally {
    git('worktree', 'remove', '--force', tree);
    rmSync(folder, { recursive: true, force: true });
  }
}

function commitOf(ref: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).trim();
  } catch {
    throw new Error(`there is no commit ${ref}`);
  }
}

/** With this tree's packages and panel: nothing is installed or built there. */
function prepareTree(tree: string, names: readonly string[]): void {
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  if (readFileSync(join(tree, 'package-lock.json'), 'utf8') !== readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
    console.log('the packages are those of this tree; the other one has others locked');
  // Older than the mark of the installation (tools/prepare.sh).
  utimesSync(join(tree, 'package-lock.json'), 0, 0);
  if (existsSync(join(ROOT, 'panel/dist')))
    cpSync(join(ROOT, 'panel/dist'), join(tree, 'panel/dist'), { recursive: true });
  const hasAll = names.every((name) => writesFigures(join(tree, 'bench', `${name}.ts`)));
  if (hasAll) return;
  for (const part of ['bench', 'test/kit']) cpSync(join(ROOT, part), join(tree, part), { recursive: true });
}

function writesFigures(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').includes('kit/report.ts');
}

function figuresOf(root: string, name: string, options: readonly string[], folder: string): Run {
  const file = join(folder, 'figures.json');
  rmSync(file, { force: true });
  runBench(root, name, [...options, `--json=${file}`]);
  if (!existsSync(file)) throw new Error(`bench/${name}.ts gave no figures in ${root}`);
  return (JSON.parse(readFileSync(file, 'utf8')) as Results).benches[name] ?? [];
}

function rowOf({ case: of, name, unit, before, now, ratio }: ComparedFigure): [string, object] {
  const spread = ratio === null ? '' : `${ratio.least.toFixed(3)} – ${ratio.most.toFixed(3)}`;
  return [
    `${of}: ${name}, ${unit}`,
    { before: shown(before), now: shown(now), ratio: ratio?.middle.toFixed(3) ?? '', spread },
  ];
}

function shown(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(4)));
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
