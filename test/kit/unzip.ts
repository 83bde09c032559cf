import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';

/** The files in a ZIP, by their paths in it. */
export async function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  const reader = await yauzl.fromBufferPromise(zip, { lazyEntries: true });
  const found = new Map<string, Buffer>();
  for await (const entry of reader.eachEntry()) {
    found.set(entry.fileName, await buffer(await reader.openReadStreamPromise(entry)));
  }
  return found;
}
