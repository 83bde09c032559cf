import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type CancellationRequestId, newId } from '../../src/base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../../src/base/warsaw-time.ts';
import { issueStatements } from '../../src/billing/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { addSubscription, type AddedTenant, addTenant, addUser, type UserRole } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { runningFonoteka } from '../kit/service.ts';

const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  const { db } = fonoteka.current;
  tenant = await fonoteka.current.tenant('Kwiaciarnia', ['+48221234567']);
  const now = Date.now();
  const push = { service: 'push', startsAt: now, orderedBy: 'test', orderedAt: now } as const;
  await addSubscription(db, { ...push, tenantId: tenant.tenantId });
});

/** Inserts a cancellation that was just received by mail. */
async function cancellation(mail: { service: 'push' | null; tenant: boolean; subject: string }): Promise<void> {
  const now = Date.now();
  const id = newId<CancellationRequestId>(now);
  await fonoteka.current.db
    .insertInto('cancellation_requests')
    .values({
      id,
      mail_key: id,
      tenant_id: mail.tenant ? tenant.tenantId : null,
      service: mail.service,
      sender: 'anna@kwiaciarnia.example',
      subject: mail.subject,
      body: 'Rezygnujemy.\n\nAnna Nowak',
      authenticity: mail.tenant ? 'verified' : 'unverified',
      sent_at: new Date(now),
      received_at: new Date(now),
    })
    .execute();
}

async function consoleOf(role: UserRole, path = '/operator/cancellations'): Promise<Panel> {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await panel.signIn(await addUser(fonoteka.current.db, { tenantId: null, name: role, role }, Date.now()));
  await panel.open(path);
  return panel;
}

function card(panel: Panel, subject: string) {
  return panel.page
    .getByRole('list', { name: /^Rezygnacje/ })
    .getByRole('listitem')
    .filter({ hasText: subject });
}

test('a cancellation is confirmed with the end shown before; the customer sees it too', async () => {
  await cancellation({ service: 'push', tenant: true, subject: 'Koniec przesyłania' });
  const panel = await consoleOf('operator-admin');
  const waiting = card(panel, 'Koniec przesyłania');
  await waiting.filter({ hasText: /Potwierdź najpóźniej .*15:00 – (zostało|termin minął)/ }).waitFor();
  await waiting.filter({ hasText: 'nadawca potwierdzony' }).waitFor();
  await waiting.getByRole('button', { name: 'Pokaż treść' }).click();
  await waiting.getByText('Anna Nowak').waitFor();
  await waiting.getByRole('button', { name: 'Potwierdź odbiór' }).click();
  const dialog = panel.page.getByRole('dialog', { name: /^Potwierdzić odbiór/ });
  await dialog.filter({ hasText: 'Kwiaciarnia' }).filter({ hasText: 'Automatyczne przesyłanie nagrań' }).waitFor();
  const promised = /będzie działać do (\d\d\.\d\d\.\d{4}) włącznie/.exec(await dialog.innerText())![1]!;
  await dialog.getByRole('button', { name: 'Potwierdź odbiór' }).click();
  await panel.page.getByText('Potwierdzone', { exact: true }).click();
  await card(panel, 'Koniec przesyłania')
    .filter({ hasText: `usługa działa do ${promised} włącznie` })
    .waitFor();
  const customer = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await customer.signIn(tenant.panel);
  await customer.open('/account/services');
  const sent = customer.page.getByRole('list', { name: 'Wysłane rezygnacje' }).getByRole('listitem');
  await sent.filter({ hasText: 'potwierdzona' }).filter({ hasText: promised }).waitFor();
});

test('the operator chooses tenant and service if the mail has none; another is rejected with a reason', async () => {
  await cancellation({ service: null, tenant: false, subject: 'Pytanie o fakturę' });
  const panel = await consoleOf('operator-admin');
  const waiting = card(panel, 'Pytanie o fakturę');
  await waiting.getByRole('button', { name: 'Potwierdź odbiór' }).click();
  const confirm = panel.page.getByRole('dialog', { name: /^Potwierdzić odbiór/ });
  expect(await confirm.getByRole('button', { name: 'Potwierdź odbiór' }).isDisabled()).toBe(true);
  await confirm.getByLabel('Klient').selectOption({ label: 'Kwiaciarnia' });
  await confirm.getByLabel('Usługa').selectOption({ label: 'Wydłużony okres przechowywania' });
  expect(await confirm.getByRole('button', { name: 'Potwierdź odbiór' }).isEnabled()).toBe(true);
  await confirm.getByRole('button', { name: 'Anuluj' }).click();
  await waiting.getByRole('button', { name: 'Odrzuć' }).click();
  const reject = panel.page.getByRole('dialog', { name: /^Odrzucić/ });
  await reject.getByRole('button', { name: 'Odrzuć' }).click();
  await reject.getByText('Podaj uzasadnienie').waitFor();
  await reject.getByLabel('Uzasadnienie').fill('To nie jest rezygnacja.');
  await reject.getByRole('button', { name: 'Odrzuć' }).click();
  await panel.page.getByText('Odrzucone', { exact: true }).click();
  await card(panel, 'Pytanie o fakturę').filter({ hasText: 'To nie jest rezygnacja.' }).waitFor();
});

