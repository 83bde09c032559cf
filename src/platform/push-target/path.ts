/** The folder a path is in; `''` for the base. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** `path` seen from `base`, without doubled slashes; a base that begins with `/` stays absolute. */
export function joinPath(base: string, path: string): string {
  const parts = [...base.split('/'), ...path.split('/')].filter((part) => part !== '');
  return `${base.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** Watchers of `*.mp3` do not see it, and it is next to where it will be: a rename stays inside one file system. */
export function temporaryNameOf(path: string): string {
  return `${path}.part`;
}
