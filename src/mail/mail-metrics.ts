import { Counter, Gauge, type Registry } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';

export type MailMetrics = ReturnType<typeof createMailMetrics>;

/** What an operator watches: mails that do not get away, customers nobody can write to. */
export function createMailMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sent: new Counter({ name: 'fonoteka_mails_sent_total', help: 'Mails sent.', registers }),
    failures: new Counter({
      name: 'fonoteka_mail_failures_total',
      help: 'Attempts to send a mail that failed; each is tried again.',
      registers,
    }),
    waiting: new Gauge({ name: 'fonoteka_mails_waiting', help: 'Mails not sent after the last run.', registers }),
    unreachable: new Gauge({
      name: 'fonoteka_tenants_without_contact',
      help: 'Tenants without an e-mail address: nothing is written to them.',
      registers,
    }),
  };
}

/** Asked by the job, not by the scrape, which must answer while the database does not. */
export async function measureMails(db: Database, { waiting, unreachable }: MailMetrics): Promise<void> {
  const counted = await db
    .selectNoFrom((eb) => [
      eb.selectFrom('mails').where('sent_at', 'is', null).select(eb.fn.countAll<number>().as('count')).as('waiting'),
      eb
        .selectFrom('tenants')
        .where('id', 'not in', eb.selectFrom('tenant_contacts').select('tenant_id'))
        .select(eb.fn.countAll<number>().as('count'))
        .as('unreachable'),
    ])
    .executeTakeFirstOrThrow();
  waiting.set(Number(counted.waiting));
  unreachable.set(Number(counted.unreachable));
}
