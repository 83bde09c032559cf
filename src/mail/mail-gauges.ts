import type { Clock } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import { measureAtScrape } from '../platform/measured-gauges.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/index.ts';

/** Two small counts: cheap enough for each scrape of many processes. */
const MEASURE_EVERY_MS = 15_000;

interface MailGaugesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** How many mails wait, and how many tenants cannot be written to: the same in every process. */
export function showMailGauges({ db, ...deps }: MailGaugesDeps): void {
  measureAtScrape(deps, {
    everyMs: MEASURE_EVERY_MS,
    gauges: {
      waiting: { name: 'fonoteka_mails_waiting', help: 'Mails that are not sent yet.' },
      unreachable: {
        name: 'fonoteka_tenants_without_contact',
        help: 'Tenants without an e-mail address: nothing is written to them.',
      },
    },
    measure: async ({ waiting, unreachable }) => {
      const counted = await db
        .selectNoFrom((eb) => [
          eb
            .selectFrom('mails')
            .where('sent_at', 'is', null)
            .select(eb.fn.countAll<number>().as('count'))
            .as('waiting'),
          eb
            .selectFrom('tenants')
            .where('id', 'not in', eb.selectFrom('tenant_contacts').select('tenant_id'))
            .select(eb.fn.countAll<number>().as('count'))
            .as('unreachable'),
        ])
        .executeTakeFirstOrThrow();
      waiting.set(Number(counted.waiting));
      unreachable.set(Number(counted.unreachable));
    },
  });
}
