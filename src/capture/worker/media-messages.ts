import type { MediaCommands, MediaEvents } from './media-commands.ts';

/** To the worker: call this method. */
export interface Question {
  readonly id: number;
  readonly method: keyof MediaCommands;
  readonly values: readonly unknown[];
}

/** From the worker: what the method of that question returned or threw. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: Error;
}

/** From the worker: what happened. */
export interface Told {
  readonly event: keyof MediaEvents;
  readonly values: readonly unknown[];
}
