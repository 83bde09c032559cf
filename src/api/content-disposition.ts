/** What may stand in a quoted file name as it is; the tree's names are made of nothing else. */
const UNSAFE = /[^A-Za-z0-9._-]/g;

/** Makes a browser save the content under this name (RFC 6266 §4.3). */
export function attachment(fileName: string): string {
  return `attachment; filename="${fileName.replace(UNSAFE, '_')}"`;
}
