import { readdirSync, readFileSync } from 'node:fs';

/** The threads of a process, as their names in `/proc` say; those of V8 and libuv count as one. */
export const THREAD_KINDS = ['main', 'media', 'encoding', 'V8 and libuv'] as const;
export type ThreadKind = (typeof THREAD_KINDS)[number];

const KIND_OF_NAME: Readonly<Record<string, ThreadKind>> = { media: 'media', encoding: 'encoding' };

/** Adds up the CPU time of each kind, of threads that have ended since as well. Look often: what a thread used after the last look is not seen. */
export class ThreadCpu {
  readonly #pid: number;
  /** By thread, ns. */
  readonly #threads = new Map<string, { readonly kind: ThreadKind; ns: number }>();

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Seconds until now. */
  look(): Record<ThreadKind, number> {
    for (const thread of readdirSync(`/proc/${this.#pid}/task`)) this.#lookAt(thread);
    const seconds = Object.fromEntries(THREAD_KINDS.map((kind) => [kind, 0])) as Record<ThreadKind, number>;
    for (const { kind, ns } of this.#threads.values()) seconds[kind] += ns / 1e9;
    return seconds;
  }

  #lookAt(thread: string): void {
    const at = `/proc/${this.#pid}/task/${thread}`;
    try {
      // proc(5): time on a CPU, ns; /proc/PID/stat counts in hundredths of a second.
      const ns = Number(readFileSync(`${at}/schedstat`, 'utf8').split(' ', 1)[0]);
      const known = this.#threads.get(thread);
      if (known !== undefined) known.ns = ns;
      else this.#threads.set(thread, { kind: this.#kindOf(thread, readFileSync(`${at}/comm`, 'utf8').trim()), ns });
    } catch {
      // It has just ended.
    }
  }

  #kindOf(thread: string, name: string): ThreadKind {
    return Number(thread) === this.#pid ? 'main' : (KIND_OF_NAME[name] ?? 'V8 and libuv');
  }
}

/** The most memory that a process had at once, MB. */
export function peakMemoryMb(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

/** Seconds in which the machine's cores had nothing to do, all cores together. */
export function idleSeconds(): number {
  return Number(/^cpu +(?:\d+ ){3}(\d+)/.exec(readFileSync('/proc/stat', 'utf8'))![1]) / 100;
}
