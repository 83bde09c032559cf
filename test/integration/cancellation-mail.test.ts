import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import type { Clock } from '../../src/base/clock.ts';
import { Cancellations, receiveCancellationMail } from '../../src/billing/index.ts';
import { createMailMetrics, sendDueMails } from '../../src/mail/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ImapMailbox, SmtpTransport } from '../../src/platform/mail/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { addSubscription } from '../../src/tenants/index.ts';
import { insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { Dovecot } from '../kit/dovecot.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { SmtpSink } from '../kit/smtp-sink.ts';
import { until } from '../kit/until.ts';
import { SigningDomain, composeMail } from '../kit/compose-mail.ts';

const { db } = testDatabase();
const domain = new SigningDomain('piekarnia.example');
const hurriedClock: Clock = { ...systemClock, after: (delayMs, action) => systemClock.after(delayMs / 50, action) };
const cancellations = new Cancellations({ db, audit: new AuditLog(db, systemClock), clock: systemClock });

let dovecot: Dovecot;
beforeAll(async () => {
  dovecot = await Dovecot.start();
});
afterAll(() => dovecot.dispose());

/** Reads the mailbox into the database until the test ends; the first inserts fail as if the database were unavailable. */
function reading({ failures = 0 } = {}): void {
  const stop = new AbortController();
  let left = failures;
  const done = new ImapMailbox({ url: dovecot.url(), clock: hurriedClock, log: quietLog }).watch(async (mail) => {
    if (left-- > 0) throw new Error('the database is unavailable');
    await receiveCancellationMail(mail, { db, clock: systemClock, resolver: domain.resolver, authServ: '' });
  }, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
}

test('mails become requests, each once: genuine, forged, twice the same, unreadable, 10 MB', async () => {
  const tenantId = await insertTenant(db);
  await db.insertInto('tenant_contacts').values({ tenant_id: tenantId, email: 'anna@piekarnia.example' }).execute();
  const startsAt = Date.now() - 86_400_000;
  await addSubscription(db, {
    tenantId,
    service: 'extended-retention',
    startsAt,
    orderedBy: 'test',
    orderedAt: startsAt,
  });
  const date = new Date(Date.now() - 60_000).toUTCString();
  const genuine = await domain.sign(composeMail({ date, subject: 'prawdziwy' }));
  const forged = (await domain.sign(composeMail({ date, subject: 'podrobiony' })))
    .toString()
    .replace('Anna Nowak', 'Zły');
  const tenMegabytes = composeMail({
    subject: 'ogromny',
    text: `Rezygnuję z push.\r\n${`${'x'.repeat(998)}\r\n`.repeat(10_600)}`,
  });
  const again = Buffer.concat([
    Buffer.from('Received: from mx2.operator.example by imap.operator.example\r\n'),
    genuine,
  ]);
  const unreadable = Buffer.from([0x80, 0xff, 0x0d, 0x0a, 0xfe]);
  await dovecot.deliver([genuine, forged, tenMegabytes, again, unreadable]);
  reading({ failures: 3 });
  await until('all mails are marked done', async () => (await dovecot.count('Fonoteka.Done')) === 5);
  expect(await dovecot.count()).toBe(0);
  const requests = await cancellations.list();
  const found = Object.fromEntries(
    requests.map((one) => [one.subject, [one.authenticity, one.service, one.tenant?.id]]),
  );
  expect(requests).toHaveLength(4);
  expect(found).toEqual({
    prawdziwy: ['verified', 'extended-retention', tenantId],
    podrobiony: ['forged', 'extended-retention', undefined],
    ogromny: ['unverified', 'push', tenantId],
    '': ['unverified', null, undefined],
  });

  const confirmed = requests.find(({ subject }) => subject === 'prawdziwy')!;
  await cancellations.confirm(confirmed.id, { actor: 'operator', name: 'ola', address: null });
  const sink = await SmtpSink.start();
  const transport = new SmtpTransport({ url: sink.url, from: 'fonoteka@operator.example' });
  const metrics = createMailMetrics(createMetrics());
  await sendDueMails({ db, transport, clock: systemClock, metrics, operatorName: 'Łącza S.A.' });
  expect(sink.mails.map(({ recipients }) => recipients)).toEqual([['anna@piekarnia.example']]);
});
