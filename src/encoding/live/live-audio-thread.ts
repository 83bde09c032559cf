import type { Logger } from '../../platform/logging.ts';
import { workerModule, WorkerThread } from '../../platform/worker-threads/index.ts';
import type { SpooledPacket } from '../../spool/index.ts';
import type { CallAudio } from '../time-line.ts';
import type { LiveAudioRequests } from './live-worker.ts';

/** Decodes the calls that are listened to while they run, on a thread of its own: it runs only while somebody listens. */
export class LiveAudioThread {
  readonly #log: Logger;
  #thread: WorkerThread<LiveAudioRequests, Record<string, never>> | null = null;
  readonly #listeners = new Set<string>();

  constructor({ log }: { readonly log: Logger }) {
    this.#log = log;
  }

  /** As `LiveAudio.take`, of a listener. Fails when the thread dies; the next time there is another one. */
  take(id: string, call: CallAudio, packets: readonly SpooledPacket[], until: number): Promise<Uint8Array> {
    this.#listeners.add(id);
    this.#thread ??= this.#start();
    return this.#thread.request('take', id, call, packets, until);
  }

  drop(id: string): void {
    this.#listeners.delete(id);
    const thread = this.#thread;
    if (thread === null) return;
    if (this.#listeners.size > 0) return void thread.request('drop', id).catch(() => undefined);
    this.#thread = null;
    void thread.stop(new Error('nobody listens any more'));
  }

  #start(): WorkerThread<LiveAudioRequests, Record<string, never>> {
    return new WorkerThread<LiveAudioRequests, Record<string, never>>({
      module: workerModule('./live-worker', import.meta.url),
      data: null,
      name: 'live-audio',
      events: {},
      onDied: (err) => {
        this.#thread = null;
        this.#log.error({ err }, 'live calls: the thread of calls that are listened to died');
      },
    });
  }
}
