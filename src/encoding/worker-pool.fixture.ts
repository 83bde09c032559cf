import { parentPort } from 'node:worker_threads';

/** Doubles numbers; `exit` ends the thread, `throw` breaks it, `never` keeps it busy. */
parentPort!.on('message', (job: number | 'exit' | 'throw' | 'never' | null) => {
  if (job === null) return parentPort!.close();
  if (job === 'exit') process.exit(3);
  if (job === 'throw') throw new Error('broken on purpose');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  if (job !== 'never') parentPort!.postMessage(job * 2);
});
