/** Of a call: each change of a session writes them into the spool again, each further session into the row. A session's are 2 to 10 kB each. */
const MAX_KEPT_CHARS = 256 * 1024;

/** The metadata documents that are kept with a call, each once: the first ones, as later ones mostly repeat them. */
export function keptDocuments(documents: readonly string[]): readonly string[] {
  let chars = 0;
  return [...new Set(documents)].filter((document) => (chars += document.length) <= MAX_KEPT_CHARS);
}
