export { RequestError } from './remote-calls.ts';
export { notifier, serveRequests } from './serve-requests.ts';
export { PoolRefusal, type PoolThread, WorkerPool } from './worker-pool.ts';
export { WorkerProcess, type WorkerProcessOptions } from './worker-process.ts';
export { workerModule, WorkerThread } from './worker-thread.ts';
