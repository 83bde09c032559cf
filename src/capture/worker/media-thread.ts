import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MediaCommands, MediaEvents, MediaWorkerSettings } from './media-commands.ts';
import type { Answer, Question, Told } from './media-messages.ts';

export interface MediaThreadEvents extends MediaEvents {
  /** The thread died; nothing that is asked of it gets an answer any more. */
  broken(error: Error): void;
}

/** A media worker seen from the main thread. */
export interface MediaThread {
  ask<Method extends keyof MediaCommands>(
    method: Method,
    ...values: Parameters<MediaCommands[Method]>
  ): ReturnType<MediaCommands[Method]>;
  /** Has the closed thread end by itself; what it was still asked fails with `reason`. */
  stop(reason: Error): Promise<void>;
}

/** The worker's source in development, its compiled form in a build: whichever this file is. */
const WORKER = new URL(`./media-worker${extname(import.meta.url)}`, import.meta.url);

/** Resolves when the thread can record; fails when it cannot, as with a receiver this machine does not have. */
export async function startMediaThread(settings: MediaWorkerSettings, events: MediaThreadEvents): Promise<MediaThread> {
  const worker = new Worker(WORKER, { workerData: settings, name: 'media' });
  const thread = new WorkerThread(worker, events);
  await thread.ready;
  return thread;
}

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

class WorkerThread implements MediaThread {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  #questions = 0;
  #dead: Error | null = null;

  constructor(worker: Worker, events: MediaThreadEvents) {
    this.#worker = worker;
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (message: Answer | Told) => {
        if (!('event' in message)) return this.#settle(message);
        if (message.event === 'ready') resolve();
        (events[message.event] as (...values: readonly unknown[]) => void)(...message.values);
      });
      const broken = (error: Error): void => {
        if (this.#dead !== null) return;
        this.#fail(error);
        reject(error);
        events.broken(error);
      };
      worker.on('error', (error) => broken(error as Error));
      worker.on('exit', () => broken(new Error('the media worker has ended')));
    });
  }

  ask<Method extends keyof MediaCommands>(
    method: Method,
    ...values: Parameters<MediaCommands[Method]>
  ): ReturnType<MediaCommands[Method]> {
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.#dead !== null) return reject(this.#dead);
      const id = this.#questions++;
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, values } satisfies Question, []);
    });
    return answer as ReturnType<MediaCommands[Method]>;
  }

  async stop(reason: Error): Promise<void> {
    if (this.#dead !== null) return;
    this.#fail(reason);
    const ended = once(this.#worker, 'exit');
    // Not `terminate`: native code that is cut short takes the process along.
    this.#worker.postMessage(null, []);
    await ended;
  }

  #settle({ id, value, error }: Answer): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(error);
  }

  #fail(error: Error): void {
    this.#dead = error;
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}
