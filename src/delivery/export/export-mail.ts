import type { TenantId } from '../../base/ids.ts';
import { warsawDay } from '../../base/warsaw-time.ts';
import { formatInstant, type Language, type MailText, queueMail } from '../../mail/index.ts';
import type { Database } from '../../platform/postgres/index.ts';

/** Tells a tenant's contacts that all its data is being exported: whoever did not order it must hear of it. Once a day. */
export async function mailExport(db: Database, tenantId: TenantId, now: number): Promise<void> {
  await queueMail(db, {
    tenantId,
    kind: 'tenant-exported',
    to: 'data-protection',
    write: (language) => exportMail(language, now),
    idempotencyKey: `tenant-exported ${tenantId} ${warsawDay(now)}`,
    now,
  });
}

function exportMail(language: Language, now: number): MailText {
  const at = formatInstant(language, now);
  if (language === 'pl') {
    return {
      subject: 'Eksport wszystkich danych Państwa firmy',
      body:
        `${at} operator zaczął przygotowywać kopię wszystkich nagrań, połączeń i danych Państwa firmy, żeby ją Państwu przekazać. Każde skopiowane nagranie jest w ` +
        'dzienniku zdarzeń.\n\nJeśli nikt z Państwa o to nie prosił, prosimy o pilny kontakt.',
    };
  }
  return {
    subject: 'Export of all data of your company',
    body:
      `On ${at} the operator started making a copy of all recordings, calls and data of your company, to hand it over to you. Each exported recording is in the ` +
      'audit log.\n\nIf nobody in your company asked for this, please contact us at once.',
  };
}