test('a price is set that applies from a day', async () => {
  const panel = await consoleOf('operator-admin', '/operator/prices');
  await panel.button('Nowa cena').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Nowa cena' });
  await dialog
    .getByLabel('Czego dotyczy')
    .selectOption({ label: 'Wirtualna centrala, Pakiet Premium: opłata miesięczna' });
  await dialog.getByLabel('Cena netto (zł)').fill('129,9');
  await dialog.getByText('Brutto: 159,78\u00a0zł').waitFor();
  await dialog.getByRole('button', { name: 'Zapisz cenę' }).click();
  const row = panel.page.getByRole('row').filter({ hasText: 'Pakiet Premium' });
  await row.filter({ hasText: '129,90\u00a0zł' }).filter({ hasText: 'obowiązuje' }).waitFor();
});

test('a plan is changed: a more expensive one at once, a cheaper one with the next period', async () => {
  const panel = await consoleOf('operator-admin', '/operator/tenants');
  await panel.page.getByLabel('Szukaj po nazwie lub numerze').fill('22 123 45');
  await panel.button('Zmień pakiet: Kwiaciarnia').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Zmiana pakietu' });
  await dialog.getByLabel('Nowy pakiet').selectOption('Premium');
  await dialog.getByRole('button', { name: 'Zmień pakiet' }).click();
  const row = panel.page.getByRole('row').filter({ hasText: 'Kwiaciarnia' }).filter({ hasText: 'Premium' });
  await row.waitFor();
  await panel.button('Zmień pakiet: Kwiaciarnia').click();
  await dialog.getByLabel('Nowy pakiet').selectOption('Biznes');
  await dialog.getByRole('button', { name: 'Zmień pakiet' }).click();
  await panel.page.getByText('Kwiaciarnia: pakiet Biznes od następnego okresu rozliczeniowego.').waitFor();
  await row.waitFor();
});

test('the statements issued for a month are listed for invoicing', async () => {
  const { db } = fonoteka.current;
  const lastMonth = addDays(`${warsawDay(Date.now()).slice(0, 7)}-01`, -1).slice(0, 7);
  const since = startOfWarsawDay(`${lastMonth}-01`);
  await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [] }, since);
  await issueStatements({ db, clock: systemClock });
  const panel = await consoleOf('operator-admin', '/operator/statements');
  await panel.page.getByRole('row').filter({ hasText: 'Piekarnia' }).filter({ hasText: '89,00\u00a0zł' }).waitFor();
  const downloading = panel.page.waitForEvent('download');
  await panel.page.getByRole('link', { name: 'Pobierz CSV' }).click();
  expect(readFileSync(await (await downloading).path(), 'utf8')).toContain('Piekarnia');
});

test('a request of a data subject is handled for a customer: the number entered, what there is shown, the package ordered', async () => {
  const panel = await consoleOf('operator-admin', '/operator/rodo');
  await panel.button('Nowe żądanie').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Nowe żądanie osoby' });
  await dialog.getByLabel('Klient, którego rozmów to dotyczy').selectOption({ label: 'Kwiaciarnia' });
  await dialog.getByLabel('Numer telefonu osoby').fill('512 345 678');
  await dialog.getByRole('button', { name: 'Dodaj żądanie' }).click();
  await panel.page.getByText('Klient: Kwiaciarnia').waitFor();
  await panel.button('Pokaż').click();
  await panel.page.getByText(/^Połączenia: 0/).waitFor();
  await panel.button('Przygotuj paczkę').click();
  await panel.page.getByText('Paczka jest przygotowywana.').waitFor();
});

test('support has no buttons that change anything, and cannot open a customer’s page', async () => {
  await cancellation({ service: 'push', tenant: true, subject: 'Jeszcze jedna' });
  const panel = await consoleOf('operator-support');
  await panel.page.getByText('Konto wsparcia: tylko podgląd.').waitFor();
  expect(await card(panel, 'Jeszcze jedna').getByRole('button', { name: 'Potwierdź odbiór' }).count()).toBe(0);
  for (const [path, button] of [
    ['/operator/prices', 'Nowa cena'],
    ['/operator/tenants', 'Zmień pakiet: Kwiaciarnia'],
  ] as const) {
    await panel.open(path);
    await panel.page
      .getByRole('row')
      .filter({ hasText: /Kwiaciarnia|Pakiet Biznes/ })
      .waitFor();
    expect(await panel.button(button).count()).toBe(0);
  }
  await panel.open('/account/calls');
  await panel.page.getByRole('heading', { name: 'Stan usługi' }).waitFor();
});
