import type { SourceId, TenantId } from '../../src/base/ids.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { OpenFolder } from '../../src/platform/open-folder.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { killAtStep } from '../kit/kill-at-step.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { WatchBench, watchedSource } from '../kit/watched-folder-fixture.ts';

/** Takes what is in a watched folder and kills itself at the given step, or exits normally if there are fewer. */
const [url, folder, tenantId, sourceId, lastStep] = process.argv.slice(2) as [
  string,
  string,
  TenantId,
  SourceId,
  string,
];
const { counted, step } = killAtStep(Number(lastStep));
for (const name of ['move', 'write', 'remove', 'makeFolder'] as const) {
  const original = OpenFolder.prototype[name] as (...given: unknown[]) => Promise<void>;
  Object.assign(OpenFolder.prototype, {
    [name](this: OpenFolder, ...given: unknown[]): Promise<void> {
      step();
      return original.apply(this, given);
    },
  });
}
const db = connect(url, quietLog);
const watch = new WatchBench({
  db,
  path: `${folder}/watch`,
  tenantId,
  source: watchedSource(sourceId),
  objects: counted(new FolderObjectStore(`${folder}/objects`)),
  keys: counted(new FolderKeyStore(`${folder}/keys`)),
});
await watch.settle();
await db.destroy();
