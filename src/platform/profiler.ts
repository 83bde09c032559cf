import { Session } from 'node:inspector/promises';
import { type Clock, delay } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';

/** Takes one profile of this thread at a time. Profiles name functions and sizes; they hold no values, so no personal data. */
export class Profiler {
  readonly #clock: Clock;
  #busy = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Where the thread spends its time: a `.cpuprofile`. */
  cpu(seconds: number): Promise<object> {
    return this.#inSession(async (session) => {
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      await delay(this.#clock, seconds * 1000);
      return (await session.post('Profiler.stop')).profile;
    });
  }

  /** What allocates the memory that is still in use: a `.heapprofile`. */
  heap(seconds: number): Promise<object> {
    return this.#inSession(async (session) => {
      await session.post('HeapProfiler.startSampling');
      await delay(this.#clock, seconds * 1000);
      return (await session.post('HeapProfiler.stopSampling')).profile;
    });
  }

  async #inSession(work: (session: Session) => Promise<object>): Promise<object> {
    if (this.#busy) throw new AppError('too-many-requests', 'a profile is being taken; wait until it is done');
    this.#busy = true;
    const session = new Session();
    try {
      session.connect();
      return await work(session);
    } finally {
      session.disconnect();
      this.#busy = false;
    }
  }
}
