/** The text of a CSV file: UTF-8 is recognised by its form; what is none is Windows-1250, as Polish spreadsheets save it. */
export function readFileText(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1250').decode(bytes);
  }
}
