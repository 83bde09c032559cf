import { mkdir, stat } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';

/** How long a service waits for a running command to end, and a command for a service to become ready. */
const LOCK_TIMEOUT_MS = 60_000;
/** Processes that may wait for one lock. */
const MAX_WAITING = 64;

interface DataFolderLockOptions {
  readonly dataFolder: string;
  readonly as: 'service' | 'command';
  readonly clock: Clock;
}

/** Only this process uses the data folder until it releases the lock or ends. */
interface DataFolderLock {
  /** Lets waiting commands work beside this service. */
  announceReady(): void;
  release(): Promise<void>;
}

/**
 * Locks the data folder for this process. Creates the folder if it does not exist. Null for a command when a service
 * that is ready has the lock: the command works beside that service. Throws `data-folder-in-use` when another service
 * has the lock, or when its owner does not release it in time.
 *
 * The lock is a listening socket in Linux's abstract namespace, named after the folder's inode. Binding it is atomic,
 * and the kernel frees it however the process ends (a pid file would outlive a kill -9). A process that connects reads
 * what the owner is (`service`, `service ready` or `command`) and sees the connection close when the owner ends.
 * The lock works within one network namespace: two containers must not share a data folder.
 */
export async function lockDataFolder(options: DataFolderLockOptions): Promise<DataFolderLock | null> {
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  const { dev, ino } = await stat(options.dataFolder);
  const path = `\0fonoteka:${dev}:${ino}`;
  const deadline = options.clock.monotonicMs() + LOCK_TIMEOUT_MS;
  for (;;) {
    const server = await listen(path);
    if (server !== null) return createLock(server, options.as);
    const waitMs = deadline - options.clock.monotonicMs();
    const event = await waitForOwner(path, options, waitMs);
    if (event === 'service-ready') return null;
  }
}

/** Null: another process listens. */
function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

function createLock(server: Server, owner: DataFolderLockOptions['as']): DataFolderLock {
  const waiting = new Set<Socket>();
  let ready = false;
  server.maxConnections = MAX_WAITING;
  server.on('connection', (socket) => {
    waiting.add(socket);
    socket.on('close', () => waiting.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.unref();
    socket.resume();
    socket.write(ready ? `${owner} ready\n` : `${owner}\n`);
  });
  return {
    announceReady: () => {
      ready = true;
      server.unref();
      for (const socket of waiting) socket.write(`${owner} ready\n`);
    },
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of waiting) socket.destroy();
      }),
  };
}

/** Waits until the owner has released the lock, or is a service that is ready for a command to work beside it. */
function waitForOwner(
  path: string,
  { dataFolder, as, clock }: DataFolderLockOptions,
  waitMs: number,
): Promise<'released' | 'service-ready'> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const timer = clock.after(Math.max(0, waitMs), () => leave(() => reject(inUse(dataFolder))));
    const leave = (settle: () => void): void => {
      timer.cancel();
      socket.destroy();
      settle();
    };
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      received += text;
      if (as === 'service' && received.startsWith('service')) leave(() => reject(inUse(dataFolder)));
      else if (received.includes('service ready\n')) leave(() => resolve('service-ready'));
    });
    socket.on('error', () => leave(() => resolve('released')));
    socket.on('close', () => leave(() => resolve('released')));
  });
}

function inUse(dataFolder: string): AppError {
  return new AppError('data-folder-in-use', `another Fonoteka runs on ${dataFolder}; stop it or wait until it ends`);
}
