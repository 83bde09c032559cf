import { isId } from '../../base/ids.ts';
import type { FileName, OpenFolder } from '../../platform/open-folder.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { isIgnored, textOf } from './file-names.ts';

/** Beside the folder `NAME` of a source: how its files are named. */
const TEMPLATE = '.template';
const MAX_TEMPLATE_BYTES = 2000;
/** Sub-folders; more sources than a machine has. */
const MAX_FOLDERS = 1000;

export interface SourceFolder {
  readonly name: FileName;
  readonly source: DirectorySource;
}

export interface SourceFolders {
  readonly known: readonly SourceFolder[];
  /** In the watched folder, but of no source: never touched. With the reason. */
  readonly unknown: readonly string[];
}

/** The sub-folders of the watched folder, each named as a source or by its id. */
export async function sourceFolders(root: OpenFolder, sources: readonly DirectorySource[]): Promise<SourceFolders> {
  const known: SourceFolder[] = [];
  const unknown: string[] = [];
  for await (const { name, kind } of root.entries()) {
    const text = textOf(name);
    if (isIgnored(name) || (kind === 'file' && text.endsWith(TEMPLATE))) continue;
    const named = sources.filter((source) => (isId(text) ? source.id === text : isNamed(source, text)));
    const [source] = named;
    if (kind !== 'folder') unknown.push(`${text}: not a folder`);
    else if (source === undefined) unknown.push(`${text}: no source has this name or id`);
    else if (named.length > 1) unknown.push(`${text}: several sources have this name; name the folder by the id`);
    else known.push({ name, source });
    if (known.length + unknown.length < MAX_FOLDERS) continue;
    unknown.push(`more than ${MAX_FOLDERS} entries: the rest is not looked at`);
    break;
  }
  return { known, unknown };
}

/** macOS writes letters with accents as two characters. */
function isNamed({ name }: DirectorySource, text: string): boolean {
  return name.normalize() === text.normalize();
}

/** How the files of a source are named, as the operator wrote it; null: each file has a sidecar. */
export async function templateText(root: OpenFolder, { name }: Pick<SourceFolder, 'name'>): Promise<string | null> {
  try {
    await using handle = await root.file(Buffer.concat([name, Buffer.from(TEMPLATE)]));
    const buffer = Buffer.alloc(MAX_TEMPLATE_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, MAX_TEMPLATE_BYTES, 0);
    const text = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .trim();
    return text === '' ? null : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
