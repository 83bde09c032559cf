/**
 * A start of all roles with a database that is there: from the command to `ready`, for `npm start` in this clone and for the program
 * that `npm run build` makes, in turns. `npm run bench -- start [--runs=5] [--with=FOLDER]`: FOLDER is another clone, as of an earlier
 * release, with its packages. CPU is that of all our processes, `npm` and `sh` among them, without PostgreSQL.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ReadyReport } from '../src/compose/at-start.ts';
import { buildProgram } from '../test/kit/built-program.ts';
import { ProcessTree } from './kit/process-tree.ts';
import { BenchReport, benchOptions } from './kit/report.ts';

const options = benchOptions({ runs: '5', with: '' });
const figures = new BenchReport('start', options.json);
/** After `ready` a start goes on with what nobody waits for; then memory is that of a service without calls. */
const IDLE_AFTER_MS = 5_000;
const CLONE = fileURLToPath(new URL('..', import.meta.url));
const HOOK = new URL('../test/kit/record-modules.mjs', import.meta.url).href;

interface Measured {
  readonly readyMs: number;
  readonly cpuMs: number;
  readonly memoryMb: number;
}

interface Program {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly runs: Measured[];
}

const work = mkdtempSync(join(tmpdir(), 'fonoteka-bench-'));
try {
  mkdirSync(join(work, 'built'));
  const npm = ['npm', 'start', '--silent'] as const;
  const programs: Program[] = [
    ...(options.with === '' ? [] : [{ name: options.with, command: npm, cwd: options.with, runs: [] }]),
    { name: 'npm start', command: npm, cwd: CLONE, runs: [] },
    { name: 'bundled', command: [buildProgram(join(work, 'built')), 'start'], cwd: work, runs: [] },
  ];
  // Databases, compiled code and the panel are made by a start that is not counted.
  for (const program of programs) await start(program);
  for (let run = 0; run < Number(options.runs); run += 1) {
    for (const program of programs) program.runs.push(await start(program));
  }
  for (const program of programs) await report(program);
  figures.write();
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function start({ name, command, cwd }: Program, settings: Record<string, string> = {}): Promise<Measured> {
  const data = join(work, name.replaceAll('/', '-'));
  mkdirSync(data, { recursive: true });
  const env = { ...process.env, ...settings, ...ports(), HOME: work, FONOTEKA_DATA: data, FONOTEKA_LOG_LEVEL: 'error' };
  const startedAt = performance.now();
  const [file, ...args] = command;
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const ready = await readyReport(createInterface({ input: child.stdout }));
  const readyMs = performance.now() - startedAt;
  const tree = new ProcessTree(child.pid!, (line) => line.includes('postgres'));
  const cpuMs = tree.cpuMs();
  await setTimeout(IDLE_AFTER_MS);
  const memoryMb = new ProcessTree(ready.pid, (line) => line.includes('postgres')).memoryMb();
  process.kill(ready.pid, 'SIGTERM');
  await ended;
  return { readyMs, cpuMs, memoryMb };
}

function ports(): Record<string, string> {
  const names = ['HTTP', 'SIP', 'FTP', 'SFTP', 'INTERNAL'];
  return Object.fromEntries(names.map((name) => [`FONOTEKA_${name}_PORT`, '0']));
}

async function readyReport(lines: AsyncIterable<string>): Promise<ReadyReport> {
  for await (const line of lines) {
    if (line.startsWith('ready ')) return JSON.parse(line.slice('ready '.length)) as ReadyReport;
  }
  throw new Error('the service ended before it was ready');
}

async function report(program: Program): Promise<void> {
  const add = (name: string, of: keyof Measured, unit: string): void =>
    figures.add(program.name, name, Math.min(...program.runs.map((run) => run[of])), unit);
  add('ready after', 'readyMs', 'ms');
  add('CPU', 'cpuMs', 'ms');
  add('memory', 'memoryMb', 'MB');
  const folder = mkdtempSync(join(work, 'modules-'));
  await start(program, { NODE_OPTIONS: `--import=${HOOK}`, RECORD_MODULES: folder });
  for (const name of readdirSync(folder).filter((each) => /main|worker/.test(each))) {
    const urls = new Set(readFileSync(join(folder, name), 'utf8').split('\n'));
    const files = [...urls].filter((url) => url.startsWith('file:'));
    figures.add(program.name, name.replace('-', ' '), files.length, 'files read');
  }
}
