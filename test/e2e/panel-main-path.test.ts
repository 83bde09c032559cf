/// <reference lib="dom" />
import { beforeAll, expect, test } from 'vitest';
import { addSource, type AddedTenant } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

/** What a customer does every day, from the sign-in to the sign-out, by keyboard alone and by touch alone. */
const fonoteka = runningFonoteka();
const browser = testBrowser();

const OWN = '+48221234567';
const CALL_SECONDS = 12;
const PHONE = { width: 390, height: 844 };
let tenant: AddedTenant;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  const pbx = new PbxClient(ready.http!, (await addSource(db, { name: 'Uploads' }, Date.now())).apiKey);
  const sound = wavFile({ channels: [new Float32Array(8000 * CALL_SECONDS)] });
  for (const [nr, caller] of ['+48512345678', '+48600000001'].entries()) {
    const startedAt = new Date(Date.now() - (nr + 1) * 3_600_000).toISOString();
    expect((await pbx.upload({ startedAt, caller, callee: OWN }, sound)).status).toBe(201);
  }
});

test('by keyboard alone: search, play, seek, share, order, sign out', async () => {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  const { page } = panel;
  const { keyboard } = page;
  const press = async (element: Parameters<typeof panel.tabTo>[0]): Promise<void> => {
    await panel.tabTo(element);
    await keyboard.press('Enter');
  };
  await panel.open();
  await panel.tabTo(page.getByRole('textbox', { name: 'Login' }));
  await keyboard.type(tenant.panel.login);
  await panel.tabTo(page.locator('input[type=password]'));
  await keyboard.type(tenant.panel.password);
  await keyboard.press('Enter');
  await panel.showsCalls(/512 345 678/, /600 000 001/);

  await keyboard.press('/');
  await keyboard.type('600 000');
  await panel.showsCalls(/600 000 001/);
  await press(panel.calls.first().getByRole('button', { name: 'Odsłuchaj' }));
  await until('it plays', async () => (await panel.audio()).currentTime > 0.1);
  await keyboard.press('ArrowRight');
  await until('it was moved on', async () => (await panel.audio()).currentTime > 9);
  await keyboard.press('Escape');
  await panel.player.waitFor({ state: 'detached' });

  await press(panel.calls.first().getByRole('button', { name: 'Udostępnij link' }));
  const sharing = page.getByRole('dialog', { name: 'Udostępnianie nagrania' });
  await panel.tabTo(sharing.getByRole('textbox', { name: 'Dla kogo' }));
  await keyboard.type('Kancelaria');
  await press(panel.button('Utwórz link'));
  expect(await sharing.locator('code').textContent()).toMatch(/\/s\/[\w-]{43}$/);
  await keyboard.press('Escape');
  // The link is not shown again.
  await press(panel.button('Wróć do okna'));
  await press(sharing.getByRole('button', { name: 'Gotowe' }));
  await sharing.waitFor({ state: 'detached' });

  await press(page.getByRole('link', { name: 'Usługi / Oferta' }));
  await until('the heading has the focus', async () =>
    page.getByRole('heading', { level: 1 }).evaluate((node) => node === document.activeElement),
  );
  await press(panel.button('Wydłuż okres'));
  const order = page.getByRole('dialog', { name: 'Okres przechowywania nagrań' });
  await panel.tabTo(order.getByLabel('Przechowuj nagrania przez'));
  await keyboard.press('ArrowDown');
  await order.getByRole('row', { name: /^Opłaty miesięczne razem/ }).waitFor();
  await press(panel.button('Zamawiam z obowiązkiem zapłaty'));
  await page.getByText(/Nagrania przechowujemy \d+ dni/).waitFor();
  await order.waitFor({ state: 'detached' });

  await press(page.getByRole('button', { name: /^Konto użytkownika/ }));
  await press(panel.button('Wyloguj się'));
  await page.getByRole('heading', { name: 'Zaloguj się' }).waitFor();
});

test('by touch alone on a phone: search, play, seek, share, order, sign out', async () => {
  const panel = new Panel(
    await browser.page({ viewport: PHONE, hasTouch: true, isMobile: true }),
    fonoteka.current.ready.http!,
  );
  const { page } = panel;
  await panel.open();
  await page.getByRole('textbox', { name: 'Login' }).tap();
  await page.keyboard.type(tenant.panel.login);
  await page.locator('input[type=password]').tap();
  await page.keyboard.type(tenant.panel.password);
  await panel.button('Zaloguj się').tap();
  await panel.showsCalls(/512 345 678/, /600 000 001/);

  await page.getByRole('searchbox', { name: 'Numer lub nazwa' }).tap();
  await page.keyboard.type('600 000');
  await panel.showsCalls(/600 000 001/);
  await panel.calls.first().getByRole('button', { name: 'Odsłuchaj' }).tap();
  await until('it plays', async () => (await panel.audio()).currentTime > 0.1);
  const slider = panel.player.getByRole('slider', { name: 'Pozycja w nagraniu' });
  if (!(await slider.isVisible())) await panel.player.getByRole('button', { name: 'Pokaż cały odtwarzacz' }).tap();
  const { width, height } = (await slider.boundingBox())!;
  await slider.tap({ position: { x: width * 0.75, y: height / 2 } });
  await until('it was moved on', async () => (await panel.audio()).currentTime > CALL_SECONDS / 2);
  expect(await panel.fitsItsWidth()).toBe(true);
  await panel.player.getByRole('button', { name: 'Zamknij odtwarzacz' }).tap();

  await panel.calls.first().getByRole('button', { name: 'Udostępnij link' }).tap();
  await panel.button('Utwórz link').tap();
  expect(await page.getByRole('dialog').locator('code').textContent()).toMatch(/\/s\/[\w-]{43}$/);
  expect(await panel.fitsItsWidth()).toBe(true);
  await panel.button('Gotowe').tap();

  await panel.button('Otwórz menu').tap();
  await panel.button('Usługi i rozliczenia').tap();
  await page.getByRole('link', { name: 'Usługi / Oferta' }).tap();
  // The other test may have ordered before.
  await page.getByRole('button', { name: /^(?:Wydłuż|Zmień) okres/ }).tap();
  const order = page.getByRole('dialog', { name: 'Okres przechowywania nagrań' });
  await order.getByLabel('Przechowuj nagrania przez').selectOption({ index: 3 });
  await order.getByRole('row', { name: /^Opłaty miesięczne razem/ }).waitFor();
  expect(await panel.fitsItsWidth()).toBe(true);
  await panel.button('Zamawiam z obowiązkiem zapłaty').tap();
  await order.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: /^Konto użytkownika/ }).tap();
  await panel.button('Wyloguj się').tap();
  await page.getByRole('heading', { name: 'Zaloguj się' }).waitFor();
});
