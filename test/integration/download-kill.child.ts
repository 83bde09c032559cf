/**
 * Serves a tenant's tree on a port of loopback, which it prints: to each line with a path it answers with the file's bytes. Kills itself
 * (SIGKILL) right after the given number of answers of the database, before anything is done with the last one.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { AuditLog } from '../../src/audit/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { KnownHistories } from '../../src/catalog/index.ts';
import { CatalogTree } from '../../src/file-access/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { quietLog } from '../kit/quiet-log.ts';

const [url, objectFolder, keyFolder, tenant, lastAnswer] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
let answers = 0;
const db = connect(url, quietLog).withPlugin({
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => {
    if (++answers === Number(lastAnswer)) process.kill(process.pid, 'SIGKILL');
    return result;
  },
});
const clock = new ManualClock();
const tree = new CatalogTree(
  {
    catalog: { db, clock, panelWindowDays: 30, histories: new KnownHistories() },
    objects: new FolderObjectStore(objectFolder),
    keys: new FolderKeyStore(keyFolder),
    audit: new AuditLog(db, clock),
    clock,
  },
  { tenantId: tenant as TenantId, login: 'firma', address: '192.0.2.1' },
);

async function serve(socket: Socket): Promise<void> {
  for await (const path of createInterface({ input: socket })) {
    const content = await (await tree.find(path))!.open(0);
    for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) {
      if (!socket.write(Buffer.from(bytes))) await once(socket, 'drain');
    }
    content.close();
  }
}

const server = createServer((socket) => void serve(socket).catch(() => socket.destroy())).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
