import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { Language } from '../../panel/src/i18n/language.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { testBrowser } from '../kit/browser.ts';
import { freePort } from '../kit/free-port.ts';
import { inEnglish, type Picture, PICTURES, takePicture } from '../kit/pictures.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { until } from '../kit/until.ts';

const PROGRAM = 'bin/fonoteka';
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const browser = testBrowser();
const TAKES_PICTURES = process.env.TAKE_PICTURES !== undefined;

type Login = { readonly login: string; readonly password: string };

/** `npm run demo` until it has said what there is; ends it by Ctrl-C's signal. */
async function startDemo(httpPort: number) {
  const { min, max } = rtpPorts();
  const settings = { FONOTEKA_HTTP_PORT: String(httpPort), FONOTEKA_RTP_PORTS: `${min}-${max}` };
  const child = spawn(PROGRAM, ['demo'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const steps = createInterface({ input: child.stderr });
  const said: string[] = [];
  steps.on('line', (line) => said.push(line));
  const shown: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    shown.push(line);
    if (line.startsWith('Ctrl-C')) break;
  }
  const text = shown.join('\n');
  const login = (role: string) => {
    const [, name, password] = new RegExp(`^ +${role} +(\\S+) {2}(\\S+)$`, 'm').exec(text)!;
    return { login: name!, password: password! };
  };
  const stop = async () => {
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  return { text, said, login, stop };
}

/** The page has what the guides name, and is what their picture shows. */
async function seePicture(origin: string, person: Login, picture: Picture, language: Language = 'pl') {
  const { name, path, shows, phone, prepare } = picture;
  const page = await pageOf(origin, person, phone === true ? PHONE : DESKTOP);
  await page.addInitScript((chosen) => localStorage.setItem('fonoteka.language', chosen), language);
  await page.goto(origin + path);
  for (const polish of shows) {
    const text = language === 'pl' ? polish : inEnglish(polish)!;
    await page.getByText(text, { exact: true }).filter({ visible: true }).first().waitFor();
  }
  await prepare?.(page);
  if (TAKES_PICTURES) {
    const file = `../../docs/images/${name}${language === 'pl' ? '' : `-${language}`}.webp`;
    await writeFile(new URL(file, import.meta.url), await takePicture(page));
  }
  await page.context().close();
}

/** "?" says what the page is for, by keyboard too, and leads to the guide, which the service itself has. */
async function readHelp(origin: string, person: Login) {
  const page = await pageOf(origin, person, DESKTOP);
  await page.goto(`${origin}/account/services`);
  const button = page.getByRole('button', { name: /^Pomoc/ });
  await button.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Usługi / Oferta' });
  await drawer.getByText('Usługi firmy: stan, cena i terminy.').waitFor();
  const guide = await drawer.getByRole('link', { name: /przewodniku/ }).getAttribute('href');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  expect(await button.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  await page.goto(origin + guide!);
  await page.getByRole('heading', { name: 'Okres przechowywania', level: 1 }).waitFor();
  await page.getByRole('img').first().scrollIntoViewIfNeeded();
  await page.getByRole('link', { name: 'Spis treści' }).click();
  await page.getByRole('heading', { name: 'Nagrywanie rozmów', level: 1 }).waitFor();
  await page.evaluate("localStorage.setItem('fonoteka.language', 'en')");
  await page.goto(`${origin}/pomoc`);
  await page.getByRole('heading', { name: 'Call recording', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Polski' }).click();
  await page.getByRole('heading', { name: 'Nagrywanie rozmów', level: 1 }).waitFor();
  await page.goto(`${origin}/account/services`);
  await page.getByRole('button', { name: /^Help/ }).click();
  await page.getByRole('link', { name: /guide/ }).and(page.locator('[href="/pomoc/en/retention.html"]')).waitFor();
}

/** Who is notified of calls: a colleague by mail, within hours of a day; a program, whose failed test says what to do. */
async function tellOfCalls(origin: string, person: Login) {
  const page = await pageOf(origin, person, DESKTOP);
  await page.goto(`${origin}/account/call-notices`);
  await page.getByRole('button', { name: 'Dodaj regułę' }).click();
  const rule = page.getByRole('dialog', { name: 'Nowa reguła wysyłania linków' });
  await rule.getByRole('button', { name: 'Zapisz' }).click();
  await rule.getByText('Podaj nazwę').waitFor();
  await rule.getByRole('textbox', { name: 'Nazwa' }).fill('Po południu');
  await rule.getByLabel('Odbiorcy').first().click();
  await page.getByRole('option', { name: /^magnolia-supervisor/ }).click();
  await rule.getByRole('checkbox', { name: 'pon.' }).check();
  await rule.getByLabel('Od godziny').fill('16:00');
  await rule.getByRole('button', { name: 'Zapisz' }).click();
  await rule.getByText('Podaj obie godziny albo żadnej').waitFor();
  await rule.getByLabel('Do godziny').fill('20:00');
  await rule.getByRole('button', { name: 'Zapisz' }).click();
  await page.getByText('Każdy kierunek · pon. · 16:00–20:00').waitFor();
  await page.getByRole('button', { name: 'Dodaj program' }).click();
  const program = page.getByRole('dialog', { name: 'Nowy program' });
  await program.getByRole('textbox', { name: 'Nazwa' }).fill('CRM');
  await program.getByRole('textbox', { name: 'Adres programu' }).fill('https://crm.invalid/');
  await program.getByRole('button', { name: 'Zapisz' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await page.getByRole('button', { name: 'Klucz zapisany' }).click();
  await page.getByRole('button', { name: 'Dziennik i próba: CRM' }).click();
  await page.getByRole('button', { name: 'Wyślij próbne zdarzenie' }).click();
  const log = page.getByRole('dialog', { name: 'Dziennik wysyłki' });
  await log.getByText('Nieprzyjęte').waitFor();
  await page.context().close();
}

async function pageOf(origin: string, { login, password }: Login, viewport: typeof DESKTOP) {
  const page = await browser.page({ viewport, reducedMotion: 'reduce' });
  const answer = await page.request.post(`${origin}/api/v1/session`, { data: { login, password } });
  expect(answer.status()).toBe(200);
  return page;
}

test('the demo is a company that has telephoned for three months, at the port that is set; the guides are true of it', {
  timeout: 600_000,
}, async () => {
  const port = await freePort();
  const demo = await startDemo(port);
  const origin = `http://127.0.0.1:${port}`;
  const folder = /\S+\/customer-server/.exec(demo.text)![0];
  try {
    expect(demo.said.filter((line) => line.startsWith('['))).toHaveLength(6);
    const admin = await signedInFetch(origin, demo.login('admin'));
    const json = async (path: string) => (await admin(path)).json();
    const { calls } = await json('/calls?limit=200');
    const reasons = new Set(calls.map((call: { noRecordingReason: string | null }) => call.noRecordingReason));
    expect([...reasons]).toEqual(expect.arrayContaining([null, 'not-answered']));
    expect((await json('/billing/statements')).statements.length).toBeGreaterThan(2);
    const operator = await signedInFetch(origin, demo.login('operator'));
    const waiting = await (await operator('/operator/cancellations')).json();
    expect(waiting).toMatchObject({ cancellations: [{ state: 'waiting', service: 'extended-retention' }] });
    expect((await (await operator('/operator/service')).json()).machines).toHaveLength(1);
    await until('packages are on the customer’s server', async () =>
      (await readdir(folder, { recursive: true })).some((name) => name.endsWith('.json')),
    );
    for (const picture of PICTURES) await seePicture(origin, demo.login(picture.who), picture);
    if (TAKES_PICTURES)
      for (const picture of PICTURES) await seePicture(origin, demo.login(picture.who), picture, 'en');
    await readHelp(origin, demo.login('admin'));
    await tellOfCalls(origin, demo.login('admin'));
  } finally {
    await demo.stop();
  }
  expect(existsSync(folder)).toBe(false);
});
