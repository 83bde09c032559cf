import type { TreeEntry } from '../../file-access/index.ts';

/** Where the tree is on the web server. */
export const DAV_PREFIX = '/dav';

/** A path of the tree, as `RecordingTree` takes it. `asFolder`: it was written with a slash at its end. */
export interface DavPath {
  readonly path: string;
  readonly asFolder: boolean;
}

/** Longer than the longest path of the tree; nothing of a longer one is decoded. */
export const MAX_PATH_CHARS = 1024;
/** What Windows, macOS and file managers look for in every folder. It is answered without a look into the database. */
const SYSTEM_FILE = /^(\..*|desktop\.ini|autorun\.inf|thumbs\.db|ehthumbs\.db|folder\.(jpg|gif)|albumart.*)$/i;

/** The path of a request, percent-encoded; its target may be a complete URL (RFC 9112 §3.2.2). */
export function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0]!;
}

/** Reads the path of a request below `/dav`; null: it names nothing that can be in the tree. */
export function readDavPath(target: string): DavPath | null {
  const pathname = pathOf(target);
  if (pathname.length > MAX_PATH_CHARS) return null;
  if (pathname !== DAV_PREFIX && !pathname.startsWith(`${DAV_PREFIX}/`)) return null;
  const encoded = pathname.slice(DAV_PREFIX.length).split('/');
  const parts: string[] = [];
  for (const part of encoded) {
    const name = decoded(part);
    if (name === null || name.includes('/') || name.includes('\0') || name === '.' || name === '..') return null;
    if (name !== '') parts.push(name);
  }
  const last = parts.at(-1);
  if (last !== undefined && SYSTEM_FILE.test(last)) return null;
  return { path: `/${parts.join('/')}`, asFolder: pathname.endsWith('/') };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The percent-encoded path of an entry on the web server; of a folder with a slash at its end (RFC 4918 §5.2). */
export function hrefOf(path: string, kind: TreeEntry['kind']): string {
  const encoded = DAV_PREFIX + path.split('/').map(encodeURIComponent).join('/');
  return kind === 'file' || encoded.endsWith('/') ? encoded : `${encoded}/`;
}

/** The path of an entry of a folder. */
export function pathIn(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}
