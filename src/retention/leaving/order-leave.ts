import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import { addDays, type WarsawDay } from '../../base/warsaw-time.ts';
import { formatDay, type Language, type MailText, queueMail } from '../../mail/index.ts';
import { type Database, inTransaction } from '../../platform/postgres/index.ts';
import { setLeave, takeBackLeave } from '../../tenants/index.ts';

interface OrderDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Who orders. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

interface LeaveOrder {
  readonly tenantId: TenantId;
  /** The first day without the tenant. */
  readonly on: WarsawDay;
  readonly atShortNotice: boolean;
}

/**
 * Sets the day on which a tenant leaves, and notifies its contacts. Returns whether anything changed. Throws `tenant-unknown`,
 * `leave-too-soon`, `tenant-has-left`.
 */
export function orderLeave({ db, audit, clock, by }: OrderDeps, order: LeaveOrder): Promise<boolean> {
  const now = clock.now();
  const { tenantId, on } = order;
  return inTransaction(db, async (transaction) => {
    if (!(await setLeave(transaction, { ...order, now }))) return false;
    const write = (language: Language): MailText => leaveMail(language, on);
    await queueMail(transaction, { tenantId, kind: 'tenant-leaves', to: 'data-protection', write, now });
    await audit.record({ ...by, tenantId, action: 'tenant-leave-ordered', subject: null, detail: { on } }, transaction);
    return true;
  });
}

/** The tenant stays after all. Returns whether it was to leave. Throws `tenant-unknown`, `tenant-has-left`. */
export function withdrawLeave({ db, audit, clock, by }: OrderDeps, tenantId: TenantId): Promise<boolean> {
  const now = clock.now();
  return inTransaction(db, async (transaction) => {
    if (!(await takeBackLeave(transaction, { tenantId, now }))) return false;
    await queueMail(transaction, { tenantId, kind: 'tenant-stays', to: 'data-protection', write: stayMail, now });
    await audit.record({ ...by, tenantId, action: 'tenant-leave-taken-back', subject: null }, transaction);
    return true;
  });
}

/** Tells until when the data can be fetched, how, and what happens then. */
function leaveMail(language: Language, on: WarsawDay): MailText {
  const lastDay = formatDay(language, addDays(on, -1));
  if (language === 'pl') {
    return {
      subject: `Zakończenie usługi Nagrywanie Rozmów – dane do pobrania do ${lastDay}`,
      body: [
        `usługa Nagrywanie Rozmów działa u Państwa do ${lastDay} włącznie. Następnego dnia dostęp zostanie zamknięty, a wszystkie nagrania, ` +
          'historia połączeń i konta użytkowników zostaną bezpowrotnie usunięte. Zostaną dokumenty rozliczeniowe, które musimy przechowywać na podstawie przepisów.',
        '',
        'Prosimy pobrać potrzebne nagrania do tego dnia: przez FTP (adres i login są w Panelu, w ustawieniach usługi) lub w Panelu. Na życzenie przygotujemy ' +
          'kopię wszystkich danych.',
        '',
        'Nagrania objęte blokadą usunięcia zostaną usunięte po zakończeniu blokady. Po usunięciu przekażemy na życzenie podpisany dowód usunięcia.',
      ].join('\n'),
    };
  }
  return {
    subject: `End of the call recording service – download your data by ${lastDay}`,
    body: [
      `Your call recording service runs until ${lastDay}. On the following day access will be closed, and all recordings, the call history and the user accounts will be ` +
        'destroyed for good. Only the billing documents that we are legally obliged to keep will remain.',
      '',
      'Please download the recordings you need by that day: over FTP (the address and login are in the panel, in the service settings) or in the panel. On ' +
        'request we will prepare a copy of all data.',
      '',
      'Recordings on legal hold will be destroyed when the hold ends. Afterwards we will provide a signed proof of destruction on request.',
    ].join('\n'),
  };
}

function stayMail(language: Language): MailText {
  return language === 'pl'
    ? {
        subject: 'Usługa Nagrywanie Rozmów działa dalej',
        body: 'zakończenie usługi Nagrywanie Rozmów zostało odwołane: usługa działa dalej, żadne dane nie zostaną z tego powodu usunięte.',
      }
    : {
        subject: 'Your call recording service continues',
        body: 'The end of your call recording service has been cancelled: the service continues, and no data will be destroyed because of it.',
      };
}
