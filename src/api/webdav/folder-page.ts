import type { TreeEntry } from '../../file-access/index.ts';
import { warsawTimestamp } from '../../base/warsaw-time.ts';
import { escaped } from './multistatus.ts';

const TEXTS = {
  pl: { title: 'Nagrania', up: 'Wyżej', name: 'Nazwa', size: 'Rozmiar (B)', time: 'Data' },
  en: { title: 'Recordings', up: 'Up', name: 'Name', size: 'Size (B)', time: 'Time' },
} as const;

/** A folder for browsers and `wget -r`: links only, no script. */
export class FolderPage {
  readonly #texts: (typeof TEXTS)[keyof typeof TEXTS];
  readonly #language: keyof typeof TEXTS;
  readonly #path: string;

  constructor(path: string, acceptLanguage: string | undefined) {
    // Polish is the customers' language.
    this.#language = /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'pl';
    this.#texts = TEXTS[this.#language];
    this.#path = path;
  }

  begin(): string {
    const { title, up, name, size, time } = this.#texts;
    const heading = `${title}: ${escaped(this.#path)}`;
    const parent = this.#path === '/' ? '' : `<p><a href="../">${up}</a></p>\n`;
    return (
      `<!doctype html>\n<html lang="${this.#language}">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n` +
      `<title>${heading}</title>\n<h1>${heading}</h1>\n${parent}<table>\n<tr><th>${name}<th>${size}<th>${time}\n`
    );
  }

  row(entry: TreeEntry): string {
    const isFolder = entry.kind === 'folder';
    const name = `${entry.name}${isFolder ? '/' : ''}`;
    const link = `${encodeURIComponent(entry.name)}${isFolder ? '/' : ''}`;
    const time = warsawTimestamp(entry.modifiedAt).slice(0, 19).replace('T', ' ');
    return `<tr><td><a href="${link}">${escaped(name)}</a><td>${isFolder ? '' : entry.sizeBytes}<td>${time}\n`;
  }

  end(): string {
    return '</table>\n';
  }
}
