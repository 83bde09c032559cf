import type { Worker } from 'node:worker_threads';

/** The name of a thread that has ended is not known any more. */
const started: { readonly worker: Worker; readonly name: string | null }[] = [];
process.on('worker', (worker) => started.push({ worker, name: worker.threadName }));

/** The worker threads of this name that start from now on, in the order of their start. */
export function startedWorkers(name: string): () => readonly Worker[] {
  const before = started.length;
  const wanted = () => started.slice(before).filter((thread) => thread.name === name);
  return () => wanted().map(({ worker }) => worker);
}

/** Has a thread that serves requests die of an error that nobody catches; resolves when it has ended. */
export async function crash(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.postMessage(null, []);
  await ended;
}
