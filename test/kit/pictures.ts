import type { Page } from 'playwright-core';
import { allTexts } from '../../panel/src/i18n/all.ts';

export interface Picture {
  /** Of the file in docs/images. */
  readonly name: string;
  readonly who: 'admin' | 'operator';
  readonly path: string;
  /** What the guides say is there: the page is not shown before. */
  readonly shows: readonly string[];
  readonly phone?: true;
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The pictures of the guides. A test opens each of these pages; it keeps the pictures where TAKE_PICTURES is set. */
export const PICTURES: readonly Picture[] = [
  {
    name: 'panel',
    who: 'admin',
    path: '/account/calls',
    shows: ['Historia (billing) połączeń', 'Zapisane filtry', 'Pobierz ZIP'],
    prepare: async (page) => {
      await page
        .getByRole('button', { name: /^(Odsłuchaj|Listen)/ })
        .first()
        .click();
      await page.getByRole('slider', { name: /^(Pozycja w nagraniu|Position in the recording)$/ }).waitFor();
    },
  },
  {
    name: 'panel-phone',
    who: 'admin',
    path: '/account/calls',
    shows: ['Historia (billing) połączeń'],
    phone: true,
    prepare: (page) =>
      page
        .getByRole('button', { name: /^(Odsłuchaj|Listen)/ })
        .first()
        .click(),
  },
  {
    name: 'services',
    who: 'admin',
    path: '/account/services',
    shows: ['Usługi / Oferta', 'Twoje Usługi', 'Nagrywanie Rozmów', 'włączona', 'Okres rozliczeniowy i rezygnacja'],
  },
  {
    name: 'simulation',
    who: 'admin',
    path: '/account/services/retention',
    shows: ['Symulator okresu przechowywania'],
  },
  {
    name: 'file-access',
    who: 'admin',
    path: '/account/file-access',
    shows: ['Dostęp do plików', 'Nowe konto', 'Pokaż ustawienia programów'],
  },
  {
    name: 'push',
    who: 'admin',
    path: '/account/push',
    shows: ['Przesyłanie nagrań', 'Serwer docelowy', 'Sprawdź połączenie', 'dostarczony'],
  },
  { name: 'billing', who: 'admin', path: '/account/billing', shows: ['Rozliczenia', 'okres trwa'] },
  { name: 'service-state', who: 'operator', path: '/operator/service', shows: ['Stan usługi', 'Maszyny'] },
  {
    name: 'cancellations',
    who: 'operator',
    path: '/operator/cancellations',
    shows: ['Rezygnacje', 'Potwierdź odbiór'],
  },
  {
    name: 'customer',
    who: 'operator',
    path: '/operator/tenants',
    shows: ['Klienci'],
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Kwiaciarnia Magnolia' }).first().click();
      await page.getByRole('heading', { name: 'Kwiaciarnia Magnolia' }).waitFor();
    },
  },
];

/** The same text of the panel in English. */
export function inEnglish(text: string, polish: object = allTexts.pl, english: object = allTexts.en): string | null {
  for (const [name, value] of Object.entries(polish)) {
    const other = (english as Record<string, unknown>)[name];
    if (value === text) return String(other);
    const found = typeof value === 'object' ? inEnglish(text, value as object, other as object) : null;
    if (found !== null) return found;
  }
  return null;
}

/** WebP, by the browser itself: a quarter of the size, and no program for it. */
export async function takePicture(page: Page): Promise<Buffer> {
  await page.waitForLoadState('networkidle');
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const drawing = await page.context().newPage();
  const webp = await drawing.evaluate(
    async (source) => {
      const picture = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      canvas.getContext('2d')!.drawImage(picture, 0, 0);
      const bytes = new Uint8Array(
        await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })).arrayBuffer(),
      );
      return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await drawing.close();
  return Buffer.from(webp, 'base64');
}
