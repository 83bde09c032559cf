import type { CustomerImport } from './customer-import.tsx';

/** Bytes that one call of `String.fromCharCode` takes. */
const SLICE_BYTES = 8192;

/** A file as the API takes it. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + SLICE_BYTES));
  }
  return btoa(text);
}

/** The accounts of new customers, as a spreadsheet opens it. */
export function passwordsCsv(rows: CustomerImport['rows']): string {
  const lines = rows.flatMap(({ name, panel, ftp }) =>
    panel === undefined || ftp === undefined
      ? []
      : [[name, panel.login, panel.password, ftp.login, ftp.password].map(field).join(';')],
  );
  return `\ufeff${['nazwa;panel_login;panel_haslo;ftp_login;ftp_haslo', ...lines].join('\r\n')}\r\n`;
}

/** Quoted; a spreadsheet must not take it for a formula. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
