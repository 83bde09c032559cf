import { parentPort } from 'node:worker_threads';
import { callMethod, type MessageFromWorker, type MessageToWorker, type Remote } from './worker-thread.ts';

/** In a worker thread: calls the functions that the main thread requests, until it says stop. */
export function serveRequests<Requests extends Remote<Requests>>(functions: Requests): void {
  parentPort!.on('message', (message: MessageToWorker) => {
    if (message.kind === 'stop') parentPort!.close();
    else void respond(functions, message).then(post);
  });
  post({ kind: 'ready' });
}

/** In a worker thread: a function that sends notifications to the main thread. */
export function notifier<Events extends Remote<Events>>() {
  return <Name extends keyof Events & string>(name: Name, ...args: Parameters<Events[Name]>): void =>
    post({ kind: 'event', name, args });
}

async function respond<Requests extends Remote<Requests>>(
  functions: Requests,
  { id, name, args }: Extract<MessageToWorker, { readonly kind: 'request' }>,
): Promise<MessageFromWorker> {
  try {
    return { kind: 'result', id, value: await callMethod(functions, name, args) };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // Copying an error to another thread drops its `code`.
    const { code } = error as NodeJS.ErrnoException;
    return { kind: 'failure', id, error, code: typeof code === 'string' ? code : null };
  }
}

function post(message: MessageFromWorker): void {
  parentPort!.postMessage(message, []);
}
