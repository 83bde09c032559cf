import type { AudioSources } from '../archive/index.ts';
import type { AuditDetail, AuditedAction, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import {
  type CatalogDeps,
  type CatalogFile,
  type DayRange,
  fileOfDay,
  filesOfDay,
  type ListedFile,
  periodsWithRecordings,
  type TenantScope,
  type TreePeriod,
} from '../catalog/index.ts';
import { AuditedContent } from './audited-content.ts';
import { DayListings } from './day-listings.ts';
import { bufferContent, DayViews, isViewName, ListedDay } from './day-views.ts';
import { FoundRecording } from './found-recording.ts';
import type { FileContent, FoundFile, RecordingTree, TreeEntry, TreeFile, TreeFolder } from './recording-tree.ts';
import { type TreePath, readTreePath } from './tree-path.ts';

export interface TreeSources extends AudioSources {
  readonly catalog: CatalogDeps;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Shared by the trees of a process; missing: each tree has its own. */
  readonly views?: DayViews;
  readonly listings?: DayListings;
}

/** Whose tree it is, and who reads it; each download is audited with this. */
export interface TreeViewer {
  readonly tenantId: TenantId;
  /** The FTP login. */
  readonly login: string;
  /** The client's IP address. */
  readonly address: string;
  /** Default: FTP. */
  readonly door?: string;
  /** Whose recordings it is limited to; missing or null: all of the tenant's. */
  readonly numbers?: readonly string[] | null;
}

/** The tree of one tenant over the catalog and the object store. */
export class CatalogTree implements RecordingTree {
  readonly #sources: TreeSources;
  readonly #viewer: TreeViewer;
  readonly #scope: TenantScope;
  readonly #views: DayViews;
  readonly #listings: DayListings;
  readonly #createdAt: number;

  constructor(sources: TreeSources, viewer: TreeViewer) {
    this.#sources = sources;
    this.#viewer = viewer;
    this.#scope = { tenantId: viewer.tenantId, numbers: viewer.numbers ?? null };
    this.#views = sources.views ?? new DayViews(sources);
    this.#listings = sources.listings ?? new DayListings(sources);
    this.#createdAt = sources.clock.now();
  }

  get tenantId(): TenantId {
    return this.#viewer.tenantId;
  }

  async stat(path: string): Promise<TreeEntry | null> {
    const location = readTreePath(path);
    if (location === null) return null;
    switch (location.kind) {
      case 'root':
        return { kind: 'folder', name: '', modifiedAt: this.#createdAt };
      case 'file': {
        if (isViewName(location)) return this.#views.stat(this.#scope, location);
        const file = await this.#file(location);
        return file === null ? null : fileEntry(file);
      }
      default: {
        const [folder] = await this.#folders(location.kind, location.days);
        return folder ?? null;
      }
    }
  }

  async *list(path: string): AsyncGenerator<TreeEntry> {
    const location = readTreePath(path);
    if (location === null || location.kind === 'file') return;
    if (location.kind === 'day') yield* this.#listDay(location.days.first);
    else yield* await this.#folders(PERIOD_INSIDE[location.kind], location.days);
  }

  async find(path: string): Promise<FoundFile | null> {
    const location = readTreePath(path);
    if (location?.kind !== 'file') return null;
    if (isViewName(location)) return this.#findView(location);
    const file = await this.#file(location);
    if (file === null) return null;
    const found = new FoundRecording(this.#sources, file, () => this.#file(location));
    const audited = once(() => this.#auditDownload(file));
    return {
      entry: fileEntry(file),
      sha256: file.sha256.toString('hex'),
      open: async (start) => {
        const content = start >= file.sizeBytes ? EMPTY : await found.open(start);
        return new AuditedContent(content, audited());
      },
    };
  }

  async #folders(period: TreePeriod, days: DayRange): Promise<TreeFolder[]> {
    const firstDays = await periodsWithRecordings(this.#sources.catalog, this.#scope, { period, ...days });
    return firstDays.map((firstDay) => folderEntry(period, firstDay));
  }

  async *#listDay(day: WarsawDay): AsyncGenerator<TreeEntry> {
    const { tenantId, login: actor, address, door = 'ftp' } = this.#viewer;
    const listed = new ListedDay(day);
    for await (const file of filesOfDay(this.#sources.catalog, this.#scope, day)) {
      if (listed.isEmpty) await this.#listings.listed({ tenantId, actor, address }, door, day);
      listed.add(file);
      yield fileEntry(file);
    }
    if (!listed.isEmpty) yield* await this.#views.list(this.#scope, listed);
  }

  async #findView({ day, name }: FilePath): Promise<FoundFile | null> {
    const view = await this.#views.find(this.#scope, { day, name });
    if (view === null) return null;
    const audited = once(() => this.#record('file-listing', null, { day, file: name }));
    const { entry, sha256 } = view;
    return {
      entry,
      sha256,
      open: async (start) => new AuditedContent(bufferContent((await view.read()).subarray(start)), audited()),
    };
  }

  #file({ day, name }: FilePath): Promise<CatalogFile | null> {
    return fileOfDay(this.#sources.catalog, this.#scope, { day, name });
  }

  #auditDownload({ id }: CatalogFile): Promise<void> {
    return this.#record((this.#viewer.door ?? 'ftp') === 'ftp' ? 'ftp-download' : 'file-download', id);
  }

  #record(action: AuditedAction, subject: string | null, facts: AuditDetail = {}): Promise<void> {
    const { tenantId, login: actor, address, door = 'ftp' } = this.#viewer;
    const detail = action === 'ftp-download' ? null : { door, ...facts };
    return this.#sources.audit.record({ tenantId, actor, action, subject, address, detail });
  }
}

type FilePath = TreePath & { readonly kind: 'file' };

/** What a folder holds: the root holds years, a day holds files. */
const PERIOD_INSIDE: Readonly<Record<'root' | 'year' | 'month', TreePeriod>> = {
  root: 'year',
  year: 'month',
  month: 'day',
};

/** A file is dated by its call, so that it never looks changed. */
function fileEntry({ name, sizeBytes, startedAt }: ListedFile): TreeFile {
  return { kind: 'file', name, sizeBytes, modifiedAt: startedAt };
}

/** A folder is dated by the first day in it that has a recording. */
function folderEntry(period: TreePeriod, firstDay: WarsawDay): TreeFolder {
  const [year, month, day] = firstDay.split('-') as [string, string, string];
  const name = { year, month, day }[period];
  return { kind: 'folder', name, modifiedAt: startOfWarsawDay(firstDay) };
}

const EMPTY: FileContent = { read: async () => null, close: () => undefined };

/** Does it at the first call, and again after a failure. */
function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= act().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}
