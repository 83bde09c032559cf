import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import type { PushConnection, PushTarget } from '../../src/platform/push-target/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { createDeliveryMetrics, Delivery } from '../../src/delivery/index.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { loopbackTarget } from '../kit/push/loopback-target.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

/**
 * Delivers what is due and kills itself (SIGKILL) at the given step. A step is the end of an operation of the target, and
 * the middle of an upload. Exits normally if the delivery has fewer steps.
 */
const [url, objectFolder, keyFolder, lastStep] = process.argv.slice(2) as [string, string, string, string];
let steps = 0;

function step(): void {
  if (steps++ === Number(lastStep)) process.kill(process.pid, 'SIGKILL');
}

function stepping(connection: PushConnection): PushConnection {
  return new Proxy(connection, {
    get(_, name) {
      const member = Reflect.get(connection, name, connection) as unknown;
      if (name === 'upload') return steppingUpload;
      if (typeof member !== 'function' || name === 'temporaryName' || name === 'close') {
        return typeof member === 'function' ? member.bind(connection) : member;
      }
      return async (...given: unknown[]) => {
        const answer: unknown = await Reflect.apply(member, connection, given);
        step();
        return answer;
      };
    },
  });

  async function steppingUpload(...[path, source, options]: Parameters<PushConnection['upload']>) {
    const uploaded = await connection.upload(path, source, {
      ...options,
      onProgress(sentBytes) {
        options.onProgress(sentBytes);
        step();
      },
    });
    step();
    return uploaded;
  }
}

const real = loopbackTarget();
const target: PushTarget = {
  async connect(settings, context) {
    const connection = await real.connect(settings, context);
    step();
    return stepping(connection);
  },
};

const db = connect(url, quietLog);
const metrics = createDeliveryMetrics(createMetrics());
const objects = new FolderObjectStore(objectFolder);
const keys = new FolderKeyStore(keyFolder);
// The days after the package's day: its recordings are not expired.
const clock = new MovableClock(Date.parse('2026-03-12T05:00:00Z'));
const sources = { db, objects, keys, clock, keepUndeliveredDays: 0 };
const delivery = Delivery.start({ ...sources, target, log: quietLog, metrics });
await delivery.poll();
await until('all is delivered', async () => {
  const waiting = await db.selectFrom('packages').select('id').where('delivered_at', 'is', null).executeTakeFirst();
  return waiting === undefined;
});
await delivery.stop();
await db.destroy();
