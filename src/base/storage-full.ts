/** Of the file system: no space, over the quota. SQLSTATE disk_full of the database. */
const CODES = new Set(['ENOSPC', 'EDQUOT', '53100']);

/** Whether the error, or one that caused it, says that a disk is full. */
export function isStorageFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && CODES.has(String(error.code))) || isStorageFull(error.cause);
}
