export { notifier, serveRequests } from './serve-requests.ts';
export { PoolRefusal, WorkerPool } from './worker-pool.ts';
export { RequestError, workerModule, WorkerThread } from './worker-thread.ts';
