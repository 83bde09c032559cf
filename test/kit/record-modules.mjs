import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before a program (`--import`): writes the address of each module into the folder RECORD_MODULES, a file for each thread of
 * each of its processes. A file is named after what the thread runs.
 */
const folder = process.env['RECORD_MODULES'];
let file = null;

registerHooks({
  load(url, context, nextLoad) {
    const kind = isMainThread ? 'process' : 'thread';
    file ??= `${folder}/${kind}-${new URL(url).pathname
      .split('/')
      .at(-1)
      .replace(/[.][a-z]+$/, '')}`;
    appendFileSync(file, `${url}\n`);
    return nextLoad(url, context);
  },
});
