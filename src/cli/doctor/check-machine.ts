import { accessSync, constants } from 'node:fs';
import koffi from 'koffi';
import { type Finding, well, wrong } from './check.ts';

const NEEDED_NODE_MAJOR = 24;

/** The running Node is the one the service is made for. */
export function checkNode(version = process.versions.node): Finding {
  const major = Number(version.split('.', 1)[0]);
  if (major >= NEEDED_NODE_MAJOR) return well('node', version);
  return wrong('node', `Node ${version} is too old`, 'Start by bin/fonoteka or npm: they run the pinned Node 24.');
}

/** Whether the fast encoder is there. Without it recordings are made all the same, about four times slower. */
export function checkLame(): Finding {
  try {
    koffi.load('libmp3lame.so.0');
    return well('encoder', 'libmp3lame.so.0');
  } catch {
    return well('encoder', 'WebAssembly; apt-get install libmp3lame0 encodes about four times faster');
  }
}

/** The panel's built files are there. */
export function checkPanel(folder: string): Finding {
  try {
    accessSync(`${folder}/index.html`, constants.R_OK);
    return well('panel', folder);
  } catch {
    return wrong('panel', `not built: ${folder}/index.html is missing`, 'npm run build');
  }
}
