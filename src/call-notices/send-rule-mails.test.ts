import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { type Company, MINUTE_MS, NoticeFixture } from '../../test/kit/notice-fixture.ts';
import { sharedByToken, ShareLinks } from '../share-links/index.ts';
import { addMailRule, listMailRules, type MailRuleContents, removeMailRule } from './index.ts';

const { db } = testDatabase();
let fixture: NoticeFixture;

beforeEach(async () => {
  fixture = new NoticeFixture(db);
  await fixture.empty();
});

const CONDITIONS = { numbers: [], numberGroups: [], extensions: [], directions: [], days: [], from: null, until: null };

function ruleOf({ tenantId, user }: Company, changes: Partial<MailRuleContents & { password: string }> = {}) {
  const options = { minSeconds: 0, recipients: [user.id], download: false, maxUses: null, validHours: 24 };
  const contents = { name: 'Reklamacje', enabled: true, ...CONDITIONS, ...options, ...changes };
  return db
    .transaction()
    .execute((transaction) => addMailRule(transaction, contents, { tenantId, user, now: fixture.clock.now() }));
}

const mailsOf = () =>
  db.selectFrom('mails').select(['kind', 'recipient', 'subject', 'body', 'secret']).orderBy('created_at').execute();

test('a mail with a link follows each call that a rule fits; the link is the rule’s, and goes with it', async () => {
  const [ours, other] = [await fixture.company(), await fixture.company()];
  const rule = await ruleOf(ours, { numbers: ['600*'], directions: ['inbound'], download: true, maxUses: 3 });
  await fixture.recorded(ours.tenantId, { direction: 'outbound', caller: '101', callee: '+48600100200' });
  await fixture.recorded(ours.tenantId, { direction: 'inbound', caller: '+48700100200' });
  await fixture.recorded(other.tenantId, { direction: 'inbound', caller: '+48600100200' });
  const call = await fixture.recorded(ours.tenantId, { direction: 'inbound', caller: '+48600100200' });
  await fixture.handle();
  await fixture.handle();
  const mails = await mailsOf();
  const about = { kind: 'call-recorded', subject: 'Nagranie rozmowy: Reklamacje', secret: true };
  expect(mails).toMatchObject([{ ...about, recipient: expect.stringContaining('szef') }]);
  const { body } = mails[0]!;
  expect(body).not.toContain('600100200');
  const token = /https:\/\/panel\.example\/s\/(\S+)/.exec(body)![1]!;
  expect(await sharedByToken(fixture, token)).toMatchObject({
    recording: { id: call.recordingId },
    download: true,
  });
  const links = await new ShareLinks(fixture).list({ ...ours, address: null });
  expect(links).toMatchObject([{ label: 'Reklamacje', maxUses: 3, state: 'valid' }]);

  await db.transaction().execute(async (transaction) => {
    await removeMailRule(transaction, ours.tenantId, rule.id);
    await new ShareLinks(fixture).revokeOfRule(transaction, rule.id, { ...ours, address: null });
  });
  expect(await sharedByToken(fixture, token)).toBeNull();
});

test('more calls than mails in an hour are in one mail at its end', async () => {
  const ours = await fixture.company();
  await ruleOf(ours, { password: 'wyjątkowe' });
  await fixture.recorded(ours.tenantId);
  await fixture.handle();
  await sql`UPDATE call_mail_rules SET sent_in_hour = 19`.execute(db);
  for (let count = 0; count < 4; count++) await fixture.recorded(ours.tenantId);
  await fixture.handle();
  expect(await mailsOf()).toHaveLength(2);
  expect((await mailsOf())[0]!.body).toContain('chroniony hasłem');
  fixture.clock.advance(60 * MINUTE_MS);
  await fixture.handle();
  const summary = (await mailsOf()).at(-1)!;
  expect(summary).toMatchObject({ kind: 'calls-recorded', body: expect.stringContaining('osobnej wiadomości: 3.') });
  await fixture.recorded(ours.tenantId);
  await fixture.handle();
  expect(await mailsOf()).toHaveLength(4);
});

test('mails go to active users of the company only, and while the author may open recordings', async () => {
  const [ours, other] = [await fixture.company(), await fixture.company()];
  await expect(ruleOf(ours, { recipients: [other.userId] })).rejects.toMatchObject({ code: 'recipient-unknown' });
  const mayNotDownload = { ...ours, user: { id: ours.userId, rights: ['order', 'listen'] as const } };
  await expect(ruleOf(mayNotDownload as never, { download: true })).rejects.toMatchObject({ code: 'not-allowed' });
  await ruleOf(ours);
  const problems = async (mayShare: boolean) =>
    (await listMailRules(db, ours.tenantId, async () => mayShare)).map(({ problem }) => problem);
  expect([await problems(true), await problems(false)]).toEqual([[null], ['author-lost-right']]);
  await db
    .updateTable('users')
    .set({ rights_taken: ['listen'] })
    .where('id', '=', ours.userId)
    .execute();
  await fixture.recorded(ours.tenantId);
  await fixture.handle();
  expect(await mailsOf()).toEqual([]);
});
