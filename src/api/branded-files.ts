import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { type Branding, readBranding, readPicture } from '../branding/index.ts';
import type { Database } from '../platform/postgres/index.ts';

/** The files that name the product or have its colour before the panel's code asks for them. */
export const BRANDED_FILES = ['index.html', 'share.html', 'offline.html', 'manifest.webmanifest', 'sw.js'] as const;
export type BrandedFile = (typeof BRANDED_FILES)[number];

const OUR_NAME = 'Fonoteka';
/** As the files have it, of buttons in the light scheme. */
const OUR_COLOUR = '#2f4ea3';
/** What is asked for by everybody who opens a page is not read each time. */
const FRESH_MS = 5_000;

interface Look {
  readonly branding: Branding;
  /** Of the icon, which the manifest has to say; null: there is none. */
  readonly iconPixels: number | null;
}

/** The files of the built panel under the operator's name. */
export class BrandedFiles {
  readonly #folder: string;
  readonly #db: Database;
  readonly #clock: Clock;
  #look: { readonly readAt: number; readonly value: Promise<Look | null> } | null = null;

  constructor(folder: string, { db, clock }: { readonly db: Database; readonly clock: Clock }) {
    this.#folder = folder;
    this.#db = db;
    this.#clock = clock;
  }

  /** Null: the file is sent as it is, because the product has its own name or the database does not answer. */
  async contentOf(file: BrandedFile): Promise<string | null> {
    const look = await this.#freshLook();
    if (look === null) return null;
    return brandedFile(file, await readFile(join(this.#folder, file), 'utf8'), look);
  }

  #freshLook(): Promise<Look | null> {
    const now = this.#clock.now();
    if (this.#look === null || now - this.#look.readAt >= FRESH_MS)
      this.#look = { readAt: now, value: this.#readLook().catch(() => null) };
    return this.#look.value;
  }

  async #readLook(): Promise<Look | null> {
    const branding = await readBranding(this.#db);
    const isOurs =
      branding.productName === OUR_NAME && branding.primaryColour === null && branding.privacyNotice === null;
    if (isOurs && branding.pictures.icon === undefined) return null;
    const icon = branding.pictures.icon === undefined ? null : await readPicture(this.#db, 'icon');
    return { branding, iconPixels: icon === null ? null : icon.png.readUInt32BE(PNG_WIDTH_AT) };
  }
}

/** PNG (ISO/IEC 15948) §11.2.2: the width is the first field of the IHDR chunk, behind signature, length and type. */
const PNG_WIDTH_AT = 16;

export function brandedFile(file: BrandedFile, text: string, look: Look): string {
  if (file === 'manifest.webmanifest') return manifestOf(text, look);
  // Browsers ask for it now and then: a changed one fetches the offline page again.
  if (file === 'sw.js') return `${text}\n// ${createHash('sha256').update(JSON.stringify(look)).digest('hex')}\n`;
  const { productName, primaryColour, privacyNotice } = look.branding;
  const icon = iconOf(look);
  return text
    .replaceAll(OUR_NAME, () => escaped(productName))
    .replaceAll(OUR_COLOUR, () => primaryColour ?? OUR_COLOUR)
    .replaceAll(/type="image\/svg\+xml" href="\/favicon\.svg"/g, (ours) =>
      icon === null ? ours : `type="image/png" href="${icon}"`,
    )
    .replaceAll(/\/favicon\.svg|\/icons\/icon-192\.png/g, (ours) => icon ?? ours)
    .replace('<!-- privacy notice -->', () => (privacyNotice === null ? '' : `<p>${escaped(privacyNotice)}</p>`));
}

function manifestOf(text: string, look: Look): string {
  const ours = JSON.parse(text) as Record<string, unknown>;
  const { productName, primaryColour } = look.branding;
  const icon = iconOf(look);
  const sizes = `${look.iconPixels}x${look.iconPixels}`;
  return JSON.stringify({
    ...ours,
    name: `${productName} – Panel Klienta`,
    short_name: productName,
    ...(primaryColour !== null && { theme_color: primaryColour }),
    ...(icon !== null && { icons: [{ src: icon, sizes, type: 'image/png' }] }),
  });
}

function iconOf({ branding: { pictures } }: Look): string | null {
  return pictures.icon === undefined ? null : `/api/v1/branding/icon?v=${pictures.icon}`;
}

function escaped(text: string): string {
  const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char]!);
}
