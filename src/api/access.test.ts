import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { Sessions } from '../tenants/index.ts';
import { guardRoutes } from './access.ts';

const { db } = testDatabase();

test('a route that does not state who may call it is refused to everybody', async () => {
  const clock = new ManualClock();
  const app = Fastify();
  await app.register(cookie);
  guardRoutes(app, { db, clock, log: quietLog, sessions: new Sessions(db, clock) });
  app.get('/open', { config: { access: 'anyone' }, handler: () => 'open' });
  app.get('/forgotten', { handler: () => 'secret' });
  app.get('/nobody', { config: { access: [] }, handler: () => 'secret' });
  const status = async (url: string) => (await app.inject({ url })).statusCode;
  expect(await status('/open')).toBe(200);
  expect(await app.inject({ url: '/forgotten' }).then((answer) => answer.json())).toMatchObject({
    code: 'not-allowed',
  });
  expect(await status('/nobody')).not.toBe(200);
  await app.close();
});
