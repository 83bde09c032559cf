import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { newAccountLink, useAccountLink } from './account-links.ts';
import { addUser, Sessions } from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const sessions = new Sessions(db, clock);
const MINUTE_MS = 60_000;

async function someUser() {
  return addUser(db, { tenantId: null, name: 'ktoś', role: 'operator-admin' }, clock.now());
}

describe('Sessions', () => {
  test('a token stands for its user until it is ended', async () => {
    const { id } = await someUser();
    const token = await sessions.begin(id);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await sessions.user(token)).toMatchObject({ id, role: 'operator-admin', rights: [] });
    await sessions.end(token);
    expect(await sessions.user(token)).toBeNull();
  });

  test('the first one ends the link of an invitation: a company account needs none', async () => {
    const { id } = await someUser();
    await db.updateTable('users').set({ invited_at: new Date() }).where('id', '=', id).execute();
    const token = await newAccountLink(db, { userId: id, kind: 'invitation', now: clock.now() });
    await sessions.begin(id);
    await expect(
      useAccountLink(db, { token, kinds: ['invitation', 'password-reset'], now: clock.now() }),
    ).rejects.toMatchObject({ code: 'link-invalid' });
  });

  test('the token itself is not stored', async () => {
    const token = await sessions.begin((await someUser()).id);
    const rows = await db.selectFrom('sessions').select('token_hash').execute();
    expect(rows.some(({ token_hash }) => token_hash.toString() === token)).toBe(false);
  });

  test('lasts while it is used, an hour without use ends it', async () => {
    const token = await sessions.begin((await someUser()).id);
    for (let use = 0; use < 4; use++) {
      clock.advance(50 * MINUTE_MS);
      expect(await sessions.user(token)).not.toBeNull();
    }
    clock.advance(61 * MINUTE_MS);
    expect(await sessions.user(token)).toBeNull();
  });

  test('ends after twelve hours however much it is used', async () => {
    const token = await sessions.begin((await someUser()).id);
    for (let use = 0; use < 14; use++) {
      clock.advance(50 * MINUTE_MS);
      expect(await sessions.user(token)).not.toBeNull();
    }
    clock.advance(21 * MINUTE_MS);
    expect(await sessions.user(token)).toBeNull();
  });

  test('a disabled user’s session is over at once', async () => {
    const { id } = await someUser();
    const token = await sessions.begin(id);
    await db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', id).execute();
    expect(await sessions.user(token)).toBeNull();
  });

  test('sessions that are over are removed as new ones begin', async () => {
    const { id } = await someUser();
    await sessions.begin(id);
    clock.advance(61 * MINUTE_MS);
    await sessions.begin(id);
    const { count } = await db
      .selectFrom('sessions')
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(1);
  });

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(100_000)])('other texts are no session', async (token) => {
    expect(await sessions.user(token)).toBeNull();
  });
});
