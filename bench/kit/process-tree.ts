import { readdirSync, readFileSync } from 'node:fs';

/** Of `/proc/PID/stat`, which counts in hundredths of a second on every Linux that runs Node. */
const TICK_MS = 10;
const LOOK_EVERY_MS = 250;

/** A process and all that it has started, as `/proc` shows them. */
export class ProcessTree {
  readonly #root: number;
  readonly #excluded: (commandLine: string) => boolean;

  /** @param excluded Leaves out a process, with those that it has started, by its command line. */
  constructor(root: number, excluded: (commandLine: string) => boolean = () => false) {
    this.#root = root;
    this.#excluded = excluded;
  }

  /** CPU time until now, of processes that have ended and were waited for as well, ms. */
  cpuMs(): number {
    return this.pids().reduce((sum, pid) => sum + cpuMs(pid), 0);
  }

  /** Memory: what is shared counts once, MB. */
  memoryMb(): number {
    return this.pids().reduce((sum, pid) => sum + pssKb(pid), 0) / 1024;
  }

  pids(): number[] {
    return this.#withChildren(this.#root);
  }

  #withChildren(pid: number): number[] {
    return [pid, ...this.#children(pid).flatMap((child) => this.#withChildren(child))];
  }

  #children(pid: number): number[] {
    return childrenOf(pid).filter((child) => !this.#excluded(commandLine(child)));
  }
}

export interface Used {
  readonly seconds: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** What a tree uses while something is done. */
export async function usedBy<T>(tree: ProcessTree, work: () => Promise<T>): Promise<Used & { readonly result: T }> {
  let peakMb = tree.memoryMb();
  const timer = setInterval(() => (peakMb = Math.max(peakMb, tree.memoryMb())), LOOK_EVERY_MS);
  const [before, startedAt] = [tree.cpuMs(), performance.now()];
  try {
    const result = await work();
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, cpuMs: tree.cpuMs() - before, peakMb: Math.max(peakMb, tree.memoryMb()), result };
  } finally {
    clearInterval(timer);
  }
}

/** The processes that a process has started, with any of its threads. */
export function childrenOf(pid: number): number[] {
  const lists = namesIn(`/proc/${pid}/task`).map((thread) => readProc(`/proc/${pid}/task/${thread}/children`));
  return lists.flatMap((list) => list.trim().split(' ').filter(Boolean).map(Number));
}

export function commandLine(pid: number): string {
  return readProc(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

/** proc(5): utime and stime, then those of children that have ended. */
function cpuMs(pid: number): number {
  const fields = readProc(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number);
  return (utime + stime + cutime + cstime) * TICK_MS;
}

function pssKb(pid: number): number {
  return Number(/^Pss: +(\d+)/m.exec(readProc(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** Empty when the process has just ended. */
export function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
