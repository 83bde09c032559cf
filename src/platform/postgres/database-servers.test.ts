import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { connect } from './connect.ts';

test('while no server is there, they are asked again only after a moment, however many queries come', async () => {
  let asked = 0;
  const server = createServer((socket) => {
    asked += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new ManualClock();
  const db = connect(`postgres://fonoteka@${host},${host}/x?target_session_attrs=read-write`, quietLog, { clock });
  onTestFinished(() => db.destroy());
  const query = () => expect(sql`SELECT 1`.execute(db)).rejects.toMatchObject({ code: 'database-unreachable' });
  for (let round = 0; round < 10; round += 1) await Promise.all([query(), query(), query()]);
  expect(asked).toBe(2);
  clock.advance(250);
  await query();
  expect(asked).toBe(4);
});
