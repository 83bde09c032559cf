import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import type { UserId } from '../base/ids.ts';
import { type Right, Sessions, type User, type UserRole } from '../tenants/index.ts';
import { guardRoutes, mayCall } from './access.ts';

const { db } = testDatabase();

test('a route that does not state who may call it is refused to everybody', async () => {
  const clock = new ManualClock();
  const app = Fastify();
  await app.register(cookie);
  guardRoutes(app, { db, clock, log: quietLog, sessions: new Sessions(db, clock) });
  app.get('/open', { config: { access: 'anyone' }, handler: () => 'open' });
  app.get('/forgotten', { handler: () => 'secret' });
  app.get('/nobody', { config: { access: { roles: [], scope: 'own' } }, handler: () => 'secret' });
  const status = async (url: string) => (await app.inject({ url })).statusCode;
  expect(await status('/open')).toBe(200);
  expect(await app.inject({ url: '/forgotten' }).then((answer) => answer.json())).toMatchObject({
    code: 'not-allowed',
  });
  expect(await status('/nobody')).not.toBe(200);
  await app.close();
});

const user = (role: UserRole, ...rights: Right[]): User => ({
  id: '01900000-0000-7000-8000-000000000001' as UserId,
  tenantId: null,
  login: 'jan',
  role,
  numbers: null,
  rights,
});

describe('a user may call', () => {
  test('what the role allows', () => {
    const access = { roles: ['admin', 'supervisor'], scope: 'tenant' } as const;
    expect([mayCall(access, user('supervisor'), {}), mayCall(access, user('agent', 'order'), {})]).toEqual([
      true,
      false,
    ]);
  });

  test('what needs a right, whatever the role', () => {
    expect(mayCall({ right: 'audit' }, user('supervisor', 'audit'), {})).toBe(true);
    expect(mayCall({ right: 'audit' }, user('admin', 'listen'), {})).toBe(false);
  });

  test('with a query parameter, what needs the right of that parameter', () => {
    const access = { right: 'listen', rightWithQuery: { download: 'download' } } as const;
    expect([
      mayCall(access, user('agent', 'listen'), {}),
      mayCall(access, user('agent', 'listen'), { download: '1' }),
    ]).toEqual([true, false]);
    expect([
      mayCall(access, user('agent', 'download'), {}),
      mayCall(access, user('agent', 'download'), { download: '' }),
    ]).toEqual([false, true]);
  });
});
